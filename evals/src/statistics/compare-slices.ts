import type { Metric } from '../results-schema/index.ts';
import { adjustHolm } from './corrections.ts';
import { bootstrapPAbove, type PairedClip, type PairedDifference, pairedBootstrap } from './paired-comparison.ts';
import { pairedPermutationTest } from './permutation-test.ts';

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
 * Every slice of a metric: difference, interval, and whether it is worse, corrected for the number of slices after Holm. Ratios and
 * means are tested by permutation, quantiles by bootstrap. Slices in which nothing counts are left out.
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

function pOfWorse(
  clips: readonly PairedClip[],
  difference: PairedDifference,
  { aggregate, better }: Pick<Metric, 'aggregate' | 'better'>,
  options: { readonly seed: string; readonly permutations: number },
): number {
  if (aggregate === 'ratio' || aggregate === 'mean') {
    return pairedPermutationTest(clips, aggregate, {
      ...options,
      alternative: better === 'lower' ? 'greater' : 'less',
    });
  }
  const worse = better === 'lower' ? difference.draws : difference.draws.map((draw) => -draw);
  return bootstrapPAbove({ draws: worse }, 0);
}
