import { renderChart } from '../plots/render-chart.ts';
import { drawCharts, type ReportChart } from './charts.ts';
import type { LatencySamples } from './latency-figures.ts';
import type { BudgetReport } from './report.ts';
import {
  budgetHead,
  budgetRows,
  comparisonHead,
  comparisonRows,
  heading,
  latencyHead,
  latencyRows,
  ownerHead,
  ownerRows,
  worstHead,
  worstRow,
} from './text-report.ts';

const style = `
  body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: 0.25rem 0.7rem; border-bottom: 1px solid #e4e4e4; vertical-align: top; }
  th { border-bottom-color: #999; white-space: nowrap; }
  td.exceeded { color: #a82315; font-weight: 600; } td.kept { color: #1f6d55; } td.unclear { color: #8a6100; }
  figure { margin: 0.5rem 0; } figcaption { font-size: 13px; font-weight: 600; }
  .distributions { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(400px, 100%), 1fr)); gap: 0.5rem 1rem; }
  svg { max-width: 100%; height: auto; }
  code { font-size: 12px; } p.note { color: #555; font-size: 13px; max-width: 48rem; }
`;

/** The report as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function htmlReport(report: BudgetReport, samples: LatencySamples): string {
  const charts = drawCharts(report, samples);
  const isDistribution = ({ id }: ReportChart) => id.startsWith('distribution-');
  const [summary = '', judged = ''] = heading(report).split('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Latency budgets: ${escapeHtml(report.profile)}</title>
<style>${style}</style>
</head>
<body>
<h1>Latency budgets: profile ${escapeHtml(report.profile)}</h1>
<p>${escapeHtml(summary)}<br>${escapeHtml(judged)}</p>
<h2>Declared budgets</h2>
<p class="note">Milliseconds, with the 95 % interval of the percentile. Exceeded: all of the interval lies above the budget; kept: none
of it does; unclear: the budget lies within, and more turns would tell.</p>
${table(budgetHead, budgetRows(report))}
<h2>Distributions</h2>
<p class="note">Share of turns within a time; dashed, the budgets of all turns: below the diamond, a line misses it.</p>
<div class="distributions">${charts.filter(isDistribution).map(figure).join('\n')}</div>
<h2>By stage</h2>
${table(latencyHead, latencyRows(report.latencies))}
<h2>Who owns the overruns</h2>
${report.owners.length > 0 ? table(ownerHead, ownerRows(report)) : '<p>No turn broke a budget.</p>'}
${charts
  .filter((chart) => !isDistribution(chart))
  .map(figure)
  .join('\n')}
${report.comparisons
  .map(
    (comparison) => `<h2>Versions of ${escapeHtml(comparison.stage)} side by side</h2>
<p class="note">p50, p95, milliseconds, each with its 95 % interval; apart: the intervals do not meet.</p>
${table(comparisonHead(comparison), comparisonRows(comparison))}`,
  )
  .join('\n')}
<h2>Worst turns</h2>
${report.worst.length > 0 ? table(worstHead, report.worst.map(worstRow)) : '<p>None.</p>'}
</body>
</html>
`;
}

const figure = (chart: ReportChart): string => `<figure>
<figcaption>${escapeHtml(chart.title)}</figcaption>
${withViewBox(renderChart(chart.option, chart), chart)}
</figure>`;

/** So that the style may shrink it on a narrow screen. */
const withViewBox = (svg: string, { width, height }: ReportChart): string =>
  svg.includes('viewBox') ? svg : svg.replace('<svg ', `<svg viewBox="0 0 ${width} ${height}" `);

const outcomes = new Set(['exceeded', 'kept', 'unclear']);

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const marked = outcomes.has(text) ? ` class="${text}"` : '';
    return `<td${marked}>${escapeHtml(text)}</td>`;
  };
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('\n');
  const names = head.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  return `<div class="scroll"><table><thead><tr>${names}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Clients name their devices, and versions come from registries. */
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
