import { markdownTable } from '../plots/markdown-table.ts';
import type { CaseResult } from './judge-case.ts';

/** A row for each case, and what was not as it should be. */
export function renderResults(results: readonly CaseResult[]): string {
  const rows = results.map(({ name, turns, verdicts, report, alerts, problems }) => [
    name,
    String(turns),
    Object.entries(verdicts)
      .sort(([, a], [, b]) => b - a)
      .map(([stage, count]) => `${stage} ${count}`)
      .join(', ') || '–',
    report ? `${report.stage}, ${report.team}: ${report.owner}` : 'nobody',
    alerts.join(', ') || 'none',
    problems.length === 0 ? 'named' : problems.join('; '),
  ]);
  const wrong = results.filter(({ problems }) => problems.length > 0).length;
  const head = ['broken', 'turns', 'verdicts', 'the report names', 'alerts', 'outcome'];
  return `${markdownTable(head, rows)}\n\n${results.length - wrong} of ${results.length} cases were named rightly.`;
}
