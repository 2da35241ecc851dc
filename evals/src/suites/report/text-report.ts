import { markdownTable } from '../../plots/markdown-table.ts';
import { aggregate, type EvalRun, measureOf } from '../../results-schema/index.ts';
import { type Difference, verdictOf } from '../compare/compare-runs.ts';
import type { Suite } from '../suite.ts';
import { showDifference, showValue } from './show-value.ts';

/** One entry: figures by slice. */
export const runText = (run: EvalRun, suite: Suite): string =>
  `${run.entry}, suite ${run.suite.name}\n\n${markdownTable(['slice', 'items', ...suite.shown], figureRows(run, suite))}`;

/** A row for each slice: its name, its items, the metrics that are shown. */
export const figureRows = (run: EvalRun, { shown }: Pick<Suite, 'shown'>): string[][] =>
  slicesOf(run).map((slice) => {
    const clips = run.clips.filter((clip) => slice === 'all' || clip.slices.includes(slice));
    const cells = shown.map((name) => {
      const { aggregate: kind, unit } = run.metrics[name]!;
      const measures = clips.flatMap((clip) => measureOf(clip, name) ?? []);
      const value = aggregate(measures, kind);
      return value === undefined ? '–' : showValue(value, unit);
    });
    return [slice, String(clips.length), ...cells];
  });

/** `all` first, then by size. */
export function slicesOf({ clips }: EvalRun): string[] {
  const counts = new Map<string, number>();
  for (const slice of clips.flatMap((clip) => [...new Set(clip.slices)]))
    counts.set(slice, (counts.get(slice) ?? 0) + 1);
  const named = [...counts].sort(([a, countA], [b, countB]) => countB - countA || a.localeCompare(b));
  return ['all', ...named.map(([slice]) => slice)];
}

const marks = { worse: ' ✗', better: ' ✓', open: '' } as const;

/** Two entries: differences by slice. */
export function comparisonText(
  [baseline, candidate]: readonly [EvalRun, EvalRun],
  differences: readonly Difference[],
  suite: Suite,
): string {
  const found = new Map(differences.map((one) => [`${one.metric}/${one.slice}`, one]));
  const slices = slicesOf(candidate).filter((slice) => differences.some((one) => one.slice === slice));
  const rows = slices.map((slice) => [
    slice,
    String(found.get(`${suite.shown[0]}/${slice}`)?.samples ?? ''),
    ...suite.shown.map((name) => cellOf(found.get(`${name}/${slice}`))),
  ]);
  const worse = differences.filter((one) => verdictOf(one) === 'worse');
  const list = worse.map((one) => `  ${one.slice}, ${one.metric}: ${describe(one)}`);
  return [
    `${candidate.entry} against ${baseline.entry}, suite ${candidate.suite.name}, order by seed ${candidate.seed}`,
    '',
    markdownTable(['slice', 'groups', ...suite.shown], rows),
    '',
    '✗ worse, ✓ better: significant at 5 % after correction for all metrics and slices. Shares in points.',
    '',
    worse.length === 0 ? 'Nowhere shown to be worse.' : `Shown to be worse:\n${list.join('\n')}`,
  ].join('\n');
}

function cellOf(one: Difference | undefined): string {
  if (!one) return '–';
  return `${showDifference(one.difference, one.baseline, one.unit)}${marks[verdictOf(one)]}`;
}

/** `8.2 % → 9.1 %, +0.9 (−0.1 … +1.9), p = 0.03`: p of the direction that is likelier, after correction. */
export function describe(one: Difference): string {
  const { baseline, candidate, difference, interval, unit } = one;
  const [low, high] = interval.map((edge) => showDifference(edge, baseline, unit));
  const change = showDifference(difference, baseline, unit);
  const p = Math.min(one.adjustedP, one.betterP);
  const values = `${showValue(baseline, unit)} → ${showValue(candidate, unit)}`;
  return `${values}, ${change} (95 %: ${low} … ${high}), p = ${p.toPrecision(2)}`;
}
