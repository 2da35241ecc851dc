import { writeFile } from 'node:fs/promises';
import { builtInBudgets, loadBudgetDeclaration, printable, type RecordProblem } from '@cascade/budget';
import { CascadeError } from '@cascade/contracts';
import { parseReportArguments, type ReportArguments, usage } from './arguments.ts';
import { ReportCollector } from './collect-report.ts';
import { htmlReport } from './html-report.ts';
import { readTurns } from './read-turns.ts';
import { isExceeded } from './report.ts';
import { counted, textReport } from './text-report.ts';

export interface ReportSurroundings {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Where the turn store is when no argument says. */
  readonly store: string | undefined;
  readonly nowMs: number;
}

const maxProblemsShown = 20;

/** Runs `pnpm budget report` with these arguments and gives back the exit code. */
export async function runReportCommand(argv: readonly string[], around: ReportSurroundings): Promise<0 | 1 | 2> {
  let options: ReportArguments | 'help';
  try {
    options = parseReportArguments(argv, around.nowMs);
  } catch (error) {
    // Node's own text on an unknown option goes on with advice that does not fit here.
    around.stderr(`${(error as Error).message.split('. To specify')[0]}\n\n${usage}\n`);
    return 2;
  }
  if (options === 'help') {
    around.stdout(`${usage}\n`);
    return 0;
  }
  try {
    return await report(options, around);
  } catch (error) {
    if (!CascadeError.is(error)) throw error;
    around.stderr(`${printable(error.message)}\n`);
    return 2;
  }
}

async function report(options: ReportArguments, { stdout, stderr, store }: ReportSurroundings): Promise<0 | 1 | 2> {
  const collector = new ReportCollector({ ...(await chooseBudgets(options)), worst: options.worst });
  const problems: RecordProblem[] = [];
  for await (const read of readTurns({ ...options, store: options.store ?? store })) {
    if ('trace_id' in read) collector.add(read);
    else problems.push(...read);
  }
  const result = collector.report();
  if (options.html !== undefined) await writePage(options.html, htmlReport(result, collector.samples));
  const malformed = problems.length > 0;
  if (options.json) stdout(`${JSON.stringify({ ...result, ...(malformed && { malformed: problems }) })}\n`);
  else if (result.turns > 0) stdout(`${textReport(result)}\n`);
  for (const { file, line, path, expected, found } of problems.slice(0, maxProblemsShown))
    stderr(`${printable(`${file}:${line}: ${path}: expected ${expected}, found ${found}`)}\n`);
  if (malformed)
    stderr(
      `Malformed input: ${counted(problems.length, 'problem')}; the report is of what is whole, ${counted(result.turns, 'turn')}.\n`,
    );
  if (result.turns === 0) stderr('There is no turn to report of.\n');
  if (malformed || result.turns === 0) return 2;
  return isExceeded(result) ? 1 : 0;
}

async function chooseBudgets({ budgets, profile: name }: ReportArguments) {
  const { profiles, teams } = budgets === undefined ? builtInBudgets : await loadBudgetDeclaration(budgets);
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (!profile) {
    const known = Object.keys(profiles).join(', ');
    throw new CascadeError(
      'invalid_config',
      `There is no profile "${name}"; known are ${known}. --budgets FILE declares others.`,
    );
  }
  return { profile, teams };
}

async function writePage(file: string, page: string): Promise<void> {
  await writeFile(file, page).catch((error: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `${file}: cannot be written (${error.code ?? error.message}).`, {
      cause: error,
    });
  });
}
