import { gammaln } from 'simple-statistics';

export interface DriftTest {
  readonly statistic: number;
  readonly p: number;
}

/**
 * Two-sample Kolmogorov-Smirnov test: the largest distance of the two distribution functions. The p-value is the asymptotic one with
 * Stephens' correction (1970) for small samples; with ties it is on the safe side. For a continuous feature.
 */
export function kolmogorovSmirnov(reference: readonly number[], current: readonly number[]): DriftTest {
  const [left, right] = [reference.toSorted((a, b) => a - b), current.toSorted((a, b) => a - b)];
  let [distance, leftAt, rightAt] = [0, 0, 0];
  while (leftAt < left.length && rightAt < right.length) {
    const value = Math.min(left[leftAt]!, right[rightAt]!);
    while (left[leftAt] === value) leftAt++;
    while (right[rightAt] === value) rightAt++;
    distance = Math.max(distance, Math.abs(leftAt / left.length - rightAt / right.length));
  }
  const root = Math.sqrt((left.length * right.length) / (left.length + right.length));
  return { statistic: distance, p: kolmogorovTail((root + 0.12 + 0.11 / root) * distance) };
}

/** 2 Σ (−1)^(k−1) exp(−2 k² λ²). */
function kolmogorovTail(lambda: number): number {
  if (lambda < 0.2) return 1;
  let sum = 0;
  for (let term = 1; term <= 100; term++) sum += (term % 2 === 1 ? 1 : -1) * Math.exp(-2 * term * term * lambda ** 2);
  return Math.min(1, Math.max(0, 2 * sum));
}

/** Chi-square test that two lists of counts by category come from one distribution. For a categorical feature, such as the device. */
export function chiSquareTest(reference: readonly number[], current: readonly number[]): DriftTest {
  const totals = [reference, current].map((counts) => counts.reduce((sum, count) => sum + count, 0));
  const all = totals[0]! + totals[1]!;
  let statistic = 0;
  let categories = 0;
  for (let index = 0; index < Math.max(reference.length, current.length); index++) {
    const row = [reference[index] ?? 0, current[index] ?? 0];
    const sum = row[0]! + row[1]!;
    if (sum === 0) continue;
    categories++;
    for (const side of [0, 1]) {
      const expected = (sum * totals[side]!) / all;
      if (expected > 0) statistic += (row[side]! - expected) ** 2 / expected;
    }
  }
  return { statistic, p: categories < 2 ? 1 : upperGamma((categories - 1) / 2, statistic / 2) };
}

/** Regularized upper incomplete gamma function, by series or continued fraction (Numerical Recipes, 6.2). */
export function upperGamma(shape: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(shape * Math.log(x) - x - gammaln(shape));
  if (x < shape + 1) {
    let [term, sum] = [1 / shape, 1 / shape];
    for (let step = 1; step < 1000 && term > sum * 1e-15; step++) {
      term *= x / (shape + step);
      sum += term;
    }
    return 1 - sum * scale;
  }
  let b = x + 1 - shape;
  let c = 1e300;
  let d = 1 / b;
  let fraction = d;
  for (let step = 1; step < 1000; step++) {
    const factor = -step * (step - shape);
    b += 2;
    d = 1 / (factor * d + b);
    c = b + factor / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) break;
  }
  return scale * fraction;
}

export interface StabilityIndex {
  readonly value: number;
  /** What chance alone gives on average: (bins − 1) × (1/n + 1/m) (Yurdakul 2018). */
  readonly expected: number;
}

/**
 * Population stability index over bins of equal shares of the reference, ten unless told: Σ (q − p) ln(q / p). By custom
 * below 0.1 is stable and from 0.25 on shifted (Siddiqi 2006), but chance alone gives 0.18 with 100 against 100. Half a
 * case is added to each bin, so that an empty one is not infinite.
 */
export function populationStability(
  reference: readonly number[],
  current: readonly number[],
  bins = 10,
): StabilityIndex {
  const sorted = reference.toSorted((a, b) => a - b);
  const edges = [
    ...new Set(
      Array.from({ length: bins - 1 }, (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / bins) - 1]!),
    ),
  ];
  const sharesOf = (values: readonly number[]) => {
    const counts = new Array<number>(edges.length + 1).fill(0.5);
    for (const value of values) {
      const bin = edges.findIndex((edge) => value <= edge);
      counts[bin < 0 ? edges.length : bin]!++;
    }
    return counts.map((count) => count / (values.length + counts.length / 2));
  };
  const [before, now] = [sharesOf(reference), sharesOf(current)];
  return {
    value: now.reduce((sum, share, bin) => sum + (share - before[bin]!) * Math.log(share / before[bin]!), 0),
    expected: edges.length * (1 / reference.length + 1 / current.length),
  };
}

export const driftThresholds = {
  /** Of the Kolmogorov-Smirnov test, after correction for the number of features. */
  p: 0.01,
  /** Of the stability index beyond what chance gives. */
  notice: 0.1,
  alarm: 0.25,
} as const;

/** Sure and large enough to matter: with many cases a test finds differences that are of no interest, with few the index does. */
export function driftVerdict(adjustedP: number, { value, expected }: StabilityIndex): 'stable' | 'notice' | 'alarm' {
  const beyond = value - expected;
  if (adjustedP >= driftThresholds.p || beyond < driftThresholds.notice) return 'stable';
  return beyond < driftThresholds.alarm ? 'notice' : 'alarm';
}
