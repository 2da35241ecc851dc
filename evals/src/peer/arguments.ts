import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm bench:peer --peer-url URL [options]

Says the same clips to Cascade and to another system in turns, in one window of time and with one measuring code, and
compares how long it takes until the answer is heard. README.md beside this says how to set Pipecat up.

  --peer-url URL   the other system: a WebSocket (ws://127.0.0.1:8765/ws) that takes binary messages of 16 bit PCM, 16 kHz,
                   mono, 20 ms each, and answers with 16 bit PCM at 24 kHz
  --peer-pid LIST  processes of the other system on this machine, separated by commas: otherwise its work looks like others'
  --turns N        clips, each said once to both. Default 18
  --manifest FILE  clips, one JSON object a line: id, file (relative to the manifest). Default ../shared/speech/manifest.jsonl
  --seed TEXT      another seed chooses other clips. Default "cascade"
  --out DIR        where peer.json and peer.md go. Default dist/peer
  --url URL        a running Cascade; otherwise one is started, and ended afterwards
  --key KEY        key for that one
  --json           the results as one JSON object, and nothing else, on standard output
  --help           this text

Exit codes: 0 compared; 1 one of them answered nothing; 2 bad usage, or no such system; 130 stopped by Ctrl-C.`;

export interface PeerArguments {
  readonly peerUrl: string;
  readonly peerPids: readonly number[];
  readonly turns: number;
  readonly manifest: string | undefined;
  readonly seed: string;
  readonly outFolder: string;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly json: boolean;
}

/** @throws Error whose message names the argument and says what it takes */
export function parsePeerArguments(argv: readonly string[]): PeerArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'peer-url': text,
      'peer-pid': { ...text, default: '' },
      turns: { ...text, default: '18' },
      manifest: text,
      seed: { ...text, default: 'cascade' },
      out: { ...text, default: 'dist/peer' },
      url: text,
      key: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const peerUrl = values['peer-url'];
  if (peerUrl === undefined || !/^wss?:\/\/./.test(peerUrl)) {
    throw new Error('--peer-url takes the address of the other system, like ws://127.0.0.1:8765/ws.');
  }
  if (!/^[1-9]\d{0,4}$/.test(values.turns))
    throw new Error(`--turns takes a whole number from 1 on, not "${values.turns}".`);
  return {
    peerUrl,
    peerPids: values['peer-pid'].split(',').flatMap((pid) => (/^\d+$/.test(pid) ? [Number(pid)] : [])),
    turns: Number(values.turns),
    manifest: values.manifest,
    seed: values.seed,
    outFolder: values.out,
    url: values.url,
    key: values.key,
    json: values.json,
  };
}
