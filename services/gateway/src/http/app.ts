import { readFileSync } from 'node:fs';
import { CascadeError } from '@cascade/contracts';
import fastify, { type FastifyInstance } from 'fastify';
import type { GatewayConfig } from '../config.ts';
import { realtimePath } from '../edge/admission.ts';
import type { GatewayOptions } from '../options.ts';
import { errorBody } from './error-body.ts';

/** Everything that is answered over HTTP. @throws CascadeError `invalid_config` when a TLS file cannot be read */
export function buildApp(options: GatewayOptions): FastifyInstance {
  const https = tlsOf(options.config);
  const settings = { logger: false, forceCloseConnections: true } as const;
  const app = (https ? fastify({ ...settings, https }) : fastify(settings)) as unknown as FastifyInstance;
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/readyz', async (_request, reply) => {
    const { ready, detail } = options.isReady();
    return reply.code(ready ? 200 : 503).send({ ready, ...detail });
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type('text/plain; version=0.0.4; charset=utf-8').send(await options.metricsText()),
  );
  app.get(realtimePath, async (_request, reply) =>
    reply
      .code(426)
      .header('upgrade', 'websocket')
      .send(errorBody(new CascadeError('invalid_event', 'Connect with a WebSocket.'))),
  );
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(new CascadeError('not_found', 'There is nothing here.'))),
  );
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500)
      return reply.code(status).send(errorBody(new CascadeError('invalid_event', 'The request cannot be read.')));
    options.logger.error({ err: error }, 'request failed');
    return reply.code(500).send(errorBody(new CascadeError('internal', 'The request failed.')));
  });
  return app;
}

function tlsOf(config: GatewayConfig): { cert: Buffer; key: Buffer } | undefined {
  if (config.tlsCertPath === '') return undefined;
  const read = (name: string, path: string) => {
    try {
      return readFileSync(path);
    } catch (error) {
      throw new CascadeError('invalid_config', `${name}: the file ${path} cannot be read.`, { cause: error });
    }
  };
  return { cert: read('CASCADE_TLS_CERT', config.tlsCertPath), key: read('CASCADE_TLS_KEY', config.tlsKeyPath) };
}
