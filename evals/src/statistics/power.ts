import { type SeededRandom, seededRandom } from '../sounds/seeded-random.ts';
import type { Interval } from './bootstrap.ts';
import { normalQuantile } from './normal.ts';
import type { PairedClip } from './paired-comparison.ts';
import { wilsonInterval } from './proportions.ts';

/** Two recognizers on made clips; rates are shares of words. */
export interface MadeSlice {
  readonly clips: number;
  readonly wordsPerClip: number;
  readonly errorRate: number;
  /** By how much the candidate's rate is higher; 0 for A/A. */
  readonly regression: number;
  /**
   * Share of words whose outcome under the candidate is drawn anew instead of being the baseline's: two settings of one model differ
   * little, two models much.
   */
  readonly churn: number;
}

/**
 * Word errors of both, paired by clip. Clips differ in difficulty (exponentially distributed about the rate, at most 0.9), so that
 * errors come in heaps as they do in speech.
 */
export function makeClips(slice: MadeSlice, random: SeededRandom): PairedClip[] {
  const { clips, wordsPerClip, errorRate, regression, churn } = slice;
  const added = regression / (1 - errorRate);
  return Array.from({ length: clips }, (_, clip) => {
    const rate = Math.min(0.9, -Math.log(1 - random.next()) * errorRate);
    let [before, after] = [0, 0];
    for (let word = 0; word < wordsPerClip; word++) {
      const wrong = random.next() < rate;
      const wrongAfter = random.next() < churn ? random.next() < rate : wrong;
      if (wrong) before++;
      if (wrongAfter || random.next() < added) after++;
    }
    return {
      group: String(clip),
      baseline: { numerator: before, denominator: wordsPerClip },
      candidate: { numerator: after, denominator: wordsPerClip },
    };
  });
}

export interface SimulatedShare {
  readonly share: number;
  /** Wilson, 95 %: what the number of runs leaves open. */
  readonly interval: Interval;
}

/** Share of runs in which something is found: the power when there is something, the rate of false alarms when there is not. */
export function simulateShare(
  runs: number,
  seed: string,
  isFound: (random: SeededRandom, run: number) => boolean,
): SimulatedShare {
  let found = 0;
  for (let run = 0; run < runs; run++) if (isFound(seededRandom(`${seed}/${run}`), run)) found++;
  return { share: found / runs, interval: wilsonInterval(found, runs) };
}

export interface PowerQuestion {
  /** That is to be found, in the metric's unit, above 0. */
  readonly effect: number;
  /** Standard deviation of a clip's part in the difference (for a ratio: see `influenceDeviation`). */
  readonly deviation: number;
  /** One-sided, divided by the number of slices when these are corrected for. */
  readonly alpha: number;
  readonly power: number;
}

/** Clips needed to find an effect: ((z of alpha + z of power) × deviation / effect)², rounded up (normal approximation). */
export function samplesForPower({ effect, deviation, alpha, power }: PowerQuestion): number {
  const z = normalQuantile(1 - alpha) + normalQuantile(power);
  return Math.ceil(((z * deviation) / effect) ** 2);
}

/**
 * Standard deviation of the parts that clips have in a difference of pooled ratios, from a pilot comparison (linearization; Efron
 * and Tibshirani 1993, 6.6): what `samplesForPower` asks for.
 */
export function influenceDeviation(pilot: readonly PairedClip[]): number {
  const influences = [...Map.groupBy(pilot, ({ group }) => group).values()].map((clips) =>
    clips.reduce((sum, { baseline, candidate }) => sum + candidate.numerator - baseline.numerator, 0),
  );
  const words = pilot.reduce((sum, { baseline }) => sum + baseline.denominator, 0) / influences.length;
  const mean = influences.reduce((sum, value) => sum + value, 0) / influences.length;
  const variance = influences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (influences.length - 1);
  return Math.sqrt(variance) / words;
}
