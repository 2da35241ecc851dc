import type { Measure, Metric } from '../results-schema/index.ts';

/** A clip's measure, and what it was recorded with: clips of one group are no independent evidence. */
export interface GroupedMeasure {
  readonly group: string;
  readonly measure: Measure;
}

/** One number of many groups, each counted so often. NaN when nothing counts. */
export type WeightedEstimator = (weights: Uint32Array) => number;

const quantileShares = { p50: 0.5, p95: 0.95, max: 1 } as const;

/**
 * The aggregate of results (see results-schema) as a function of how often each group is drawn, so that a resample costs one pass
 * without sorting.
 *
 * @param groups indices of groups, 0 to `count` − 1, one for each measure
 */
export function estimatorOf(
  groups: readonly number[],
  measures: readonly Measure[],
  kind: Metric['aggregate'],
  count: number,
): WeightedEstimator {
  if (kind === 'ratio' || kind === 'mean') return quotientEstimator(groups, measures, kind, count);
  return quantileEstimator(groups, measures, quantileShares[kind]);
}

function quotientEstimator(
  groups: readonly number[],
  measures: readonly Measure[],
  kind: 'ratio' | 'mean',
  count: number,
): WeightedEstimator {
  const { numerators, denominators } = groupSums(groups, measures, kind, count);
  return (weights) => {
    let numerator = 0;
    let denominator = 0;
    for (let group = 0; group < count; group++) {
      numerator += weights[group]! * numerators[group]!;
      denominator += weights[group]! * denominators[group]!;
    }
    return denominator > 0 ? numerator / denominator : Number.NaN;
  };
}

/** Sums by group whose quotient is the aggregate: of a mean, the clips' values and their number. */
export function groupSums(
  groups: readonly number[],
  measures: readonly Measure[],
  kind: 'ratio' | 'mean',
  count: number,
): { readonly numerators: Float64Array; readonly denominators: Float64Array } {
  const sums = { numerators: new Float64Array(count), denominators: new Float64Array(count) };
  for (const [index, { numerator, denominator }] of measures.entries()) {
    if (denominator <= 0) continue;
    const group = groups[index]!;
    sums.numerators[group]! += kind === 'ratio' ? numerator : numerator / denominator;
    sums.denominators[group]! += kind === 'ratio' ? denominator : 1;
  }
  return sums;
}

/** Nearest rank, as the aggregate of results: sorted once, then counted up to the rank. */
function quantileEstimator(groups: readonly number[], measures: readonly Measure[], share: number): WeightedEstimator {
  const sorted = measures
    .flatMap(({ numerator, denominator }, index) =>
      denominator > 0 ? [{ value: numerator / denominator, group: groups[index]! }] : [],
    )
    .sort((left, right) => left.value - right.value);
  return (weights) => {
    let total = 0;
    for (const { group } of sorted) total += weights[group]!;
    const rank = Math.max(1, Math.ceil(share * total));
    let seen = 0;
    for (const { value, group } of sorted) {
      seen += weights[group]!;
      if (seen >= rank) return value;
    }
    return Number.NaN;
  };
}

/** Names of groups as indices, in the order in which they come. */
export function indexGroups(names: readonly string[]): { readonly groups: number[]; readonly count: number } {
  const indices = new Map<string, number>();
  for (const name of names) if (!indices.has(name)) indices.set(name, indices.size);
  return { groups: names.map((name) => indices.get(name)!), count: indices.size };
}
