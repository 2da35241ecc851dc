import { CascadeError } from '@cascade/contracts';
import type { WebSocket } from 'ws';
import type { GatewayConfig } from './config.ts';
import type { GatewayCounters } from './counters.ts';
import type { Admission } from './edge/admission.ts';
import type { GatewayOptions } from './options.ts';
import { ResumeTokens } from './resume-tokens.ts';
import { Session } from './session.ts';

export interface SessionsOptions
  extends Pick<GatewayOptions, 'clock' | 'logger' | 'onConnection' | 'traceId' | 'defaultVoice' | 'voices'> {
  readonly config: GatewayConfig;
  readonly counters: GatewayCounters;
}

/** The sessions of a gateway: each is opened by a socket that was admitted, and may outlive it for a while. */
export class Sessions {
  readonly #options: SessionsOptions;
  /** With the key that each belongs to. */
  readonly #sessions = new Map<Session, string | undefined>();
  readonly #resumeTokens = new ResumeTokens<Session>();
  #onEmpty: (() => void) | undefined;

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  /** Those that wait for their client to come back count too. */
  get size(): number {
    return this.#sessions.size;
  }

  /** Those of one API key. */
  sizeOf(keyId: string): number {
    let size = 0;
    for (const owner of this.#sessions.values()) if (owner === keyId) size++;
    return size;
  }

  /** Whether the socket would go on with a session that is there: it needs no room for another one. */
  wouldResume({ resume, keyId }: Admission): boolean {
    return resume !== undefined && this.#resumeTokens.find(resume.token, keyId) !== undefined;
  }

  /** Takes an admitted socket: a new session begins, or the one goes on that it resumes. Never throws. */
  attach(socket: WebSocket, admission: Admission): void {
    const { config, clock, logger, counters, defaultVoice, voices, traceId, onConnection } = this.#options;
    const { resume, keyId } = admission;
    const held = resume && this.#resumeTokens.find(resume.token, keyId);
    if (held) {
      held.resume(socket, admission);
      logger.info({ session_id: held.sessionId }, 'session resumed');
      return;
    }
    const session = new Session({
      socket,
      admission,
      config,
      clock,
      logger,
      counters,
      resumeTokens: this.#resumeTokens,
      defaultVoice,
      voices,
      traceId,
      onEnd: (ended) => this.#ended(ended),
    });
    if (resume) {
      const message = 'The session to be resumed is not there any more: this is a new one.';
      session.tellError(new CascadeError('resume_expired', message, { stage: 'gateway' }));
    }
    this.#sessions.set(session, keyId);
    logger.info({ session_id: session.sessionId, key_id: keyId, sessions: this.size }, 'session began');
    try {
      onConnection(session.connection);
    } catch (error) {
      logger.error({ session_id: session.sessionId, err: error }, 'session could not be started');
      session.close(1011, 'The session could not be started.');
    }
  }

  /**
   * The service shuts down: tells every client. Those with nothing open are closed at once with 1012, the others when
   * their turn and its reply are over, or when the time is. Resolves when all are gone.
   */
  drain(timeLeftMs: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      for (const session of [...this.#sessions.keys()]) session.shutDown(timeLeftMs);
      if (this.size === 0) resolve();
    });
  }

  close(code: number, reason: string): void {
    for (const session of [...this.#sessions.keys()]) session.close(code, reason);
  }

  /** @returns how many sessions these keys had */
  closeOf(keyIds: ReadonlySet<string>, code: number, reason: string): number {
    const theirs = [...this.#sessions].filter(([, keyId]) => keyId !== undefined && keyIds.has(keyId));
    for (const [session] of theirs) session.close(code, reason);
    return theirs.length;
  }

  #ended(session: Session): void {
    this.#sessions.delete(session);
    if (this.size === 0) this.#onEmpty?.();
  }
}
