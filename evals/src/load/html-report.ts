import { escapeHtml, htmlFigure, htmlPage, htmlTable } from '../plots/html-page.ts';
import { renderChart } from '../plots/render-chart.ts';
import { drawCharts } from './charts.ts';
import type { LoadResults } from './results.ts';
import {
  capacityHead,
  capacityRows,
  comparisonHead,
  comparisonRows,
  curveHead,
  curveRows,
  doubts,
  findings,
  generatorHead,
  generatorRows,
  headline,
  overrunHead,
  overrunRows,
  type Rows,
} from './text-report.ts';

const marks = { kept: 'good', broken: 'bad', 'not counted': 'unsure' } as const;

/** The report as one page that needs nothing else. */
export function htmlReport(results: LoadResults): string {
  const { capacity, comparison, curve, run, machine, started_at: startedAt } = results;
  const charts = drawCharts(results).map((chart) => htmlFigure(chart.title, renderChart(chart.option, chart), chart));
  const settings = Object.entries(run).map(
    ([name, value]) => `${name.replaceAll('_', ' ')}: ${value ?? 'a service of its own'}`,
  );
  const body = [
    '<h1>Load</h1>',
    `<p class="lead">${escapeHtml(headline(results))}</p>`,
    ...findings(results).map(paragraph),
    ...doubts(curve).map(paragraph),
    `<p class="note">${escapeHtml([startedAt, `${machine.cores} cores of ${machine.processor}`, ...settings].join('; '))}.</p>`,
    ...(comparison
      ? section(`${comparison.a} → ${comparison.b}`, comparisonHead, comparisonRows(comparison), comparisonNote)
      : []),
    ...(charts.length > 0 ? [`<div class="charts">${charts.join('\n')}</div>`] : []),
    ...section('Curve', curveHead(curve), curveRows(curve), curveNote),
    ...(capacity ? section('Sessions that each budget allows', capacityHead, capacityRows(capacity)) : []),
    ...section('Who broke the budgets', overrunHead, overrunRows(curve), overrunNote),
    ...section('What the generator cost', generatorHead, generatorRows(curve)),
    ...section(
      'Why steps broke',
      ['step', 'reason'],
      curve.flatMap(({ name, reasons }) => reasons.map((reason) => [name, reason])),
    ),
  ];
  return htmlPage(`Load: profile ${run.profile}`, body.join('\n'));
}

const curveNote =
  'Milliseconds. Voice-to-voice is measured by the client, from when the turn was due, whatever the generator or the service did meanwhile; an unanswered turn counts with what was waited in vain. Stages are as the turn records of the service say.';
const overrunNote =
  'Of each step the three budgets that most turns broke, with the stage and the owner of the time that its verdicts name.';
const comparisonNote =
  'Both had the same arrivals in each alternation. An interval that leaves out zero is a difference.';

const paragraph = (text: string): string => `<p>${escapeHtml(text)}</p>`;

const section = (title: string, head: readonly string[], rows: Rows, note?: string): string[] => [
  `<h2>${escapeHtml(title)}</h2>`,
  ...(note === undefined ? [] : [`<p class="note">${escapeHtml(note)}</p>`]),
  rows.length > 0 ? htmlTable(head, rows, marks) : '<p>Nothing.</p>',
];
