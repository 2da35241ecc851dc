import type { WebSocket } from 'ws';
import type { GatewayConfig } from './config.ts';
import type { GatewayCounters } from './counters.ts';
import type { Admission } from './edge/admission.ts';
import type { GatewayOptions } from './options.ts';
import { Session } from './session.ts';

export interface SessionsOptions
  extends Pick<GatewayOptions, 'clock' | 'logger' | 'onConnection' | 'traceId' | 'defaultVoice' | 'voices'> {
  readonly config: GatewayConfig;
  readonly counters: GatewayCounters;
}

/** The sessions of a gateway: each is opened by a socket that was admitted. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Set<Session>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** Takes an admitted socket: a new session begins, or the one goes on that it resumes. Never throws. */
  attach(socket: WebSocket, admission: Admission): void {
    const { config, clock, logger, counters, defaultVoice, voices, traceId, onConnection } = this.#options;
    const { type, model } = admission;
    const session = new Session({
      socket,
      config,
      clock,
      logger,
      counters,
      type,
      model,
      defaultVoice,
      voices,
      traceId,
      onEnd: (ended) => this.#sessions.delete(ended),
    });
    this.#sessions.add(session);
    logger.info({ session_id: session.sessionId, sessions: this.size }, 'session began');
    try {
      onConnection(session.connection);
    } catch (error) {
      logger.error({ session_id: session.sessionId, err: error }, 'session could not be started');
      session.close(1011, 'The session could not be started.');
    }
  }

  close(code: number, reason: string): void {
    for (const session of [...this.#sessions]) session.close(code, reason);
  }
}
