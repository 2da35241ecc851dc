import type { EChartsCoreOption } from 'echarts';
import { renderChart } from '../plots/render-chart.ts';
import { comparisonHead, comparisonRows } from './comparison.ts';
import { type Figures, type ShareName, shareNames } from './figures.ts';
import type { Failure, RagReport } from './report.ts';
import {
  figuresHead,
  figuresRow,
  heading,
  lossHead,
  lossRows,
  ranConditions,
  targetHead,
  targetRows,
} from './text-report.ts';

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: 0.25rem 0.7rem; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
  th { border-bottom-color: #999; white-space: nowrap; }
  td.missed { color: #a82315; font-weight: 600; } td.kept { color: #1f6d55; }
  .failures td { min-width: 8rem; } .failures small { color: #555; }
  figure { margin: 0.5rem 0; } figcaption { font-size: 13px; font-weight: 600; }
  svg { max-width: 100%; height: auto; } p.note { color: #555; font-size: 13px; max-width: 48rem; }
`;

/** The report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function htmlReport(report: RagReport): string {
  const ran = ranConditions(report);
  const rows = (pick: (figures: (typeof ran)[number][1]) => Readonly<Record<string, Figures>>) =>
    ran.flatMap(([condition, figures]) =>
      Object.entries(pick(figures)).map(([name, group]) => figuresRow(`${condition}, ${name}`, group, false)),
    );
  const disturbed = rows(({ by_disturbance }) => by_disturbance);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Questions to a knowledge base</title>
<style>${style}</style>
</head>
<body>
<h1>Questions to a knowledge base</h1>
<p>${escapeHtml(heading(report))}</p>
<h2>What is wanted</h2>
${table(targetHead, targetRows(report))}
<h2>Figures</h2>
<p class="note">Percent of the questions to which a figure applies, with 95 % intervals by bootstrap over questions.</p>
${table(
  figuresHead,
  ran.map(([condition, figures]) => figuresRow(condition, figures, true)),
)}
${chart('figures', 'Figures by condition, percent', figuresByCondition(report), 900, 320)}
<h2>Where questions were lost</h2>
<p class="note">The first stage to blame: the rewrite gave up a name that had been heard; the recognizer misheard a question that
succeeds as text; no expected document was among the five best passages; the answer was wrong, or given where there is none.</p>
${table(lossHead, lossRows(report))}
${chart('losses', 'Failed questions by stage', lossesByCondition(report), 900, 260)}
${comparisonSection(report)}
<h2>Tuning and held-out questions</h2>
${table(
  figuresHead,
  rows(({ by_split }) => by_split),
)}
<h2>By kind of question</h2>
${table(
  figuresHead,
  rows(({ by_kind }) => by_kind),
)}
${disturbed.length > 0 ? `<h2>By disturbance</h2>\n${table(figuresHead, disturbed)}` : ''}
<h2>Failures</h2>
${report.failures.length > 0 ? failureTable(report.failures) : '<p>None.</p>'}
</body>
</html>
`;
}

const comparisonSection = ({ comparison, ablated }: RagReport): string =>
  comparison
    ? `<h2>What ${escapeHtml(ablated.join(', '))} gains</h2>
<p class="note">Points more than without, on the same questions, with 95 % intervals by paired bootstrap.</p>
${table(comparisonHead, comparisonRows(comparison))}`
    : '';

const plain = { animation: false, backgroundColor: '#ffffff', textStyle: { fontFamily: 'sans-serif' } };
const splitLine = { lineStyle: { color: '#e4e4e4' } };
const conditionColors = { clean: '#2b8a6e', spoken: '#0f6fb8', noisy: '#e0a526' } as const;
const isDrawn = (name: ShareName) => !name.startsWith('refused') && !name.startsWith('answered');

function figuresByCondition(report: RagReport): EChartsCoreOption {
  const names = shareNames.filter(isDrawn);
  return {
    ...plain,
    legend: { top: 4 },
    grid: { left: 48, right: 24, top: 40, bottom: 70 },
    xAxis: { type: 'category', data: names, axisLabel: { interval: 0, rotate: 20, fontSize: 11 } },
    yAxis: { type: 'value', min: 0, max: 100, splitLine },
    series: ranConditions(report).map(([condition, figures]) => ({
      name: condition,
      type: 'bar',
      color: conditionColors[condition],
      data: names.map((name) => (figures[name] === null ? null : Number((100 * figures[name]).toFixed(1)))),
    })),
  };
}

const lossColors = { recognizer: '#7a4fb0', rewrite: '#e0a526', retrieval: '#0f6fb8', answer: '#c0392b' } as const;

function lossesByCondition(report: RagReport): EChartsCoreOption {
  const ran = ranConditions(report);
  return {
    ...plain,
    legend: { top: 4 },
    grid: { left: 70, right: 24, top: 40, bottom: 30 },
    xAxis: { type: 'value', minInterval: 1, splitLine },
    yAxis: { type: 'category', inverse: true, data: ran.map(([condition]) => condition) },
    series: Object.entries(lossColors).map(([stage, color]) => ({
      name: stage,
      type: 'bar',
      stack: 'losses',
      color,
      data: ran.map(([, { losses }]) => losses[stage as keyof typeof lossColors]),
    })),
  };
}

function chart(id: string, title: string, option: EChartsCoreOption, width: number, height: number): string {
  const svg = renderChart(option, { id, width, height });
  return `<figure>\n<figcaption>${escapeHtml(title)}</figcaption>\n${svg}\n</figure>`;
}

function failureTable(failures: readonly Failure[]): string {
  const row = (failure: Failure) => {
    const wanted = failure.expected.answer
      .map((fact) => (typeof fact === 'string' ? fact : fact.join(' or ')))
      .join('; ');
    const cells = [
      `${escapeHtml(failure.condition)}<br><small>${escapeHtml(failure.id)}, ${failure.split}</small>`,
      escapeHtml(failure.loss),
      `${escapeHtml(failure.question)}<br><small>wanted: ${escapeHtml(wanted || 'a refusal')}</small>`,
      escapeHtml(failure.heard),
      escapeHtml(failure.query),
      failure.passages.map(escapeHtml).join('<br>'),
      `${escapeHtml(failure.answer)}<br><small>confidence ${failure.confidence}</small>`,
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
  };
  const head = ['condition', 'lost by', 'question', 'heard', 'query', 'best passages', 'answer'];
  return `<div class="scroll failures">${tableOf(head, failures.map(row))}</div>`;
}

const marks = new Set(['kept', 'missed']);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `<td${marks.has(text) ? ` class="${text}"` : ''}>${escapeHtml(text)}</td>`;
  return `<div class="scroll">${tableOf(
    head,
    rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`),
  )}</div>`;
}

function tableOf(head: readonly string[], rows: readonly string[]): string {
  const names = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  return `<table><thead><tr>${names}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`;
}

/** Documents and questions may be anybody's. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
