import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { CascadeError, type Clock, type StageLogger } from '@cascade/contracts';
import fastify, { type FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import type { GatewayConfig } from './config.ts';
import type { GatewayConnection } from './connection.ts';
import { type GatewayCounters, newCounters } from './counters.ts';
import { errorEvent } from './error-event.ts';
import { Session } from './session.ts';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  readonly clock: Clock;
  readonly logger: StageLogger;
  /** A client has connected: run the stages on it. */
  onConnection(connection: GatewayConnection): void;
  /** What `/readyz` answers: 200 or 503, with the detail. */
  isReady(): { ready: boolean; detail: object };
  /** What `/metrics` answers, in Prometheus's text format. */
  metricsText(): Promise<string>;
  /** Trace of what a session does now, for the client to name. */
  traceId(sessionId: string): string | undefined;
  /** Voice of a session that names none. */
  readonly defaultVoice?: string;
  /** When given, other voices are refused. */
  readonly voices?: readonly string[];
}

export interface Gateway {
  /** Routes without a socket: test it by `app.inject`. */
  readonly app: FastifyInstance;
  listen(): Promise<{ url: string; port: number }>;
  sessionCount(): number;
  counters(): Readonly<GatewayCounters>;
  /** Closes every session with 1001 and then the server. */
  close(): Promise<void>;
}

export const realtimePath = '/v1/realtime';
/** How long a socket may take to close before it is cut off. */
const closeTimeoutMs = 2000;
const retryAfterSeconds = 5;

/** @throws CascadeError `invalid_config` when a TLS file cannot be read */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, logger } = options;
  const counters = newCounters();
  const sessions = new Set<Session>();
  let closing = false;
  const app = buildApp(options);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: config.maxMessageBytes,
    perMessageDeflate: false,
    clientTracking: false,
    // Known to ws, not yet to its types.
    ...{ closeTimeout: closeTimeoutMs },
    // A browser's key comes as another subprotocol: it is never echoed.
    handleProtocols: (protocols) => (protocols.has('realtime') ? 'realtime' : false),
  });

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const address = addressOf(request);
    if (!address) return refuse(socket, 400, 'invalid_event', 'The address cannot be read.');
    if (address.pathname !== realtimePath) return refuse(socket, 404, 'unknown_event', `Connect to ${realtimePath}.`);
    if (closing || sessions.size >= config.maxSessions) {
      counters.refusedSessions++;
      return refuse(socket, 503, 'too_many_sessions', 'The service holds as many sessions as it may.');
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const session = new Session({
        socket: webSocket,
        config,
        clock: options.clock,
        logger,
        counters,
        type: address.searchParams.get('intent') === 'transcription' ? 'transcription' : 'realtime',
        model: address.searchParams.get('model')?.slice(0, 128) || undefined,
        defaultVoice: options.defaultVoice,
        voices: options.voices,
        traceId: options.traceId,
        onEnd: (ended) => sessions.delete(ended),
      });
      sessions.add(session);
      logger.info({ session_id: session.sessionId, sessions: sessions.size }, 'session began');
      try {
        options.onConnection(session.connection);
      } catch (error) {
        logger.error({ session_id: session.sessionId, err: error }, 'session could not be started');
        session.close(1011, 'The session could not be started.');
      }
    });
  });

  return {
    app,
    sessionCount: () => sessions.size,
    counters: () => counters,
    async listen() {
      try {
        await app.listen({ host: config.host, port: config.port });
      } catch (error) {
        const cause = (error as NodeJS.ErrnoException).code ?? 'unknown';
        const message = `Cannot listen on CASCADE_HOST ${config.host}, CASCADE_PORT ${config.port}: ${cause}.`;
        throw new CascadeError('invalid_config', message, { stage: 'gateway', cause: error });
      }
      const { port } = app.server.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `${config.tlsCertPath === '' ? 'http' : 'https'}://${host}:${port}`, port };
    },
    async close() {
      closing = true;
      for (const session of [...sessions]) session.close(1001, 'The service is going away.');
      await app.close();
    },
  };
}

function buildApp(options: GatewayOptions): FastifyInstance {
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
    reply.code(426).header('upgrade', 'websocket').send(body('invalid_event', 'Connect with a WebSocket.')),
  );
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(body('unknown_event', 'There is nothing here.')));
  app.setErrorHandler((error, _request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status < 500) return reply.code(status).send(body('invalid_event', 'The request cannot be read.'));
    options.logger.error({ err: error }, 'request failed');
    return reply.code(500).send(body('internal', 'The request failed.'));
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

type HttpCode = 'invalid_event' | 'unknown_event' | 'too_many_sessions' | 'internal';

const body = (code: HttpCode, message: string) => ({
  error: errorEvent(new CascadeError(code, message), undefined).error,
});

function addressOf(request: IncomingMessage): URL | undefined {
  return URL.parse(request.url ?? '', 'http://gateway') ?? undefined;
}

/** Answers an upgrade in plain HTTP and hangs up. */
function refuse(socket: Duplex, status: 400 | 404 | 503, code: HttpCode, message: string): void {
  const text = JSON.stringify(body(code, message));
  const reasons = { 400: 'Bad Request', 404: 'Not Found', 503: 'Service Unavailable' } as const;
  socket.end(
    [
      `HTTP/1.1 ${status} ${reasons[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      ...(status === 503 ? [`retry-after: ${retryAfterSeconds}`] : []),
      '',
      text,
    ].join('\r\n'),
  );
}
