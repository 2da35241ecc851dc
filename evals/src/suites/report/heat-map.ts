import { escapeHtml } from '../../plots/html-page.ts';
import { type Difference, verdictOf } from '../compare/compare-runs.ts';
import { showDifference } from './show-value.ts';
import { describe } from './text-report.ts';

export const heatMapStyle = `
  .heat { width: 100%; } .heat td { text-align: right; } .heat td:first-child { text-align: left; }
  .heat .worse { background: #f2b8ae; font-weight: 600; } .heat .better { background: #b5e0cc; font-weight: 600; }
  .heat .leans-worse { background: #fbe7e3; } .heat .leans-better { background: #e6f4ed; } .heat .none { color: #888; }
  .key span { display: inline-block; padding: 0 0.5rem; margin-right: 0.4rem; }
`;

/** How sure a difference is: shown after correction, or at least without 0 in its interval. */
function classOf(one: Difference): string {
  const verdict = verdictOf(one);
  if (verdict !== 'open') return verdict;
  const [low, high] = one.interval;
  if (low <= 0 && high >= 0) return 'open';
  const isWorse = one.better === 'lower' ? low > 0 : high < 0;
  return isWorse ? 'leans-worse' : 'leans-better';
}

/** Slices against metrics, coloured by how sure the difference is. */
export function heatMap(
  differences: readonly Difference[],
  slices: readonly string[],
  metrics: readonly string[],
): string {
  const found = new Map(differences.map((one) => [`${one.metric}/${one.slice}`, one]));
  const present = metrics.filter((metric) => differences.some((one) => one.metric === metric));
  const head = ['slice', 'groups', ...present].map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const rows = slices.map((slice) => {
    const cells = present.map((metric) => cellOf(found.get(`${metric}/${slice}`)));
    const samples = Math.max(0, ...present.map((metric) => found.get(`${metric}/${slice}`)?.samples ?? 0));
    return `<tr><td>${escapeHtml(slice)}</td><td>${samples}</td>${cells.join('')}</tr>`;
  });
  return `<p class="key heat"><span class="worse">worse</span><span class="leans-worse">leans worse</span><span
class="leans-better">leans better</span><span class="better">better</span>
Worse and better: significant at 5 % after Holm's correction over all cells. Leans: the 95 % interval leaves out 0. Shares in
points, everything else in percent; the title of a cell has its figures.</p>
<div class="scroll"><table class="heat"><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function cellOf(one: Difference | undefined): string {
  if (!one) return '<td class="none">–</td>';
  const text = showDifference(one.difference, one.baseline, one.unit);
  return `<td class="${classOf(one)}" title="${escapeHtml(describe(one))}">${escapeHtml(text)}</td>`;
}
