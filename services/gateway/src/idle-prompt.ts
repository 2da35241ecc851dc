import type { Clock } from '@cascade/contracts';

/** Calls back when nothing was said for `idleMs` after the last reply was heard. */
export class IdlePrompt {
  readonly #clock: Clock;
  readonly #onIdle: (sinceMs: number) => void;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, onIdle: (sinceMs: number) => void) {
    this.#clock = clock;
    this.#onIdle = onIdle;
  }

  arm(idleMs: number | null): void {
    this.disarm();
    if (idleMs === null) return;
    this.#cancelTimer = this.#clock.setTimer(idleMs, () => {
      this.#cancelTimer = undefined;
      this.#onIdle(idleMs);
    });
  }

  disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
