import type { Metric } from '../results-schema/index.ts';
import { adjustHolm } from './corrections.ts';
import { bootstrapPAbove, type PairedClip, type PairedDifference, pairedBootstrap } from './paired-comparison.ts';
import { pairedPermutationTest } from './permutation-test.ts';
import { signedRankTest } from './signed-rank-test.ts';

export interface SliceComparison extends Pick<PairedDifference, 'baseline' | 'candidate' | 'interval' | 'samples'> {
  readonly slice: string;
  /** Candidate less baseline. */
  readonly difference: number;
  /** One-sided: that the candidate is worse. */
  readonly p: number;
  readonly adjustedP: number;
}

export interface SliceOptions {
  readonly seed: string;
  readonly resamples?: number;
  readonly permutations?: number;
}

/**
 * Every slice of a metric: difference, interval, and whether it is worse, corrected for the number of slices after Holm.
 * Slices in which nothing counts are left out.
 */
export function compareSlices(
  slices: ReadonlyMap<string, readonly PairedClip[]>,
  metric: Pick<Metric, 'aggregate' | 'better'>,
  { seed, resamples = 2000, permutations = 10_000 }: SliceOptions,
): SliceComparison[] {
  const found = [...slices].flatMap(([slice, clips]) => {
    const difference = pairedBootstrap(clips, metric.aggregate, { seed: `${seed}/${slice}`, resamples });
    if (!difference) return [];
    const p = pOfWorse(clips, difference, metric, { seed: `${seed}/${slice}/test`, permutations });
    const { baseline, candidate, interval, samples, estimate } = difference;
    return [{ slice, baseline, candidate, difference: estimate, interval, samples, p }];
  });
  const adjusted = adjustHolm(found.map(({ p }) => p));
  return found.map((comparison, index) => ({ ...comparison, adjustedP: adjusted[index]! }));
}

/**
 * One-sided p-value that the candidate is worse by more than is allowed. Ratios and means by permutation, medians by signed
 * ranks, higher quantiles by bootstrap: what is allowed is taken from the candidate's measures first, clip by clip.
 *
 * @param found the difference by bootstrap
 */
export function pOfWorse(
  clips: readonly PairedClip[],
  found: Pick<PairedDifference, 'draws'>,
  { aggregate, better }: Pick<Metric, 'aggregate' | 'better'>,
  { allowed = 0, ...options }: { readonly seed: string; readonly permutations?: number; readonly allowed?: number },
): number {
  const sign = better === 'lower' ? 1 : -1;
  if (aggregate === 'p95' || aggregate === 'max') {
    return bootstrapPAbove({ draws: found.draws.map((draw) => sign * draw) }, allowed);
  }
  const excused = allowed === 0 ? clips : clips.map((clip) => improved(clip, sign * allowed));
  const worse = { ...options, alternative: better === 'lower' ? 'greater' : 'less' } as const;
  return aggregate === 'p50' ? signedRankTest(excused, worse) : pairedPermutationTest(excused, aggregate, worse);
}

/** The clip as if the candidate's share or time were lower by so much. */
const improved = ({ group, baseline, candidate }: PairedClip, by: number): PairedClip => ({
  group,
  baseline,
  candidate: { ...candidate, numerator: candidate.numerator - by * candidate.denominator },
});
