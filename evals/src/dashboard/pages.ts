import { escapeHtml, htmlFigure, htmlPage, htmlTable } from '../plots/html-page.ts';
import { showDifference, showValue } from '../suites/report/show-value.ts';
import { chartSize, seriesChart } from './chart.ts';
import type { Series } from './history.ts';
import { fewestRuns, isWorseNow, type Judged } from './judge-series.ts';

/** Beyond these a page is a wall; the tables have everything. */
const mostCharts = 24;

export interface Page {
  readonly name: string;
  readonly html: string;
}

/** The site: an index, and a page for each suite. */
export function renderSite(history: readonly Series[], judged: readonly Judged[]): Page[] {
  const suites = [...new Set(history.map(({ suite }) => suite))].toSorted();
  return [
    { name: 'index.html', html: indexPage(suites, judged) },
    ...suites.map((suite) => ({
      name: fileOf(suite),
      html: suitePage(
        suite,
        history.filter((one) => one.suite === suite),
        judged.filter((one) => one.series.suite === suite),
      ),
    })),
  ];
}

const fileOf = (suite: string): string => `suite-${suite.replaceAll(/[^a-z0-9-]/gi, '_')}.html`;

function indexPage(suites: readonly string[], judged: readonly Judged[]): string {
  const worse = judged.filter(isWorseNow);
  const sections = suites.map((suite) => {
    const overall = judged.filter(({ series }) => series.suite === suite && series.slice === 'all');
    const rows = overall.map((one) => [
      one.entry,
      one.series.metric,
      versionOf(one.series),
      newest(one),
      ...stateOf(one),
    ]);
    return `<h2><a href="${fileOf(suite)}">${escapeHtml(suite)}</a></h2>
${htmlTable(['entry', 'metric', 'items', 'newest', 'against the run before', 'trend', 'level', 'runs'], rows, marks)}`;
  });
  const list = worse.map(
    ({ series, entry, ...one }) =>
      `<li><a href="${fileOf(series.suite)}">${escapeHtml(series.suite)}</a>: ${escapeHtml(
        `${entry}, ${series.metric} in ${series.slice}: ${describeWorse({ series, entry, ...one })}`,
      )}</li>`,
  );
  return htmlPage(
    'Regression dashboard',
    `<h1>Regression dashboard</h1>
<p class="lead">${worse.length === 0 ? 'Nothing is shown to have become worse.' : `${worse.length} figures became worse:`}</p>
${list.length > 0 ? `<ul>${list.join('\n')}</ul>` : ''}
<p class="note">Trend: Theil and Sen’s slope, Mann and Kendall’s test, corrected over everything that is looked at (Benjamini and Hochberg,
5 %). Level: optimal partitioning. Both need ${fewestRuns} runs of an entry over the same items, and of times on the same machine. Items: the hash of what was measured on; synthetic sound differs in its last bits
where the processor does.</p>
${sections.join('\n')}`,
  );
}

const marks = { worse: 'bad', better: 'good', 'too few runs': 'unsure' } as const;

function suitePage(suite: string, history: readonly Series[], judged: readonly Judged[]): string {
  const linesOf = (series: Series) => judged.filter((one) => one.series === series);
  const drawn = history
    .filter(({ points }) => new Set(points.map(({ startedAt }) => startedAt)).size > 1)
    .toSorted((left, right) => rank(linesOf(left)) - rank(linesOf(right)))
    .slice(0, mostCharts);
  const charts = drawn.map((series, index) =>
    htmlFigure(titleOf(series), seriesChart(series, linesOf(series), `c${index}`), chartSize(linesOf(series).length)),
  );
  const rows = judged
    .toSorted((left, right) => rank([left]) - rank([right]))
    .map((one) => [
      one.entry,
      one.series.metric,
      one.series.slice,
      versionOf(one.series),
      newest(one),
      ...stateOf(one),
    ]);
  const head = ['entry', 'metric', 'slice', 'items', 'newest', 'against the run before', 'trend', 'level', 'runs'];
  return htmlPage(
    `${suite}: history`,
    `<p><a href="index.html">All suites</a></p><h1>${escapeHtml(suite)}</h1>
<p class="note">What became worse first. Pictures of ${drawn.length} of ${history.length} series (a picture needs two runs); all figures are in the table.</p>
<div class="charts">${charts.join('\n')}</div>
<h2>Figures</h2>
${htmlTable(head, rows, marks)}`,
  );
}

/** What became worse first, then `all`, then the rest. */
const rank = (lines: readonly Judged[]): number => {
  if (lines.some(isWorseNow)) return 0;
  return lines[0]?.series.slice === 'all' ? 1 : 2;
};

const titleOf = ({ metric, slice, machine, suiteSha256 }: Series): string =>
  [`${metric}, ${slice}`, suiteSha256.slice(0, 8), machine].filter(Boolean).join(' · ');

const versionOf = ({ suiteSha256, machine }: Series): string =>
  [suiteSha256.slice(0, 8), machine].filter(Boolean).join(', ');

const newest = ({ series: { about }, values }: Judged): string => showValue(values.at(-1)!, about.unit);

function stateOf(one: Judged): string[] {
  const { series, values, trend, changes } = one;
  const [before, last] = [values.at(-2), values.at(-1)!];
  const step = before === undefined ? '–' : showDifference(last - before, before, series.about.unit);
  const level = changes.at(-1);
  return [
    step,
    trend === undefined ? 'too few runs' : trend.verdict,
    trend === undefined ? 'too few runs' : level === undefined ? 'flat' : level.isWorse ? 'worse' : 'better',
    String(values.length),
  ];
}

/** `since 2026-11-20 8.2 % → 9.1 %; +0.1 a run (p = 0.01)`. */
export function describeWorse({ series, changes, trend, times, values }: Judged): string {
  const { unit } = series.about;
  const level = changes.at(-1);
  const parts = [
    level?.isWorse &&
      `since ${times[level.at]!.slice(0, 10)} ${showValue(level.from, unit)} → ${showValue(level.to, unit)}`,
    trend?.verdict === 'worse' &&
      `${showDifference(trend.perRun, level?.from ?? values[0]!, unit)} a run (p = ${trend.adjustedP.toPrecision(2)})`,
  ];
  return parts.filter(Boolean).join('; ');
}
