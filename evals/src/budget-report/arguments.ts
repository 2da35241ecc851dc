import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm budget report [FILE.ndjson…] [options]

Which stage broke which budget, and what took the time: over many turns, by stage, slice and version, with 95 % intervals.

  FILE.ndjson      turn records, one JSON object a line; without one, the turn store
  --store ADDRESS  a SQLite file or postgres://… (default: DATABASE_URL, then CASCADE_STORE, then the user's data folder)
  --from TIME      turns begun then or later: 2026-05-01, 2026-05-01T10:00:00Z, or ago: 90m, 24h, 7d
  --to TIME        turns begun before then
  --budgets FILE   declared budgets, YAML or JSON, beside the built-in profiles; deploy/budgets.yaml is an example
  --profile NAME   which profile to hold them to (default: default)
  --worst N        turns listed as the worst, with their trace ids. Default 10
  --html FILE      the report as one page with plots, besides
  --json           the report as one JSON object on standard output
  --help           this text

Exit codes: 0 no budget is exceeded with confidence; 1 at least one is: all of its 95 % interval lies above it; 2 malformed
input, no turn at all, or bad usage.`;

export interface ReportArguments {
  readonly files: readonly string[];
  readonly store: string | undefined;
  /** Epoch milliseconds. */
  readonly fromMs: number | undefined;
  readonly toMs: number | undefined;
  readonly budgets: string | undefined;
  readonly profile: string;
  readonly worst: number;
  readonly html: string | undefined;
  readonly json: boolean;
}

/** @throws Error whose message names the argument and says what it takes */
export function parseReportArguments(argv: readonly string[], nowMs: number): ReportArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      store: text,
      from: text,
      to: text,
      budgets: text,
      profile: { ...text, default: 'default' },
      worst: { ...text, default: '10' },
      html: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.store !== undefined && positionals.length > 0)
    throw new Error('Name files or a --store, not both: a turn in both would count twice.');
  if (!/^\d{1,4}$/.test(values.worst)) throw new Error(`--worst takes a whole number, not "${values.worst}".`);
  return {
    files: positionals,
    store: values.store,
    fromMs: timeMs('--from', values.from, nowMs),
    toMs: timeMs('--to', values.to, nowMs),
    budgets: values.budgets,
    profile: values.profile,
    worst: Number(values.worst),
    html: values.html,
    json: values.json,
  };
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A time of the calendar, or so long ago, as epoch milliseconds. @throws Error that names the argument */
export function timeMs(name: string, text: string | undefined, nowMs: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (count && unit) return nowMs - Number(count) * (unitMs[unit] ?? 0);
  const ms = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms))
    throw new Error(`${name} takes a time as 2026-05-01T10:00:00Z, or 90m, 24h, 7d, not "${text}".`);
  return ms;
}
