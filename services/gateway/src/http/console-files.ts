import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { describeRoute, errorResponses } from './route-description.ts';
import { bytes, text } from './wire-schemas.ts';

/** Named by their content: what has such a name never changes. */
const isHashed = (path: string) => /[/\\]assets[/\\][^/\\]+-[\w-]{8,}\.\w+$/.test(path);

const withoutConsole = `Cascade runs. There is no page here: the service was started without one.

The conversation is a WebSocket at /v1/realtime, the other addresses stand in /openapi.json.
\`pnpm start\` builds the page and serves it.
`;

/** The page at `/`, from a folder of built files. Nothing but GET and HEAD reaches it. A fastify plugin. */
export async function consoleFiles(
  app: FastifyInstance,
  { directory }: { readonly directory: string | undefined },
): Promise<void> {
  const open = { tags: ['console'], open: true } as const;
  if (directory === undefined) {
    app.get(
      '/',
      {
        schema: describeRoute({
          summary: 'Where the page would be',
          ...open,
          response: { 200: { description: 'What there is.', content: { 'text/plain': { schema: text } } } },
        }),
      },
      async (_request, reply) => reply.type('text/plain; charset=utf-8').send(withoutConsole),
    );
    return;
  }
  await app.register(fastifyStatic, {
    root: directory,
    serve: false,
    dotfiles: 'ignore',
    cacheControl: false,
    setHeaders(reply, path) {
      reply.header('cache-control', isHashed(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  app.get(
    '/',
    {
      schema: describeRoute({
        summary: 'The page to talk to',
        ...open,
        response: { 200: { description: 'The page.', content: { 'text/html': { schema: text } } } },
      }),
    },
    (_request, reply) => reply.sendFile('index.html'),
  );
  app.get<{ Params: { '*': string } }>(
    '/*',
    {
      schema: describeRoute({
        summary: 'The files of the page',
        ...open,
        response: {
          200: { description: 'The file.', content: { 'application/octet-stream': { schema: bytes } } },
          ...errorResponses(404),
        },
      }),
    },
    (request, reply) => reply.sendFile(join('.', request.params['*'])),
  );
}
