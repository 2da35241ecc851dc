/** A longer message can take more than a millisecond: it is a quarter of a second of audio, or a large item. */
export const heavyBytes = 16_384;

/**
 * Where long work waits for its turn. The event loop does one piece of it in a turn, whoever it is for, and serves all
 * the short work between two pieces: many clients that send much at once do not add up to a pause for the others.
 */
export class HeavyLane {
  readonly #waiting: (() => void)[] = [];
  #scheduled = false;

  /** `work` must not throw. It is done in the order of the calls, never within the call. */
  push(work: () => void): void {
    this.#waiting.push(work);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#waiting.shift()?.();
      this.#schedule();
    });
  }
}

/** There is one event loop, so there is one lane. */
export const heavyLane = new HeavyLane();
