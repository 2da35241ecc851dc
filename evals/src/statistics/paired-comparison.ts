import type { Measure, Metric } from '../results-schema/index.ts';
import { type BootstrapOptions, type BootstrapResult, bootstrapWeights } from './bootstrap.ts';
import { estimatorOf, indexGroups } from './estimators.ts';

/** The same clip under two entries. */
export interface PairedClip {
  readonly group: string;
  readonly baseline: Measure;
  readonly candidate: Measure;
}

/** `estimate`, `interval` and `draws` are of candidate less baseline. */
export interface PairedDifference extends BootstrapResult {
  readonly baseline: number;
  readonly candidate: number;
}

/**
 * Paired bootstrap (Bisani and Ney 2004, "Bootstrap estimates for confidence intervals in ASR performance evaluation"): groups of
 * clips are drawn with replacement, both entries' measures of a drawn clip together, and the pooled figures computed anew.
 * Ratios are sums by sums, p50, p95 and max nearest ranks, as results are aggregated. Undefined when nothing counts.
 */
export function pairedBootstrap(
  clips: readonly PairedClip[],
  kind: Metric['aggregate'],
  options: BootstrapOptions,
): PairedDifference | undefined {
  const { groups, count } = indexGroups(clips.map(({ group }) => group));
  const [baseline, candidate] = (['baseline', 'candidate'] as const).map((side) =>
    estimatorOf(
      groups,
      clips.map((clip) => clip[side]),
      kind,
      count,
    ),
  ) as [ReturnType<typeof estimatorOf>, ReturnType<typeof estimatorOf>];
  const found = bootstrapWeights((weights) => candidate(weights) - baseline(weights), count, options);
  if (!found) return undefined;
  const all = new Uint32Array(count).fill(1);
  return { ...found, baseline: baseline(all), candidate: candidate(all) };
}

/**
 * One-sided p-value from draws: H0 is that the difference is at most `limit`. One is added to both counts, so that it is never 0
 * (Davison and Hinkley 1997, 4.2).
 */
export function bootstrapPAbove({ draws }: Pick<BootstrapResult, 'draws'>, limit: number): number {
  return (1 + draws.filter((draw) => draw <= limit).length) / (1 + draws.length);
}

/** The other way round: H0 is that the difference is at least `limit`. */
export function bootstrapPBelow({ draws }: Pick<BootstrapResult, 'draws'>, limit: number): number {
  return (1 + draws.filter((draw) => draw >= limit).length) / (1 + draws.length);
}
