import { seededRandom } from '../sounds/seeded-random.ts';

export interface ChangeTestOptions {
  readonly seed: string;
  /** 10,000 unless told. */
  readonly permutations?: number;
}

/** Besag and Clifford (1991): after so many shuffles that are as extreme the p-value is known well enough. */
const settledAfter = 50;

/**
 * Whether the level of a series changes at all: the largest of its cumulative sums about the mean, against those of the same values in
 * random order (Antoch and Hušková 2001, "Permutation tests in change point analysis"). Exact for values that are exchangeable when
 * nothing changes; says nothing of where, which `changePoints` does.
 *
 * @returns the p-value, 1 for fewer than three values or values that are all the same
 */
export function changeTest(values: readonly number[], { seed, permutations = 10_000 }: ChangeTestOptions): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = Float64Array.from(values, (value) => value - mean);
  const observed = largestSum(centred);
  if (values.length < 3 || observed === 0) return 1;
  const random = seededRandom(`change/${seed}`);
  // Sums of the same values in another order differ in their last bits.
  const least = observed * (1 - 1e-9);
  let extreme = 0;
  for (let shuffle = 1; shuffle <= permutations; shuffle++) {
    for (let last = centred.length - 1; last > 0; last--) {
      const other = random.below(last + 1);
      const value = centred[last]!;
      centred[last] = centred[other]!;
      centred[other] = value;
    }
    if (largestSum(centred) >= least) extreme++;
    if (extreme === settledAfter) return extreme / shuffle;
  }
  return (1 + extreme) / (1 + permutations);
}

function largestSum(centred: Float64Array): number {
  let [sum, largest] = [0, 0];
  for (const value of centred) {
    sum += value;
    largest = Math.max(largest, Math.abs(sum));
  }
  return largest;
}
