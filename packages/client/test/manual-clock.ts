import type { ClientClock } from '../src/client-clock.ts';

/** Stands still until a test moves it; timers fire in the order they are due. */
export class ManualClock implements ClientClock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly dueMs: number; readonly callback: () => void }>();

  nowMs(): number {
    return this.#nowMs;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    const timer = { dueMs: this.#nowMs + delayMs, callback };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Moves to the timer that is due first. */
  advanceToNext(): void {
    const dueMs = Math.min(...[...this.#timers].map((timer) => timer.dueMs));
    if (dueMs !== Number.POSITIVE_INFINITY) this.advance(dueMs - this.#nowMs);
  }

  advance(durationMs: number): void {
    const endMs = this.#nowMs + durationMs;
    for (;;) {
      const due = [...this.#timers].filter(({ dueMs }) => dueMs <= endMs).toSorted((a, b) => a.dueMs - b.dueMs)[0];
      if (!due) break;
      this.#timers.delete(due);
      this.#nowMs = due.dueMs;
      due.callback();
    }
    this.#nowMs = endMs;
  }
}
