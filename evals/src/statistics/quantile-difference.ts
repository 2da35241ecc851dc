import { type BootstrapOptions, type BootstrapResult, bootstrapWeights } from './bootstrap.ts';
import { estimatorOf } from './estimators.ts';

/**
 * Difference of a quantile between two samples that are not paired (latencies of two days), each drawn
 * with replacement for itself (Efron and Tibshirani 1993, 8.3). Nearest ranks. Undefined when one is empty. For paired clips use
 * `pairedBootstrap` with `p50` or `p95`, which is sharper.
 */
export function quantileDifference(
  baseline: readonly number[],
  candidate: readonly number[],
  quantile: 'p50' | 'p95',
  options: BootstrapOptions,
): BootstrapResult | undefined {
  if (baseline.length === 0 || candidate.length === 0) return undefined;
  const of = (values: readonly number[], from: number) =>
    estimatorOf(
      values.map((_, index) => from + index),
      values.map((value) => ({ numerator: value, denominator: 1 })),
      quantile,
      baseline.length + candidate.length,
    );
  const [before, after] = [of(baseline, 0), of(candidate, baseline.length)];
  return bootstrapWeights(
    (weights) => after(weights) - before(weights),
    baseline.length + candidate.length,
    // The jackknife fails for quantiles (Efron 1982, 3.4), so there is no acceleration to correct by.
    { ...options, method: 'percentile', strata: [baseline.length, candidate.length] },
  );
}
