import type { StageSummary } from './stage-statistics.ts';
import { formatMs, printable, textTable } from './text-table.ts';

/**
 * Each stage's percentiles against its budget, as text. `moreRows` follow in the same columns: name, budget, turns, p50,
 * p95, max, over. Empty when there is no row at all.
 */
export function stageTable(
  stages: readonly StageSummary[],
  budgetName: string,
  moreRows: readonly string[][] = [],
): string {
  const rows = stages.map((stage) => [
    printable(stage.stage),
    formatMs(stage.budgetMs),
    String(stage.turns),
    formatMs(stage.p50Ms),
    formatMs(stage.p95Ms),
    formatMs(stage.maxMs),
    stage.budgetMs === undefined ? 'no budget' : String(stage.over),
  ]);
  if (rows.length + moreRows.length === 0) return '';
  const header = ['stage (ms)', `budget ${printable(budgetName)}`, 'turns', 'p50', 'p95', 'max', 'over'];
  return textTable([header, ...rows, ...moreRows], 'lrrrrrr');
}
