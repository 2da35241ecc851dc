import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm span-accounting [FILE.ndjson] [options]

Do the spans of a turn explain what its user waited? Compares, turn by turn, the voice-to-voice time that a client measured on
the sound with what the service's spans add up to. README.md beside this says what is added up. FILE has turns that were
recorded before; the project's own by default.

  --record N      first record N turns into FILE: says human clips to the service in real time
  --sessions N    conversations at once while recording. Default 1
  --manifest FILE clips, one JSON object a line: id, file, text. Default ../shared/speech/manifest.jsonl
  --seed TEXT     another seed chooses other clips. Default "cascade"
  --server URL    record against a running service (ws://127.0.0.1:8080); otherwise one is started, and ended afterwards
  --key KEY       key for that service; it needs the scope "records"
  --json          the result as one JSON object, and nothing else, on standard output
  --help          this text

Exit codes: 0 at least 99 % of the turns are explained within 20 ms; 1 fewer are; 2 bad usage, or a file that is missing or is
none of these; 130 stopped by Ctrl-C.`;

export interface SpanAccountingArguments {
  readonly file: string | undefined;
  /** Turns to be recorded; undefined: none. */
  readonly record: number | undefined;
  readonly sessions: number;
  readonly manifest: string | undefined;
  readonly seed: string;
  readonly server: string | undefined;
  readonly key: string | undefined;
  readonly json: boolean;
}

/** @throws Error whose message names the argument and says what it takes */
export function parseSpanAccountingArguments(argv: readonly string[]): SpanAccountingArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      record: text,
      sessions: text,
      manifest: text,
      seed: { ...text, default: 'cascade' },
      server: text,
      key: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length > 1) throw new Error('At most one file can be named.');
  return {
    file: positionals[0],
    record: wholeNumber('--record', values.record),
    sessions: wholeNumber('--sessions', values.sessions) ?? 1,
    manifest: values.manifest,
    seed: values.seed,
    server: values.server,
    key: values.key,
    json: values.json,
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${name} takes a whole number above 0, not "${text}".`);
  return Number(text);
}
