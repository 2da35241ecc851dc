import { medianAbsoluteDeviation } from 'simple-statistics';

export interface ChangePointOptions {
  /** Least number of values between changes; 3 unless told. */
  readonly leastLength?: number;
  /** Cost of a change in squared standard deviations of the noise; 4 ln n unless told. */
  readonly penalty?: number;
}

/**
 * Where the mean of a series changes: optimal partitioning (Jackson et al. 2005, "An algorithm for optimal partitioning of data on an
 * interval"), the best of all segmentations by squared errors plus a penalty for each change. (PELT, Killick et al. 2012, finds the
 * same in linear time; a history of a few hundred versions does not need that.) The noise is taken from the differences of
 * neighbours, by their median absolute deviation, which a few steps leave alone.
 *
 * @returns indices at which a new level begins, ascending
 */
export function changePoints(
  values: readonly number[],
  { leastLength = 3, penalty = 4 * Math.log(values.length) }: ChangePointOptions = {},
): number[] {
  const noise = noiseOf(values);
  if (values.length < 2 * leastLength || noise === 0) return noise === 0 ? stepsOf(values, leastLength) : [];
  const cost = squaredErrors(values.map((value) => value / noise));
  const best: number[] = [-penalty];
  const previous: number[] = [0];
  for (let end = leastLength; end <= values.length; end++) {
    best[end] = Number.POSITIVE_INFINITY;
    for (let start = 0; start <= end - leastLength; start++) {
      const total = (best[start] ?? Number.POSITIVE_INFINITY) + cost(start, end) + penalty;
      if (total < best[end]!) [best[end], previous[end]] = [total, start];
    }
  }
  const found: number[] = [];
  for (let at = previous[values.length]!; at > 0; at = previous[at]!) found.push(at);
  return found.reverse();
}

function noiseOf(values: readonly number[]): number {
  const differences = values.slice(1).map((value, index) => value - values[index]!);
  if (differences.length === 0) return 0;
  // 1.4826: median absolute deviation to standard deviation; the root of two: a difference has two values' noise.
  return (1.4826 * medianAbsoluteDeviation(differences)) / Math.SQRT2;
}

/** Without noise every lasting step is a change. */
function stepsOf(values: readonly number[], leastLength: number): number[] {
  const steps = values.flatMap((value, index) => (index > 0 && value !== values[index - 1] ? [index] : []));
  return steps.filter((step, index) => (steps[index + 1] ?? values.length) - step >= leastLength);
}

/** Squared distances of a stretch from its mean, from running sums. */
function squaredErrors(values: readonly number[]): (start: number, end: number) => number {
  const sums = [0];
  const squares = [0];
  for (const [index, value] of values.entries()) {
    sums.push(sums[index]! + value);
    squares.push(squares[index]! + value * value);
  }
  return (start, end) => {
    const sum = sums[end]! - sums[start]!;
    return Math.max(0, squares[end]! - squares[start]! - (sum * sum) / (end - start));
  };
}
