import { aggregate, type EvalRun, type Metric, measureOf } from '../results-schema/index.ts';

/** One run's figure. */
export interface Point {
  readonly startedAt: string;
  readonly entry: string;
  readonly value: number;
  /** Clips that counted. */
  readonly clips: number;
}

/** One metric in one slice of one suite, over time. Figures that do not compare are series of their own. */
export interface Series {
  readonly suite: string;
  /** Of what is in the suite. */
  readonly suiteSha256: string;
  /** Of times and costs: where they were measured. Undefined for what no machine changes. */
  readonly machine: string | undefined;
  readonly metric: string;
  readonly slice: string;
  readonly about: Metric;
  /** Oldest first. */
  readonly points: readonly Point[];
}

/** Another machine has other times, and what follows from them. */
const dependsOnMachine = ({ unit }: Metric): boolean => unit === 'ms' || unit === 'usd' || unit === 'ratio of time';

/** Slices of fewer clips jump about. */
const fewestClips = 10;

/** Every metric in every slice, `all` first, of runs in any order. The same run twice counts once. */
export function historyOf(runs: readonly EvalRun[]): Series[] {
  const series = new Map<string, Series & { points: Point[] }>();
  for (const run of unique(runs).toSorted((left, right) => left.startedAt.localeCompare(right.startedAt))) {
    for (const [metric, about] of Object.entries(run.metrics)) {
      for (const [slice, clips] of slicesOf(run)) {
        const measures = clips.flatMap((clip) => measureOf(clip, metric) ?? []);
        const value = aggregate(measures, about.aggregate);
        if (value === undefined || (slice !== 'all' && measures.length < fewestClips)) continue;
        const machine = dependsOnMachine(about) ? run.machine : undefined;
        const { name: suite, sha256: suiteSha256 } = run.suite;
        const key = JSON.stringify([suite, suiteSha256, machine, metric, slice]);
        const one = series.get(key) ?? { suite, suiteSha256, machine, metric, slice, about, points: [] };
        one.points.push({ startedAt: run.startedAt, entry: run.entry, value, clips: measures.length });
        series.set(key, one);
      }
    }
  }
  return [...series.values()];
}

function slicesOf({ clips }: EvalRun): Map<string, EvalRun['clips']> {
  const slices = new Map<string, EvalRun['clips']>([['all', clips]]);
  for (const clip of clips) {
    for (const slice of new Set(clip.slices)) slices.set(slice, [...(slices.get(slice) ?? []), clip]);
  }
  return slices;
}

const unique = (runs: readonly EvalRun[]): EvalRun[] => [
  ...new Map(runs.map((run) => [`${run.suite.sha256}/${run.entry}/${run.startedAt}/${run.machine}`, run])).values(),
];
