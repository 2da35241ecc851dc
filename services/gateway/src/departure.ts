import type { Clock } from '@cascade/contracts';

export type DepartureReason = 'shutdown' | 'session_length' | 'idle';

export interface DepartureOptions {
  readonly clock: Clock;
  /** Longest session; 0 is no limit. */
  readonly maxSessionMs: number;
  /** A client that sends nothing for so long is let go; 0 is no limit. */
  readonly maxIdleMs: number;
  /** A turn or a response is open. */
  isBusy(): boolean;
  tell(reason: DepartureReason, timeLeftMs: number): void;
  leave(reason: DepartureReason): void;
}

/** Before a limit is reached, the client is told so much ahead; of short limits, half of them. */
const noticeMs = 10_000;
/** A response may follow the end of a turn, and a record that of a response. */
const settleMs = 500;

/**
 * The end of a session that its client did not ask for, told of before it comes. At the limits of length and idleness
 * the client has the time that it is told. When the service shuts down, a session ends as soon as nothing is open.
 */
export class Departure {
  readonly #options: DepartureOptions;
  readonly #idleNoticeMs: number;
  #activeAtMs: number;
  #reason: DepartureReason | undefined;
  #cancelLength: (() => void) | undefined;
  #cancelIdle: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;
  #cancelSettle: (() => void) | undefined;

  constructor(options: DepartureOptions) {
    this.#options = options;
    const { clock, maxSessionMs, maxIdleMs } = options;
    this.#activeAtMs = clock.nowMs();
    this.#idleNoticeMs = Math.min(noticeMs, maxIdleMs / 2);
    if (maxSessionMs > 0) {
      const timeLeftMs = Math.min(noticeMs, maxSessionMs / 2);
      this.#cancelLength = clock.setTimer(maxSessionMs - timeLeftMs, () =>
        this.#announce('session_length', timeLeftMs),
      );
    }
    if (maxIdleMs > 0) this.#waitForIdleness();
  }

  /** The client has sent something. */
  active(): void {
    this.#activeAtMs = this.#options.clock.nowMs();
  }

  /** The service shuts down: leaves at once when nothing is open, and in `timeLeftMs` at the latest. */
  shutDown(timeLeftMs: number): void {
    if (this.#reason === 'shutdown') return;
    this.#announce('shutdown', timeLeftMs);
    if (!this.#options.isBusy()) this.#leave('shutdown');
  }

  /** A turn or a response has ended. */
  settled(): void {
    this.active();
    if (this.#reason !== 'shutdown' || this.#options.isBusy()) return;
    this.#cancelSettle?.();
    this.#cancelSettle = this.#options.clock.setTimer(settleMs, () => {
      if (!this.#options.isBusy()) this.#leave('shutdown');
    });
  }

  close(): void {
    this.#cancelLength?.();
    this.#cancelIdle?.();
    this.#cancelDeadline?.();
    this.#cancelSettle?.();
  }

  #announce(reason: 'shutdown' | 'session_length', timeLeftMs: number): void {
    this.#reason = reason;
    this.#options.tell(reason, timeLeftMs);
    this.#cancelDeadline?.();
    this.#cancelDeadline = this.#options.clock.setTimer(timeLeftMs, () => this.#leave(reason));
  }

  #waitForIdleness(): void {
    const { clock, maxIdleMs } = this.#options;
    const dueMs = this.#activeAtMs + maxIdleMs - this.#idleNoticeMs;
    this.#cancelIdle = clock.setTimer(Math.max(1, dueMs - clock.nowMs()), () => this.#lookForIdleness());
  }

  #lookForIdleness(): void {
    const { clock, maxIdleMs, isBusy, tell } = this.#options;
    // Who listens is not idle.
    if (isBusy()) this.active();
    if (clock.nowMs() < this.#activeAtMs + maxIdleMs - this.#idleNoticeMs || this.#reason) {
      this.#waitForIdleness();
      return;
    }
    const toldAtMs = clock.nowMs();
    tell('idle', this.#idleNoticeMs);
    this.#cancelIdle = clock.setTimer(this.#idleNoticeMs, () => {
      if (this.#activeAtMs > toldAtMs || isBusy()) this.#waitForIdleness();
      else this.#leave('idle');
    });
  }

  #leave(reason: DepartureReason): void {
    this.close();
    this.#options.leave(reason);
  }
}
