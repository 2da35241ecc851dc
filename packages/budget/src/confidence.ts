/** A figure with its interval; a bound is null where there are too few values to give one. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** Two-sided 95 %: this much is left on each side. */
const tail = 0.025;
const standardNormalQuantile = 1.959963984540054;

/**
 * A distribution-free 95 % interval of a percentile (above 0, below 100): two of the values themselves, by the binomial
 * distribution of how many lie below it. The lower one is the largest x(l) with P(B < l) ≤ 2.5 %, the upper the smallest
 * x(u) with P(B ≥ u) ≤ 2.5 %, B binomial of n and the percentile. Conservative. Source: Conover, Practical Nonparametric
 * Statistics, section 3.2; Hahn and Meeker, Statistical Intervals, section 5.2.
 *
 * @param sorted ascending
 */
export function percentileInterval(sorted: readonly number[], percent: number): Interval {
  const probabilities = binomial(sorted.length, percent / 100);
  let low = 0;
  for (let below = probabilities[0] ?? 1; below <= tail; below += probabilities[low] ?? 1) low += 1;
  let high = sorted.length + 1;
  for (let above = probabilities[sorted.length] ?? 1; above <= tail; above += probabilities[high - 1] ?? 1) high -= 1;
  return { low: sorted[low - 1] ?? null, high: sorted[high - 1] ?? null };
}

/** P(B = k) for k = 0 … n, from its mode outwards: what underflows is 0, and nothing overflows. */
function binomial(n: number, probability: number): Float64Array {
  const weights = new Float64Array(n + 1);
  const mode = Math.min(n, Math.floor((n + 1) * probability));
  const odds = probability / (1 - probability);
  weights[mode] = 1;
  for (let k = mode; k < n; k += 1) weights[k + 1] = (weights[k] ?? 0) * ((n - k) / (k + 1)) * odds;
  for (let k = mode; k > 0; k -= 1) weights[k - 1] = (weights[k] ?? 0) * (k / (n - k + 1) / odds);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/**
 * Wilson's 95 % score interval of a share. Source: Wilson, Probable inference, the law of succession, and statistical
 * inference, Journal of the American Statistical Association 22 (1927).
 */
export function shareInterval(count: number, of: number): Interval {
  if (of === 0) return { low: null, high: null };
  const z2 = standardNormalQuantile ** 2;
  const share = count / of;
  const centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (standardNormalQuantile / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { low: count === 0 ? 0 : centre - half, high: count === of ? 1 : centre + half };
}
