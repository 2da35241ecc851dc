import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm drill:crash [options]

Does a crash lose a turn that the service had acknowledged? Starts the service with a store of its own, holds conversations with
it, kills it (SIGKILL) at random moments in the midst of them, looks into the store, and starts it again.

  --kills N     how often. Default 50
  --sessions N  conversations at once. Default 4
  --seed TEXT   another seed kills at other moments and asks other questions. Default "cascade"
  --store FILE  SQLite file to use, which is kept; otherwise a temporary one
  --json        the result as one JSON object, and nothing else, on standard output
  --help        this text

Exit codes: 0 every acknowledged turn is in the store, none is torn, and it started each time; 1 something of that is not so;
2 bad usage, or the service does not start at all; 130 stopped by Ctrl-C.`;

export interface CrashDrillArguments {
  readonly kills: number;
  readonly sessions: number;
  readonly seed: string;
  readonly store: string | undefined;
  readonly json: boolean;
}

/** @throws Error whose message names the argument and says what it takes */
export function parseCrashDrillArguments(argv: readonly string[]): CrashDrillArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      kills: { ...text, default: '50' },
      sessions: { ...text, default: '4' },
      seed: { ...text, default: 'cascade' },
      store: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    kills: wholeNumber('--kills', values.kills),
    sessions: wholeNumber('--sessions', values.sessions),
    seed: values.seed,
    store: values.store,
    json: values.json,
  };
}

function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new Error(`${name} takes a whole number above 0, not "${text}".`);
  return Number(text);
}
