import { escapeHtml, htmlPage, htmlTable } from '../../plots/html-page.ts';
import type { EvalRun } from '../../results-schema/index.ts';
import { type Difference, verdictOf } from '../compare/compare-runs.ts';
import type { Regression } from '../compare/regressions.ts';
import type { Suite } from '../suite.ts';
import { heatMap, heatMapStyle } from './heat-map.ts';
import { regressionList, regressionStyle } from './regression-list.ts';
import { describe, figureRows, slicesOf } from './text-report.ts';

export interface ReportParts {
  readonly suite: Suite;
  /** One entry's, or the baseline's and the candidate's. */
  readonly runs: readonly EvalRun[];
  readonly differences: readonly Difference[];
  readonly regressions: readonly Regression[];
}

/** The report as one page that needs nothing else: sounds are within it. */
export async function htmlReport({ suite, runs, differences, regressions }: ReportParts): Promise<string> {
  const candidate = runs.at(-1)!;
  const about = `${candidate.clips.length} items of ${candidate.suite.name} (${candidate.suite.sha256.slice(0, 8)}), order by seed
${candidate.seed}, ${candidate.startedAt}, ${candidate.machine}`;
  const body =
    runs.length === 2
      ? await comparison(runs as readonly [EvalRun, EvalRun], differences, regressions)
      : figures(candidate, suite);
  const title = runs.length === 2 ? `${candidate.entry} against ${runs[0]!.entry}` : candidate.entry;
  return htmlPage(title, `<h1>${escapeHtml(title)}</h1>\n<p class="note">${escapeHtml(about)}</p>\n${body}`, {
    style: heatMapStyle + regressionStyle,
    sounds: true,
  });
}

async function comparison(
  [baseline, candidate]: readonly [EvalRun, EvalRun],
  differences: readonly Difference[],
  regressions: readonly Regression[],
): Promise<string> {
  const slices = slicesOf(candidate).filter((slice) => differences.some((one) => one.slice === slice));
  const shown = differences.filter((one) => verdictOf(one) !== 'open');
  const rows = shown.map((one) => [verdictOf(one), one.slice, one.metric, describe(one)]);
  return `<h2>Differences</h2>
${heatMap(differences, slices, Object.keys(candidate.metrics))}
<h2>Shown</h2>
${rows.length === 0 ? '<p>Nothing.</p>' : htmlTable(['', 'slice', 'metric', 'figures'], rows, { worse: 'bad', better: 'good' })}
<h2>Worst regressions</h2>
${await regressionList(regressions, [baseline.entry, candidate.entry])}
${definitions(candidate)}`;
}

const figures = (run: EvalRun, suite: Suite): string =>
  `${htmlTable(['slice', 'items', ...suite.shown], figureRows(run, suite))}\n${definitions(run)}`;

const definitions = ({ metrics }: EvalRun): string => `<h2>Metrics</h2>
${htmlTable(
  ['name', 'unit', 'of many', 'definition'],
  Object.entries(metrics).map(([name, { unit, aggregate: of, definition }]) => [name, unit, of, definition]),
)}`;
