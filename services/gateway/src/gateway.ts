import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { CascadeError } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import { type GatewayCounters, newCounters } from './counters.ts';
import { admit, statusOf } from './edge/admission.ts';
import { buildApp } from './http/app.ts';
import { errorBody } from './http/error-body.ts';
import type { GatewayOptions } from './options.ts';
import { Sessions } from './sessions.ts';

export interface Gateway {
  /** Routes without a socket: test it by `app.inject`. */
  readonly app: FastifyInstance;
  listen(): Promise<{ url: string; port: number }>;
  sessionCount(): number;
  counters(): Readonly<GatewayCounters>;
  /** Closes every session with 1001 and then the server. */
  close(): Promise<void>;
}

/** How long a socket may take to close before it is cut off. */
const closeTimeoutMs = 2000;
const retryAfterSeconds = 5;

/** @throws CascadeError `invalid_config` when a TLS file cannot be read */
export function createGateway(options: GatewayOptions): Gateway {
  const { config } = options;
  const counters = newCounters();
  const sessions = new Sessions({ ...options, counters });
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
    try {
      const admission = admit(request);
      if (closing) throw new CascadeError('going_away', 'The service is going away.');
      if (sessions.size >= config.maxSessions) {
        throw new CascadeError('too_many_sessions', 'The service holds as many sessions as it may.');
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => sessions.attach(webSocket, admission));
    } catch (error) {
      const refusal = CascadeError.from(error, 'internal', 'The request failed.');
      if (refusal.retryable) counters.refusedSessions++;
      refuse(socket, refusal);
    }
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
      sessions.close(1001, 'The service is going away.');
      await app.close();
    },
  };
}

/** Answers an upgrade in plain HTTP and hangs up. */
function refuse(socket: Duplex, error: CascadeError): void {
  const text = JSON.stringify(errorBody(error));
  const status = statusOf(error.code);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(text)}`,
      'connection: close',
      ...(error.retryable ? [`retry-after: ${retryAfterSeconds}`] : []),
      '',
      text,
    ].join('\r\n'),
  );
}
