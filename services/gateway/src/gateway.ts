import type { IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { CascadeError } from '@cascade/contracts';
import type { FastifyInstance } from 'fastify';
import { requireSafeHost } from './config.ts';
import { type GatewayCounters, newCounters } from './counters.ts';
import { Access } from './edge/access.ts';
import { Admitter } from './edge/admission.ts';
import { PendingSockets } from './edge/pending-sockets.ts';
import { countRefusal, refuseUpgrade } from './edge/refuse-upgrade.ts';
import { SecurityLog } from './edge/security-log.ts';
import { createSocketServer } from './edge/socket-server.ts';
import { tokenRoute } from './edge/token-route.ts';
import { buildApp } from './http/app.ts';
import type { GatewayOptions } from './options.ts';
import { Sessions } from './sessions.ts';

export interface Gateway {
  /** Routes without a socket: test it by `app.inject`. */
  readonly app: FastifyInstance;
  listen(): Promise<{ url: string; port: number }>;
  sessionCount(): number;
  counters(): Readonly<GatewayCounters>;
  /** A token for a client of the service's own, such as a self-check: may talk and see records, for a minute. */
  ownToken(): string;
  /**
   * The service shuts down: from now on it is not ready and takes no session, and every client is told how long it has.
   * Resolves when the last session has ended, each with 1012: when its turn and its reply are over, or at the deadline.
   * Then `close`.
   */
  drain(options: { readonly deadlineMs: number }): Promise<void>;
  /** Closes every session with 1001 and then the server. */
  close(): Promise<void>;
}

/**
 * @throws CascadeError `invalid_config` when a TLS file or the file of keys cannot be read, or without keys the host is
 * not loopback
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { config, clock, logger } = options;
  requireSafeHost(config);
  const counters = newCounters();
  const sessions = new Sessions({ ...options, counters });
  let draining = false;

  const log = new SecurityLog({ logger, clock });
  const access = new Access({
    config,
    clock,
    log,
    onRevoked: (keyIds) => {
      const ended = sessions.closeOf(keyIds, 1008, 'unauthorized: The key holds no longer.');
      log.record('sessions_revoked', { keys: [...keyIds], sessions: ended });
    },
  });
  const admitter = new Admitter({
    config,
    clock,
    access,
    room: sessions,
    isDraining: () => draining,
    overloaded: options.overloaded && (() => options.overloaded?.()),
  });
  const isReady = () => {
    const { ready, detail } = options.isReady();
    return draining ? { ready: false, detail: { ...detail, draining } } : { ready, detail };
  };
  const app = buildApp({ ...options, isReady }, access);
  app.register(tokenRoute, { access, voices: options.voices, defaultVoice: options.defaultVoice });
  const sockets = createSocketServer(config);
  const pending = new PendingSockets(app.server, {
    max: config.maxPendingSockets,
    isProxy: (address) => access.isProxy(address),
    onDropped: (address) => {
      counters.droppedSockets++;
      log.record('request_refused', { address, reason: 'too many connections without a session' });
    },
  });

  app.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const verdict = admitter.admit(request);
    if (!verdict.ok) {
      countRefusal(counters, verdict.error);
      refuseUpgrade(socket, verdict.error, verdict.retryAfterMs);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      pending.release(socket);
      sessions.attach(webSocket, verdict.admission);
    });
  });

  return {
    app,
    sessionCount: () => sessions.size,
    counters: () => counters,
    ownToken: () => access.ownToken(),
    async listen() {
      try {
        await app.listen({ host: config.host, port: config.port });
      } catch (error) {
        const cause = (error as NodeJS.ErrnoException).code ?? 'unknown';
        const message = `Cannot listen on CASCADE_HOST ${config.host}, CASCADE_PORT ${config.port}: ${cause}.`;
        throw new CascadeError('invalid_config', message, { stage: 'gateway', cause: error });
      }
      access.watch();
      const { port } = app.server.address() as AddressInfo;
      const host = config.host.includes(':') ? `[${config.host}]` : config.host;
      return { url: `${config.tlsCertPath === '' ? 'http' : 'https'}://${host}:${port}`, port };
    },
    drain({ deadlineMs }) {
      draining = true;
      return sessions.drain(deadlineMs);
    },
    async close() {
      draining = true;
      access.close();
      sessions.close(1001, 'The service is going away.');
      await app.close();
    },
  };
}
