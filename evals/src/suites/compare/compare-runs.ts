import { type ClipResult, type EvalRun, type Metric, measureOf } from '../../results-schema/index.ts';
import { adjustHolm, compareSlices, type PairedClip, type SliceComparison } from '../../statistics/index.ts';

/** One metric in one slice, of two entries over the same items. */
export interface Difference extends SliceComparison {
  readonly metric: string;
  readonly unit: string;
  readonly better: Metric['better'];
  /** One-sided, that the candidate is better; corrected like `adjustedP`. */
  readonly betterP: number;
}

/** Fewer independent recordings tell nothing that is worth a line. */
export const fewestSamples = 10;
export const alpha = 0.05;
/** For the p-values of quantiles above the median, which come from them. */
const quantileResamples = 200;

/** `worse` and `better` are shown: significant after correction for every metric, every slice and both directions. */
export type Verdict = 'worse' | 'better' | 'open';

export const verdictOf = ({ adjustedP, betterP }: Pick<Difference, 'adjustedP' | 'betterP'>): Verdict =>
  adjustedP < alpha / 2 ? 'worse' : betterP < alpha / 2 ? 'better' : 'open';

export interface CompareOptions {
  readonly seed: string;
  /** Of intervals; 2000 unless told. */
  readonly resamples?: number;
  /** Of tests; 100,000 unless told: with some 200 figures the least p-value of 10,000 would show nothing after Holm. */
  readonly permutations?: number;
}

/**
 * Every metric in every slice with enough recordings. p-values are corrected after Holm over all of them, so that two entries
 * that do equally well are called different anywhere in at most 5 % of comparisons.
 */
export function compareRuns(
  baseline: EvalRun,
  candidate: EvalRun,
  { seed, resamples = 2000, permutations = 100_000 }: CompareOptions,
): Difference[] {
  const found = Object.entries(candidate.metrics).flatMap(([name, metric]) => {
    const slices = pairsBySlice(baseline, candidate, name);
    const opposite = { ...metric, better: metric.better === 'lower' ? 'higher' : 'lower' } as const;
    const worse = compareSlices(slices, metric, { seed: `${seed}/${name}`, resamples, permutations });
    const better = compareSlices(slices, opposite, {
      seed: `${seed}/${name}/better`,
      resamples: quantileResamples,
      permutations,
    });
    return worse.map((comparison, index) => ({
      ...comparison,
      metric: name,
      unit: metric.unit,
      better: metric.better,
      betterP: better[index]!.p,
    }));
  });
  const worse = adjustHolm(found.map(({ p }) => p));
  const better = adjustHolm(found.map(({ betterP }) => betterP));
  return found.map((one, index) => ({ ...one, adjustedP: worse[index]!, betterP: better[index]! }));
}

/** `all` first; slices without enough recordings that count for the metric are left out. */
export function pairsBySlice(baseline: EvalRun, candidate: EvalRun, metric: string): Map<string, PairedClip[]> {
  const after = new Map(candidate.clips.map((clip) => [clip.id, clip]));
  const slices = new Map<string, PairedClip[]>([['all', []]]);
  for (const clip of baseline.clips) {
    const pair = pairOf(clip, after.get(clip.id), metric);
    if (!pair) continue;
    for (const slice of ['all', ...new Set(clip.slices)]) {
      const pairs = slices.get(slice) ?? [];
      pairs.push(pair);
      slices.set(slice, pairs);
    }
  }
  const isEnough = (pairs: readonly PairedClip[]) => new Set(pairs.map(({ group }) => group)).size >= fewestSamples;
  return new Map([...slices].filter(([slice, pairs]) => slice === 'all' || isEnough(pairs)));
}

function pairOf(before: ClipResult, after: ClipResult | undefined, metric: string): PairedClip | undefined {
  const [baseline, candidate] = [measureOf(before, metric), after && measureOf(after, metric)];
  return baseline && candidate ? { group: before.group ?? before.id, baseline, candidate } : undefined;
}
