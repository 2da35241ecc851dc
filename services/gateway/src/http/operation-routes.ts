import { CascadeError } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Access } from '../edge/access.ts';
import { realtimePath } from '../edge/admission.ts';
import type { GatewayOptions } from '../options.ts';
import { errorBody } from './error-body.ts';
import { describeRoute, errorResponses } from './route-description.ts';
import { text } from './wire-schemas.ts';

const readySchema = z.looseObject({ ready: z.boolean() });
const ready = readySchema.describe('They can.');
const notReady = readySchema.describe('Not now.');

const textFormat = 'text/plain; version=0.0.4; charset=utf-8';

const realtimeDescription = `The conversation itself: a WebSocket that speaks the OpenAI Realtime protocol (GA event
names), with additions under \`cascade.\`. Connect with \`Authorization: Bearer KEY\`, or in a browser with the
subprotocols \`realtime\` and \`openai-insecure-api-key.TOKEN\`, where the token comes from
\`POST /v1/realtime/client_secrets\`. JSON text frames in both directions; the first from the server is
\`session.created\`. A plain request is answered 426.`;

/** Health, metrics, and the word for those who come to the WebSocket's address without one. */
export async function operationRoutes(
  app: FastifyInstance,
  { options, access }: { readonly options: GatewayOptions; readonly access: Access },
): Promise<void> {
  app.get(
    '/healthz',
    {
      schema: describeRoute({
        summary: 'The process lives',
        tags: ['operation'],
        open: true,
        response: { 200: z.object({ status: z.literal('ok') }).describe('It does.') },
      }),
    },
    async () => ({ status: 'ok' }),
  );
  app.get(
    '/readyz',
    {
      schema: describeRoute({
        summary: 'Turns can be answered',
        description: 'Red while models load and while the service drains. What runs is told to those with a key.',
        tags: ['operation'],
        open: true,
        response: { 200: ready, 503: notReady },
      }),
    },
    async (request, reply) => {
      const { ready: isReady, detail } = options.isReady();
      // What runs here is nobody's business who may not use it.
      const shown = access.identify(request.raw) ? detail : {};
      return reply.code(isReady ? 200 : 503).send({ ready: isReady, ...shown });
    },
  );
  app.get(
    '/metrics',
    {
      schema: describeRoute({
        summary: 'Metrics for Prometheus',
        tags: ['operation'],
        response: {
          200: {
            description: 'Text format 0.0.4, or OpenMetrics with exemplars where the Accept header takes it.',
            content: { 'text/plain': { schema: text }, 'application/openmetrics-text': { schema: text } },
          },
          ...errorResponses(401, 403, 429),
        },
      }),
    },
    async (request, reply) => {
      access.authorize(request.raw, 'debug');
      const found = await options.metricsText(request.headers.accept);
      const { contentType, body } = typeof found === 'string' ? { contentType: textFormat, body: found } : found;
      return reply.type(contentType).send(body);
    },
  );
  app.get(
    realtimePath,
    {
      schema: describeRoute({
        summary: 'The WebSocket of conversations',
        description: realtimeDescription,
        tags: ['realtime'],
        querystring: z.object({
          model: z.string().max(128).optional().describe('Any name.'),
          intent: z.enum(['transcription']).optional().describe('A session that only listens.'),
        }),
        response: {
          101: z.null().describe('Switching to the WebSocket protocol.'),
          ...errorResponses(400, 401, 403, 404, 426, 429, 503),
        },
      }),
    },
    async (_request, reply) =>
      reply
        .code(426)
        .header('upgrade', 'websocket')
        .send(errorBody(new CascadeError('invalid_event', 'Connect with a WebSocket.'))),
  );
}
