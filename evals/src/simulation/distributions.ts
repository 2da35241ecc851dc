import type { SeededRandom } from '../sounds/index.ts';

/** A duration that is usually short and sometimes long: log-normal, given by two of its percentiles, in milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
}

/** Of the standard normal distribution. */
const z95 = 1.6449;
/** No draw is further out than one in 10,000. */
const furthest = 3.7;

export function draw({ p50, p95 }: Latency, random: SeededRandom): number {
  const sigma = Math.log(p95 / p50) / z95;
  const deviation = Math.max(-furthest, Math.min(furthest, random.gaussian()));
  return p50 * Math.exp(sigma * deviation);
}

/** True with this probability. */
export const happens = (probability: number, random: SeededRandom): boolean => random.next() < probability;

/** Value below which `share` of the values lie (nearest rank); null of none. */
export function percentile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
