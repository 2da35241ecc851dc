import type { Clock } from '@cascade/contracts';
import { TokenBucket } from './token-bucket.ts';

export interface RateGateOptions {
  readonly clock: Clock;
  /** For each subject; as many at once. */
  readonly perMinute: number;
  /** Whoever was not seen for the longest is forgotten beyond this. */
  readonly maxSubjects?: number;
}

/**
 * How often each of many (addresses, keys) may do something. Of bounded size, and answers at once: it stands before all
 * work, where a promise for each of a storm of requests would be work itself.
 */
export class RateGate {
  readonly #options: Required<RateGateOptions>;
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(options: RateGateOptions) {
    this.#options = { maxSubjects: 10_000, ...options };
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** 0 when the subject may, and has; otherwise how long it has to wait, in milliseconds. */
  enter(subject: string): number {
    const { clock, perMinute, maxSubjects } = this.#options;
    const bucket =
      this.#buckets.get(subject) ?? new TokenBucket({ clock, capacity: perMinute, perSecond: perMinute / 60 });
    // A map keeps the order of insertion: the first is the one that was not seen for the longest.
    this.#buckets.delete(subject);
    this.#buckets.set(subject, bucket);
    if (this.#buckets.size > maxSubjects) this.#buckets.delete(this.#buckets.keys().next().value!);
    return bucket.take(1) ? 0 : Math.max(1, bucket.waitMs(1));
  }
}
