import { seededRandom } from '../sounds/seeded-random.ts';
import { indexGroups } from './estimators.ts';
import type { PairedClip } from './paired-comparison.ts';
import type { PermutationOptions } from './permutation-test.ts';

/**
 * Wilcoxon's signed-rank test (1945) of paired values such as times: the differences of groups (the mean over a group's clips),
 * ranked by size, with their signs drawn anew. It asks whether the same clip usually takes longer, which is what a difference of
 * medians stands for, and does not mind a few wild values. Differences of 0 say nothing and are left out. Exact at any number
 * of clips; ends early as `pairedPermutationTest` does.
 *
 * @returns the p-value; 1 when nothing differs
 */
export function signedRankTest(
  clips: readonly PairedClip[],
  { seed, alternative, permutations = 10_000, enough = 100 }: PermutationOptions,
): number {
  const differences = groupDifferences(clips).filter((difference) => difference !== 0);
  if (differences.length === 0) return 1;
  const ranks = ranksOf(differences.map(Math.abs));
  const sizeOf = (sum: number) => (alternative === 'two-sided' ? Math.abs(sum) : alternative === 'less' ? -sum : sum);
  const observed = sizeOf(ranks.reduce((sum, rank, index) => sum + Math.sign(differences[index]!) * rank, 0));
  const random = seededRandom(seed);
  let extreme = 0;
  for (let drawn = 1; drawn <= permutations; drawn++) {
    let sum = 0;
    for (const rank of ranks) sum += random.next() < 0.5 ? rank : -rank;
    if (sizeOf(sum) >= observed) extreme++;
    if (extreme === enough) return extreme / drawn;
  }
  return (extreme + 1) / (permutations + 1);
}

/** Candidate less baseline, of clips that count on both sides. */
function groupDifferences(clips: readonly PairedClip[]): number[] {
  const counted = clips.filter(({ baseline, candidate }) => baseline.denominator > 0 && candidate.denominator > 0);
  const { groups, count } = indexGroups(counted.map(({ group }) => group));
  const sums = new Float64Array(count);
  const sizes = new Uint32Array(count);
  for (const [index, { baseline, candidate }] of counted.entries()) {
    const group = groups[index]!;
    sums[group]! += candidate.numerator / candidate.denominator - baseline.numerator / baseline.denominator;
    sizes[group]!++;
  }
  return Array.from(sums, (sum, group) => sum / sizes[group]!);
}

/** 1 for the least; equal values share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const order = [...values.keys()].sort((left, right) => values[left]! - values[right]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) ranks[order[at]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}
