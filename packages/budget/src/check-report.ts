import type { NamedBudgets } from './budgets-file.ts';
import type { FilesChecked } from './check-files.ts';
import type { RecordProblem } from './problem.ts';
import { stageTable } from './stage-table.ts';
import { formatMs, printable, textTable } from './text-table.ts';

/** The report as one JSON object; `malformed` is there when something is. */
export function jsonReport({ budgetsMs }: NamedBudgets, checked: FilesChecked): string {
  const { records, violations, problems, problemCount } = checked;
  return JSON.stringify({
    budgets_ms: budgetsMs,
    records,
    violations,
    ...(problemCount > 0 && { malformed: problems, malformed_count: problemCount }),
  });
}

/**
 * The report for reading: each stage against its budget, then each turn that breaks it. Where input was malformed, only
 * the turns over budget: figures of the rest would pass for a result.
 */
export function textReport(budgets: NamedBudgets, checked: FilesChecked): string {
  const { records, violations, stages, problemCount } = checked;
  const parts: string[] = [];
  if (stages.length > 0 && problemCount === 0) parts.push(stageTable(stages, budgets.name));
  if (violations.length > 0) {
    const rows = violations.flatMap((violation) =>
      Object.entries(violation.violations).map(([stage, value], index) => {
        const budgetMs = budgets.budgetsMs[stage] ?? 0;
        const trace = index === 0 ? printable(violation.trace_id) : '';
        return [trace, printable(stage), formatMs(value), formatMs(budgetMs), `+${formatMs(value - budgetMs)}`];
      }),
    );
    parts.push(textTable([['trace_id', 'stage', 'ms', 'budget', 'over by'], ...rows], 'llrrr'));
    parts.push(`${counted(violations.length, 'turn')} of ${records} over budget.`);
  } else if (problemCount === 0) {
    parts.push(records === 0 ? 'There is no record to check.' : `${counted(records, 'turn')}, all within budget.`);
  }
  return parts.join('\n\n');
}

/** `file:line: path: expected …, found …`, one a line. */
export function problemReport({ problems, problemCount, records }: FilesChecked): string {
  const lines = problems.map(describeProblem);
  if (problemCount > problems.length) lines.push(`… and ${problemCount - problems.length} more`);
  lines.push(
    `Malformed input: ${counted(problemCount, 'problem')}; only the ${records} well-formed records were judged.`,
  );
  return lines.join('\n');
}

export function describeProblem({ file, line, path, expected, found }: RecordProblem): string {
  const place = line === null ? file : `${file}:${line}`;
  return printable(`${place}: ${path}: expected ${expected}, found ${found}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
