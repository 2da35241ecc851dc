import { parseArgs } from 'node:util';
import { CascadeError } from '@cascade/contracts';
import { loadBudgets, type NamedBudgets } from './budgets-file.ts';
import { checkFiles } from './check-files.ts';
import { jsonReport, problemReport, textReport } from './check-report.ts';

export const usage = `Usage: pnpm budget check FILE.ndjson… [--budgets default|lead|FILE.json] [--json]

Finds the turns in which a stage took longer than its budget.

  FILE.ndjson   turn records, one JSON object a line with trace_id and stages_ms; - reads standard input
  --budgets     a profile, or a JSON file of one object: stage name → milliseconds (default: default)
  --json        one JSON object on standard output: budgets_ms, records, violations, and malformed when something is
  --help        this text

Exit codes: 0 no violation; 1 at least one violation; 2 malformed input, a file that cannot be read, or bad usage.`;

/** Where a command reads and writes; a test gives its own. */
export interface CommandStreams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Runs `pnpm budget` with these arguments and gives back the exit code. */
export async function runBudgetCommand(argv: readonly string[], streams: CommandStreams): Promise<0 | 1 | 2> {
  const say = (write: (text: string) => void, text: string) => write(`${text}\n`);
  let options: { budgets: NamedBudgets; files: string[]; json: boolean };
  try {
    const parsed = parseArguments(argv);
    if (parsed === 'help') {
      say(streams.stdout, usage);
      return 0;
    }
    options = { ...parsed, budgets: await loadBudgets(parsed.budgets) };
  } catch (error) {
    const isUsage = !CascadeError.is(error);
    const message = error instanceof Error ? error.message : String(error);
    // Node's own text on an unknown option goes on with advice that does not fit here.
    say(streams.stderr, isUsage ? `${message.split('. To specify')[0]}\n\n${usage}` : message);
    return 2;
  }
  const checked = await checkFiles(options.files, options.budgets.budgetsMs, streams.stdin);
  const report = (options.json ? jsonReport : textReport)(options.budgets, checked);
  if (report !== '') say(streams.stdout, report);
  if (checked.problemCount > 0) {
    say(streams.stderr, problemReport(checked));
    return 2;
  }
  return checked.violations.length > 0 ? 1 : 0;
}

function parseArguments(argv: readonly string[]): 'help' | { budgets: string; files: string[]; json: boolean } {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      budgets: { type: 'string', default: 'default' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const [command, ...files] = positionals;
  if (command !== 'check') throw new Error(command ? `There is no command "${command}".` : 'A command is missing.');
  if (files.length === 0) throw new Error('A file to check is missing.');
  return { budgets: values.budgets, files, json: values.json };
}
