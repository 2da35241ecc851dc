import type { ClipResult, Measure, Metric } from './result-schema.ts';

/** What a clip adds to a rate, by its weight; undefined when the metric says nothing of it. */
export function measureOf({ metrics, weight = 1 }: ClipResult, metric: string): Measure | undefined {
  const measure = metrics[metric];
  if (!measure || weight === 1) return measure;
  return { numerator: weight * measure.numerator, denominator: weight * measure.denominator };
}

/** One number for many clips; undefined when there is nothing to divide by. */
export function aggregate(measures: readonly Measure[], kind: Metric['aggregate']): number | undefined {
  const counted = measures.filter(({ denominator }) => denominator > 0);
  if (counted.length === 0) return undefined;
  if (kind === 'ratio') return sumOf(counted, 'numerator') / sumOf(counted, 'denominator');
  const values = counted.map(({ numerator, denominator }) => numerator / denominator);
  if (kind === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  values.sort((left, right) => left - right);
  return values[rankOf(kind, values.length)];
}

const shares = { p50: 0.5, p95: 0.95, max: 1 } as const;

/** Nearest rank: the least value that so large a share of the values does not exceed. */
const rankOf = (kind: keyof typeof shares, count: number): number => Math.max(0, Math.ceil(shares[kind] * count) - 1);

const sumOf = (measures: readonly Measure[], field: keyof Measure): number =>
  measures.reduce((sum, measure) => sum + measure[field], 0);
