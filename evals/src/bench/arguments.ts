import { parseArgs } from 'node:util';

export const usage = `Usage: pnpm bench [options]

Says human clips to the service in real time, as people would, and measures what they would notice: how soon the answer is
heard, how often it comes too early, how soon it stops when they interrupt, how well they are understood; and what every
stage and the machine had to do for it. Writes bench.json, bench.md and plots. README.md beside this has the definitions.

  --sessions LIST    conversations at once, each count measured by itself: 1,4,8. Default 1
  --turns N          clips to be said; with several sessions at most so many in each. Default: every clip once
  --seconds N        how long each count of several sessions talks. Default 120
  --interruptions N  replies that are interrupted, with one session. Default 20, or as many as there are turns if fewer
  --manifest FILE    clips, one JSON object a line: id, file (relative to the manifest), text, slice (a list of names).
                     Default ../shared/speech/manifest.jsonl
  --seed TEXT        another seed chooses other clips and moments. Default "cascade"
  --out DIR          where the report goes. Default dist/bench
  --summary FILE     the figures as JSON, without single turns and their words: what may be kept and shown
  --compare FILE     an earlier bench.json: what got worse since
  --url URL          measure a running service (ws://127.0.0.1:8080); otherwise one is started, and ended afterwards
  --key KEY          key for that service; it needs the scope "records"
  --pid N            process of that service, when it runs on this machine: for its processor time and memory
  --json             the results as one JSON object, and nothing else, on standard output
  --help             this text

Exit codes: 0 measured, whatever the figures are; 1 no turn was answered, or --compare found something worse; 2 bad usage,
a file that is missing or cannot be used, or no service; 130 stopped by Ctrl-C.`;

export interface BenchArguments {
  readonly sessions: readonly number[];
  readonly turns: number | undefined;
  readonly seconds: number;
  readonly interruptions: number;
  readonly manifest: string | undefined;
  readonly seed: string;
  readonly outFolder: string;
  readonly summaryFile: string | undefined;
  readonly compareFile: string | undefined;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly pid: number | undefined;
  readonly json: boolean;
}

const defaultInterruptions = 20;
const defaultSeconds = 120;
/** More conversations than this no machine of the kind that is meant can hold. */
const mostSessions = 256;

/** @throws Error whose message names the argument and says what it takes */
export function parseBenchArguments(argv: readonly string[]): BenchArguments | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      sessions: { ...text, default: '1' },
      turns: text,
      seconds: text,
      interruptions: text,
      manifest: text,
      seed: { ...text, default: 'cascade' },
      out: { ...text, default: 'dist/bench' },
      summary: text,
      compare: text,
      url: text,
      key: text,
      pid: text,
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  for (const name of ['key', 'pid'] as const) {
    if (values[name] !== undefined && values.url === undefined) {
      throw new Error(`--${name} is about a running service: name it with --url.`);
    }
  }
  if (values.url !== undefined && !/^(wss?|https?):\/\/./.test(values.url)) {
    throw new Error(`--url takes an address like ws://127.0.0.1:8080, not "${values.url}".`);
  }
  const turns = wholeNumber('--turns', values.turns, 1);
  return {
    sessions: sessionCounts(values.sessions),
    turns,
    seconds: wholeNumber('--seconds', values.seconds, 1) ?? defaultSeconds,
    interruptions:
      wholeNumber('--interruptions', values.interruptions, 0) ??
      Math.min(defaultInterruptions, turns ?? defaultInterruptions),
    manifest: values.manifest,
    seed: values.seed,
    outFolder: values.out,
    summaryFile: values.summary,
    compareFile: values.compare,
    url: values.url,
    key: values.key,
    pid: wholeNumber('--pid', values.pid, 1),
    json: values.json,
  };
}

/** Each count once, the smallest first. */
function sessionCounts(list: string): number[] {
  const counts = list.split(',').map((part) => wholeNumber('--sessions', part.trim(), 1) as number);
  const tooMany = counts.find((count) => count > mostSessions);
  if (tooMany !== undefined) throw new Error(`--sessions takes counts up to ${mostSessions}, not ${tooMany}.`);
  return [...new Set(counts)].sort((a, b) => a - b);
}

function wholeNumber(name: string, value: string | undefined, least: number): number | undefined {
  if (value === undefined) return undefined;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) {
    const what = name === '--sessions' ? 'whole numbers, separated by commas' : 'a whole number';
    throw new Error(`${name} takes ${what} from ${least} on, not "${value}".`);
  }
  return Number(value);
}
