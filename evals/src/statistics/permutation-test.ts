import { seededRandom } from '../sounds/seeded-random.ts';
import { groupSums, indexGroups } from './estimators.ts';
import type { PairedClip } from './paired-comparison.ts';

export interface PermutationOptions {
  readonly seed: string;
  /** `greater`: the candidate's figure is higher than chance explains. */
  readonly alternative: 'greater' | 'less' | 'two-sided';
  /** At most so many; 10,000 unless told. */
  readonly permutations?: number;
  /** After so many permutations that are as extreme the p-value is settled; 100 unless told. */
  readonly enough?: number;
}

/**
 * Paired permutation test of a difference of pooled ratios or of means: by H0 it does not matter which entry a group's measures
 * came from, so they are swapped at random (Good 2005; for word errors: Gillick and Cox 1989). Exact at any number of clips, where
 * a bootstrap p-value is too small with few. Stops early when enough permutations were as extreme (Besag and Clifford 1991,
 * "Sequential Monte Carlo p-values": still valid), which makes slices without a difference cheap.
 *
 * @returns the p-value; 1 when nothing differs
 */
export function pairedPermutationTest(
  clips: readonly PairedClip[],
  kind: 'ratio' | 'mean',
  { seed, alternative, permutations = 10_000, enough = 100 }: PermutationOptions,
): number {
  const swaps = swapsOf(clips, kind);
  const sizeOf = (difference: number) =>
    alternative === 'two-sided' ? Math.abs(difference) : alternative === 'less' ? -difference : difference;
  const observed = sizeOf(swaps.difference(0, 0));
  if (!Number.isFinite(observed) || swaps.numerators.length === 0) return 1;
  // Sums in another order differ in the last bits.
  const least = observed - 1e-12 * Math.max(1, Math.abs(observed));
  const random = seededRandom(seed);
  let extreme = 0;
  for (let drawn = 1; drawn <= permutations; drawn++) {
    let numerator = 0;
    let denominator = 0;
    for (let unit = 0; unit < swaps.numerators.length; unit++) {
      if (random.next() < 0.5) continue;
      numerator += swaps.numerators[unit]!;
      denominator += swaps.denominators[unit]!;
    }
    if (sizeOf(swaps.difference(numerator, denominator)) >= least) extreme++;
    if (extreme === enough) return extreme / drawn;
  }
  return (extreme + 1) / (permutations + 1);
}

interface Swaps {
  /** What swapping a group moves from the candidate's sums to the baseline's; groups that move nothing are left out. */
  readonly numerators: Float64Array;
  readonly denominators: Float64Array;
  /** Candidate less baseline after so much has been moved. */
  difference(numerator: number, denominator: number): number;
}

function swapsOf(clips: readonly PairedClip[], kind: 'ratio' | 'mean'): Swaps {
  const { groups, count } = indexGroups(clips.map(({ group }) => group));
  const sumsOf = (side: 'baseline' | 'candidate') =>
    groupSums(
      groups,
      clips.map((clip) => clip[side]),
      kind,
      count,
    );
  const [baseline, candidate] = [sumsOf('baseline'), sumsOf('candidate')];
  const moved = Array.from({ length: count }, (_, group) => ({
    numerator: candidate.numerators[group]! - baseline.numerators[group]!,
    denominator: candidate.denominators[group]! - baseline.denominators[group]!,
  })).filter(({ numerator, denominator }) => numerator !== 0 || denominator !== 0);
  const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);
  const [numeratorBefore, denominatorBefore] = [total(baseline.numerators), total(baseline.denominators)];
  const [numeratorAfter, denominatorAfter] = [total(candidate.numerators), total(candidate.denominators)];
  return {
    numerators: Float64Array.from(moved, ({ numerator }) => numerator),
    denominators: Float64Array.from(moved, ({ denominator }) => denominator),
    difference: (numerator, denominator) =>
      (numeratorAfter - numerator) / (denominatorAfter - denominator) -
      (numeratorBefore + numerator) / (denominatorBefore + denominator),
  };
}
