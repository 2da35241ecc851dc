import { gammaln } from 'simple-statistics';
import type { Interval } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';

/**
 * Wilson's score interval of a proportion (1927), which stays within 0 to 1 and is sound for few cases and for shares near 0
 * (Brown, Cai and DasGupta 2001). Of nothing, everything from 0 to 1.
 */
export function wilsonInterval(successes: number, trials: number, confidence = 0.95): Interval {
  if (trials === 0) return [0, 1];
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / trials;
  const shrink = 1 + (z * z) / trials;
  const center = (share + (z * z) / (2 * trials)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return [successes === 0 ? 0 : center - half, successes === trials ? 1 : center + half];
}

/** Probability of so many successes. By logarithms: simple-statistics' distribution overflows at a thousand trials. */
export function binomialProbability(successes: number, trials: number, share: number): number {
  if (share === 0 || share === 1) return Number(successes === share * trials);
  const ways = gammaln(trials + 1) - gammaln(successes + 1) - gammaln(trials - successes + 1);
  return Math.exp(ways + successes * Math.log(share) + (trials - successes) * Math.log1p(-share));
}

/** Exact two-sided binomial test: the probability of all outcomes that are no likelier than what was seen. */
export function binomialTest(successes: number, trials: number, share = 0.5): number {
  const observed = binomialProbability(successes, trials, share) * (1 + 1e-7);
  let p = 0;
  for (let count = 0; count <= trials; count++) {
    const probability = binomialProbability(count, trials, share);
    if (probability <= observed) p += probability;
  }
  return Math.min(1, p);
}

export interface Preference {
  /** Of those who preferred one. */
  readonly share: number;
  readonly interval: Interval;
  /** Two-sided. */
  readonly p: number;
}

/** Sign test of a blind A/B comparison (Conover 1999, 3.4): ties say nothing of which is better and are left out. */
export function preferenceTest({ a, b }: { readonly a: number; readonly b: number }): Preference {
  const trials = a + b;
  return { share: trials === 0 ? 0.5 : a / trials, interval: wilsonInterval(a, trials), p: binomialTest(a, trials) };
}
