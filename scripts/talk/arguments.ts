import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm talk FILE.wav… [options]
       pnpm talk --manifest FILE.jsonl [options]

Says wav files (any rate, mono or stereo) to the service at real time, as a client would, and prints what comes back:
partial and final transcripts, the reply, decisions, and where the milliseconds went.

  --manifest FILE   clips with reference texts, one JSON object a line: id, file (relative to the manifest), text;
                    adds the word error rate
  --limit N         only the first N clips
  --server URL      talk to a running service (ws://127.0.0.1:8080); otherwise one is started, and ended afterwards
  --key KEY         key for that service
  --out DIR         save each reply as DIR/ID.wav; ID is the manifest's, or the file's name
  --json            one turn record a line, and nothing else, on standard output
  --help            this text

Exit codes: 0 every clip was answered; 1 a clip failed (no reply, no turn record, the connection was lost);
2 bad usage, a file that is missing or no wav, a malformed manifest, or no service to talk to; 130 stopped by Ctrl-C.
A file or manifest line that is no good does not keep the others from being run.`;

export interface TalkArguments {
  readonly files: readonly string[];
  readonly manifest: string | undefined;
  readonly limit: number;
  readonly server: string | undefined;
  readonly key: string | undefined;
  readonly outFolder: string | undefined;
  readonly json: boolean;
}

/** @throws Error whose message says what is wrong with the arguments */
export function parseTalkArguments(argv: readonly string[]): TalkArguments | 'help' {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      manifest: { type: 'string' },
      limit: { type: 'string' },
      server: { type: 'string' },
      key: { type: 'string' },
      out: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (positionals.length === 0 && values.manifest === undefined)
    throw new Error('A wav file or a manifest is missing.');
  if (values.limit !== undefined && !/^[1-9]\d*$/.test(values.limit)) {
    throw new Error(`--limit takes a whole number above 0, not "${values.limit}".`);
  }
  return {
    files: positionals,
    manifest: values.manifest,
    limit: values.limit === undefined ? Number.POSITIVE_INFINITY : Number(values.limit),
    server: values.server,
    key: values.key,
    outFolder: values.out,
    json: values.json,
  };
}
