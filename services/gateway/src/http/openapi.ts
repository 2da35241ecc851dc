import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { clientSecretRequestSchema, clientSecretsPath } from '../edge/token-route.ts';
import { describeRoute, errorResponses } from './route-description.ts';

const description = `Speech in, speech out: the HTTP siblings of the conversation at \`/v1/realtime\`.

Where keys are configured, send one as \`Authorization: Bearer KEY\`. Every refusal has the same body, with a code of one
table; \`retry-after\` says when it is worth another try.`;

/** Described here, because the route belongs to the edge, which knows nothing of documents. */
const clientSecrets = describeRoute({
  summary: 'A short-lived token for a browser',
  description: 'As of OpenAI: a server that has a key asks for a token, and gives that to the page it serves.',
  tags: ['realtime'],
  body: clientSecretRequestSchema,
  response: {
    200: z
      .object({
        value: z.string().describe('`ek_…`'),
        expires_at: z.number().int().describe('Unix time in seconds.'),
        session: z.looseObject({}).describe('As `session.created` shows it.'),
      })
      .describe('The token, and what a session that begins with it is set to.'),
    ...errorResponses(400, 401, 403, 429),
  },
});
const described: Readonly<Record<string, FastifySchema>> = { [clientSecretsPath]: clientSecrets };

/** For `@fastify/swagger`, which collects the routes that are registered after it. */
export const openApiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Cascade', version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    tags: [
      { name: 'speech', description: 'Recordings to text, texts to audio.' },
      { name: 'realtime', description: 'Conversations.' },
      { name: 'about', description: 'What runs, and what it keeps.' },
      { name: 'operation', description: 'For whoever runs the service.' },
      { name: 'console', description: 'The page.' },
    ],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  },
  transformObject: jsonSchemaTransformObject,
  transform: (route) => jsonSchemaTransform({ ...route, schema: route.schema ?? described[route.url] ?? {} } as never),
};

/** `GET /openapi.json`. A fastify plugin. */
export async function openApiRoute(app: FastifyInstance): Promise<void> {
  app.get(
    '/openapi.json',
    {
      schema: describeRoute({
        summary: 'This document',
        tags: ['about'],
        open: true,
        response: { 200: z.looseObject({ openapi: z.string() }).describe('OpenAPI 3.1.') },
      }),
    },
    async () => app.swagger(),
  );
}
