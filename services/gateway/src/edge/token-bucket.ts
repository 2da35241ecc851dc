import type { Clock } from '@cascade/contracts';

export interface TokenBucketOptions {
  readonly clock: Clock;
  /** What may be taken at once after a rest. */
  readonly capacity: number;
  /** What may be taken for ever. */
  readonly perSecond: number;
}

/** What sums of fractions may be off by. */
const tolerance = 1e-9;

/**
 * A limit on a rate that lets bursts through: a store of `capacity` that fills up at `perSecond`.
 * (The token bucket of RFC 2697 and its like, with one colour.)
 */
export class TokenBucket {
  readonly #options: TokenBucketOptions;
  #level: number;
  #updatedAtMs: number;

  constructor(options: TokenBucketOptions) {
    this.#options = options;
    this.#level = options.capacity;
    this.#updatedAtMs = options.clock.nowMs();
  }

  /** Takes `amount` if it is there. False, and nothing is taken, if it is not. */
  take(amount: number): boolean {
    if (this.#refill() + tolerance < amount) return false;
    this.#level -= amount;
    return true;
  }

  /** How long until `amount` is there, in milliseconds. */
  waitMs(amount: number): number {
    return Math.max(0, ((amount - this.#refill()) / this.#options.perSecond) * 1000);
  }

  #refill(): number {
    const { clock, capacity, perSecond } = this.#options;
    const nowMs = clock.nowMs();
    this.#level = Math.min(capacity, this.#level + ((nowMs - this.#updatedAtMs) / 1000) * perSecond);
    this.#updatedAtMs = nowMs;
    return this.#level;
  }
}
