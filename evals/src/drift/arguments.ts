import { parseArgs } from 'node:util';
import { timeMs } from '../budget-report/arguments.ts';

export const usage = `Usage: pnpm drift [FILE.ndjson…] [options]

Whether users, their sound, or what becomes of their turns is another than before: a window of turns against a reference window.

  FILE.ndjson         turn records, one JSON object a line; without one, the turn store
  --store ADDRESS     a SQLite file or postgres://… (default: DATABASE_URL, then CASCADE_STORE, then the user's data folder)
  --reference A..B    turns begun from A until before B. Default: 8d..24h, the week before the last day
  --current A..B      the window in question. Default: 24h..0m
                      A and B: 2026-05-01, 2026-05-01T10:00:00Z, or ago: 90m, 24h, 7d
  --prometheus FILE   writes verdicts for the textfile collector of the node exporter
  --json              the report as one JSON object
  --help              this text

Exit codes: 0 no alarm; 1 an alarm; 2 bad usage or input, or no turn in a window.`;

export interface Window {
  /** Epoch milliseconds. */
  readonly fromMs: number;
  readonly toMs: number;
}

export interface DriftArguments {
  readonly files: readonly string[];
  readonly store: string | undefined;
  readonly reference: Window;
  readonly current: Window;
  readonly prometheus: string | undefined;
  readonly json: boolean;
}

/** @throws Error whose message names the argument and says what it takes */
export function parseDriftArguments(argv: readonly string[], nowMs: number): DriftArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      store: text,
      reference: { ...text, default: '8d..24h' },
      current: { ...text, default: '24h..0m' },
      prometheus: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.store !== undefined && positionals.length > 0) throw new Error('Name files or a --store, not both.');
  const reference = windowOf('--reference', values.reference, nowMs);
  const current = windowOf('--current', values.current, nowMs);
  if (reference.toMs > current.fromMs && current.toMs > reference.fromMs) {
    throw new Error('The windows overlap: what is in both would be compared with itself.');
  }
  return {
    files: positionals,
    store: values.store,
    reference,
    current,
    prometheus: values.prometheus,
    json: values.json,
  };
}

function windowOf(name: string, text: string, nowMs: number): Window {
  const [from, to, ...rest] = text.split('..');
  if (!from || !to || rest.length > 0) throw new Error(`${name} takes two times as 8d..24h, not "${text}".`);
  const [fromMs, toMs] = [timeMs(name, from, nowMs)!, timeMs(name, to, nowMs)!];
  if (fromMs >= toMs) throw new Error(`${name} ends before it begins: "${text}".`);
  return { fromMs, toMs };
}
