import { createReadStream } from 'node:fs';
import { type BudgetsMs, type BudgetViolation, budgetViolations } from './budget-violations.ts';
import type { RecordProblem } from './problem.ts';
import { StageStatistics, type StageSummary } from './stage-statistics.ts';
import { validateRecords } from './validate-records.ts';

/** Problems beyond these are counted, not kept: of all files, and of one line, so that one bad line does not hide others. */
const maxProblemsKept = 100;
const maxProblemsKeptOfLine = 10;

export interface FilesChecked {
  /** Well-formed records, which are the ones judged. */
  readonly records: number;
  readonly violations: readonly BudgetViolation[];
  readonly stages: readonly StageSummary[];
  readonly problems: readonly RecordProblem[];
  /** All problems, also those beyond what `problems` keeps. */
  readonly problemCount: number;
}

/**
 * Judges every well-formed record of newline-delimited JSON files and collects what is malformed, line by line: memory
 * holds the violations and one number for each stage of each record. A file that cannot be read is a problem as well, and
 * the others are still checked.
 *
 * @param stdin what the file name `-` stands for
 */
export async function checkFiles(
  files: readonly string[],
  budgetsMs: BudgetsMs,
  stdin: AsyncIterable<Uint8Array>,
): Promise<FilesChecked> {
  const violations: BudgetViolation[] = [];
  const statistics = new StageStatistics(budgetsMs);
  const problems: RecordProblem[] = [];
  let problemCount = 0;
  let records = 0;
  const addProblems = (found: readonly RecordProblem[]) => {
    problemCount += found.length;
    problems.push(...found.slice(0, Math.min(maxProblemsKept - problems.length, maxProblemsKeptOfLine)));
  };
  for (const file of files) {
    const name = file === '-' ? '(stdin)' : file;
    try {
      for await (const read of validateRecords(file === '-' ? stdin : createReadStream(file), name)) {
        if ('problems' in read) {
          addProblems(read.problems);
          continue;
        }
        records++;
        violations.push(...budgetViolations([read.record], budgetsMs));
        statistics.add(read.record.stages_ms ?? {});
      }
    } catch (error) {
      const found = (error as NodeJS.ErrnoException).code ?? String(error);
      addProblems([{ file: name, line: null, path: '$', expected: 'a file that can be read', found }]);
    }
  }
  return { records, violations, stages: statistics.summaries(), problems, problemCount };
}
