import { adjustBenjaminiHochberg, changePoints, changeTest, mannKendall, theilSen } from '../statistics/index.ts';
import type { Series } from './history.ts';

/** Fewer runs of one entry are no history. */
export const fewestRuns = 8;
const alpha = 0.05;

/** A step to another level. */
export interface Change {
  /** Index of the first run of the new level. */
  readonly at: number;
  /** Medians of the levels before and after. */
  readonly from: number;
  readonly to: number;
  readonly isWorse: boolean;
}

/** What became of one entry in a series. */
export interface Judged {
  readonly series: Series;
  readonly entry: string;
  readonly values: readonly number[];
  readonly times: readonly string[];
  /** Undefined while there are too few runs. */
  readonly trend: { readonly perRun: number; readonly adjustedP: number; readonly verdict: Verdict } | undefined;
  readonly changes: readonly Change[];
}

export type Verdict = 'worse' | 'better' | 'flat';

/**
 * Each entry of each series: trend by Theil and Sen's slope and Mann and Kendall's test, corrected after Benjamini and Hochberg
 * over all that is looked at; changes of level by optimal partitioning, in series whose level is shown to change at all, corrected in
 * the same way: among hundreds of series partitioning alone finds some change every night.
 */
export function judgeHistory(history: readonly Series[]): Judged[] {
  const lines = history.flatMap((series) =>
    [...Map.groupBy(series.points, ({ entry }) => entry)].map(([entry, points]) => ({ series, entry, points })),
  );
  const long = lines.filter(({ points }) => points.length >= fewestRuns);
  const adjusted = adjustBenjaminiHochberg(long.map(({ points }) => mannKendall(points.map(({ value }) => value)).p));
  const pOf = new Map(long.map((line, index) => [line, adjusted[index]!]));
  const changed = adjustBenjaminiHochberg(
    long.map(({ series, entry, points }) =>
      changeTest(
        points.map(({ value }) => value),
        { seed: keyOf(series, entry) },
      ),
    ),
  );
  const doesChange = new Set(long.filter((_, index) => changed[index]! < alpha));
  return lines.map((line) => {
    const { series, entry, points } = line;
    const values = points.map(({ value }) => value);
    const p = pOf.get(line);
    const { slope } = theilSen(values.map((value, index) => [index, value] as const));
    return {
      series,
      entry,
      values,
      times: points.map(({ startedAt }) => startedAt),
      trend:
        p === undefined
          ? undefined
          : { perRun: slope, adjustedP: p, verdict: p < alpha ? sideOf(series, slope) : 'flat' },
      changes: doesChange.has(line) ? changesOf(series, values) : [],
    };
  });
}

const sideOf = ({ about: { better } }: Series, difference: number): Verdict => {
  if (difference === 0) return 'flat';
  return difference > 0 === (better === 'higher') ? 'better' : 'worse';
};

const keyOf = ({ suite, metric, slice }: Series, entry: string): string => [suite, metric, slice, entry].join('/');

function changesOf(series: Series, values: readonly number[]): Change[] {
  const starts = [0, ...changePoints(values), values.length];
  const levels = starts.slice(0, -1).map((start, index) => medianOf(values.slice(start, starts[index + 1])));
  return levels.slice(1).map((to, index) => {
    const from = levels[index]!;
    return { at: starts[index + 1]!, from, to, isWorse: sideOf(series, to - from) === 'worse' };
  });
}

const medianOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** The newest level is worse than the one before, or the trend goes there. */
export const isWorseNow = ({ changes, trend }: Judged): boolean =>
  changes.at(-1)?.isWorse === true || trend?.verdict === 'worse';
