import { parseArgs } from 'node:util';
import { budgetStages, feedbackRatings } from '@cascade/contracts';
import { type ExportFormat, exportFormats, type TurnFilter } from '@cascade/store';
import { timeMs } from '../../evals/src/budget-report/arguments.ts';

export const usage = `Usage: pnpm turns list [FILTER…] [--limit N] [--json]
       pnpm turns review [FILTER…] [--limit N] [--json]
       pnpm turns show ID [--json]
       pnpm turns export FILE [FILTER…] [--format FORMAT]
       pnpm turns delete (FILTER… | --all) [--yes]

What the turn store holds.

  list             the newest turns, one a line. --limit N: so many (default 20). --json: whole records, one a line
  review           turns that their users called wrong, the newest first: what was heard, replied, and should have been
  show ID          one turn, by its trace id or turn id: what was said, verdicts, where the time went
  export FILE      turns into a file: ndjson or parquet, by the file's ending unless --format says so
  delete           says how many turns it would delete; with --yes it does, for good

  --session ID  --turn ID  --trace ID
  --from TIME      turns begun then or later: 2026-05-01, 2026-05-01T10:00:00Z, or ago: 90m, 24h, 7d
  --to TIME        turns begun before then
  --violated STAGE turns in which that stage broke its budget: ${budgetStages.join(', ')}
  --rated RATING   turns whose users said so last: good, bad
  --version STAGE:VERSION  turns that ran with it, as asr:moonshine-tiny-en@0.1.0

  --store ADDRESS  a SQLite file or postgres://… (default: DATABASE_URL, then CASCADE_STORE, then the user's data folder)
  --help           this text`;

export const turnCommands = ['list', 'review', 'show', 'export', 'delete'] as const;

export interface TurnsArguments {
  readonly command: (typeof turnCommands)[number];
  /** Of `show` the id, of `export` the file. */
  readonly subject: string;
  readonly filter: TurnFilter;
  readonly store: string | undefined;
  readonly limit: number;
  readonly format: ExportFormat;
  readonly json: boolean;
  readonly confirmed: boolean;
}

/** @throws Error whose message says what is wrong with the arguments */
export function parseTurnsArguments(argv: readonly string[], nowMs: number): TurnsArguments | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      ...{ session: text, turn: text, trace: text, from: text, to: text, violated: text, version: text, rated: text },
      ...{ store: text, limit: { ...text, default: '20' }, format: text },
      ...{ json: flag, all: flag, yes: flag, help: { ...flag, short: 'h' } },
    },
  });
  const [name, subject = '', ...more] = positionals;
  if (values.help || name === undefined) return 'help';
  const command = turnCommands.find((one) => one === name);
  if (!command) throw new Error(`There is no command "${name}", only ${turnCommands.join(', ')}.`);
  const takesSubject = command === 'show' || command === 'export';
  if (more.length > 0 || takesSubject !== (subject !== '')) {
    throw new Error(
      takesSubject ? `${command} takes one ${command === 'show' ? 'id' : 'file'}.` : `${command} takes options only.`,
    );
  }
  const filter = filterOf(values, nowMs);
  if (command === 'delete' && values.all === Object.keys(filter).length > 0) {
    throw new Error('delete takes either filters, or --all for every turn.');
  }
  if (!/^[1-9]\d{0,5}$/.test(values.limit)) throw new Error(`--limit takes a whole number, not "${values.limit}".`);
  return {
    command,
    subject,
    filter,
    store: values.store,
    limit: Number(values.limit),
    format: formatOf(values.format, subject),
    json: values.json,
    confirmed: values.yes,
  };
}

type FilterFlags = Readonly<
  Partial<Record<'session' | 'turn' | 'trace' | 'from' | 'to' | 'violated' | 'version' | 'rated', string | undefined>>
>;

function filterOf(
  { session, turn, trace, from, to, violated, version, rated }: FilterFlags,
  nowMs: number,
): TurnFilter {
  const fromMs = timeMs('--from', from, nowMs);
  const toMs = timeMs('--to', to, nowMs);
  if (violated !== undefined && !(budgetStages as readonly string[]).includes(violated)) {
    throw new Error(`--violated takes a stage of the budget (${budgetStages.join(', ')}), not "${violated}".`);
  }
  const rating = feedbackRatings.find((one) => one === rated);
  if (rated !== undefined && !rating) throw new Error(`--rated takes ${feedbackRatings.join(' or ')}, not "${rated}".`);
  const [, stage, ran] = /^([^:]+):(.+)$/.exec(version ?? '') ?? [];
  if (version !== undefined && !(stage && ran)) throw new Error(`--version takes STAGE:VERSION, not "${version}".`);
  return {
    ...(session !== undefined && { sessionId: session }),
    ...(turn !== undefined && { turnId: turn }),
    ...(trace !== undefined && { traceId: trace }),
    ...(fromMs !== undefined && { fromMs }),
    ...(toMs !== undefined && { toMs }),
    ...(violated !== undefined && { violatedStage: violated }),
    ...(rating && { rating }),
    ...(stage && ran && { version: { stage, version: ran } }),
  };
}

function formatOf(named: string | undefined, file: string): ExportFormat {
  const wanted = named ?? (file.endsWith('.parquet') ? 'parquet' : 'ndjson');
  const format = exportFormats.find((one) => one === wanted);
  if (!format) throw new Error(`--format takes ${exportFormats.join(' or ')}, not "${wanted}".`);
  return format;
}
