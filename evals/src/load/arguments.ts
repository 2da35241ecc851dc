import { parseArgs } from 'node:util';
import { type Mix, parseMix } from './mix.ts';
import { parseThinkTime, type ThinkTime } from './think-time.ts';
import { parseComparison, parseVariant, type Variant } from './variants.ts';

export const usage = `Usage: pnpm load [--search | --ramp | --soak | --spike] [options]

Many people talk to the service at once, on a schedule that does not wait for answers, with recorded human speech at real time.
Tells how many sessions keep every latency budget, and which stage breaks first. Writes load.json and load.html. README.md beside
this says how everything is measured.

  --search           the most sessions that keep every budget, the knee, the stage that breaks first (the default; 8 minutes)
  --ramp             more and more sessions, up to --sessions, who stay
  --soak             --sessions for --minutes, measured stretch by stretch: what drifts?
  --spike            a quarter of --sessions, then all at once, then a quarter: what does it take to recover?

  --sessions N       search: at most so many (default 64); others: so many (default 8)
  --start N          search: where it begins. Default 2
  --minutes N        search: at most so long, all in all (default 8); soak: so long (default 10)
  --steps N          ramp: measurements on the way up. Default 6
  --seconds N        measured in each step (a third of that on a search's way up). Default 60
  --mix SHARES       who is on the line: talkers, interrupters, slow-readers, droppers. Default talkers=1
  --think SHAPE      pause between hearing an answer and speaking: constant:2, exponential:2, uniform:1,4 or lognormal:1,0.5
                     (seconds). Default lognormal:1,0.5
  --listen SECONDS   waiting for an answer and listening to it, before that pause. Default 2
  --manifest FILE    clips, one JSON object a line: id, file (relative to the manifest), slice (a list of names).
                     Default ../shared/speech/manifest.jsonl, or else the sample that comes with the models
  --seed TEXT        another seed: other clips, moments and people. Default "cascade"

  --budgets FILE     budgets declared in YAML or JSON, as for pnpm budget report
  --profile NAME     which of them must be kept. Default "default"

  --url URL          load a running service (ws://127.0.0.1:8080); otherwise one is started on a free port, and ended afterwards
  --key KEY          key for that service; with the scope "records" its stages are judged, too
  --pid N            process of that service, when it runs on this machine: for its processor time and memory

  --compare NAME=A,B            two services that differ in one setting, loaded in turns with the same arrivals
  --variant NAME:KEY=V,KEY=V    the long form, twice: as many settings as wanted; "NAME:" alone changes none
                     With --search: the difference in capacity, each gets half of --minutes. Otherwise at --sessions: the paired
                     differences in p50 and p95 by stage, and in processor time a turn, over --pairs alternations
  --pairs N          alternations of a comparison at fixed sessions. Default 4

  --out DIR          where the report goes. Default dist/load
  --json             the results as one JSON object, and nothing else, on standard output
  --help             this text

Exit codes: 0 measured, whatever the figures are; 1 nothing could be said of the service (no turn, or the generator was the bottleneck
from the first step on); 2 bad usage, a file that is missing or cannot be used, or no service; 130 stopped by Ctrl-C.`;

export const loadModes = ['search', 'ramp', 'soak', 'spike'] as const;
export type LoadMode = (typeof loadModes)[number];

export interface LoadArguments {
  /** `fixed`: only for a comparison. */
  readonly mode: LoadMode | 'fixed';
  readonly sessions: number;
  readonly start: number;
  readonly minutes: number;
  readonly steps: number;
  readonly seconds: number;
  readonly mix: Mix;
  readonly think: ThinkTime;
  readonly listenSeconds: number;
  readonly manifest: string | undefined;
  readonly seed: string;
  readonly budgetsFile: string | undefined;
  readonly profile: string;
  readonly url: string | undefined;
  readonly key: string | undefined;
  readonly pid: number | undefined;
  /** Two of them, or none. */
  readonly variants: readonly Variant[];
  readonly pairs: number;
  readonly outFolder: string;
  readonly json: boolean;
}

const defaultSessions = 8;
const mostSessions = 1024;

/** @throws Error whose message names the argument and says what it takes */
export function parseLoadArguments(argv: readonly string[]): LoadArguments | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      search: flag,
      ramp: flag,
      soak: flag,
      spike: flag,
      sessions: text,
      start: { ...text, default: '2' },
      minutes: text,
      steps: { ...text, default: '6' },
      seconds: { ...text, default: '60' },
      mix: { ...text, default: 'talkers=1' },
      think: { ...text, default: 'lognormal:1,0.5' },
      listen: { ...text, default: '2' },
      manifest: text,
      seed: { ...text, default: 'cascade' },
      budgets: text,
      profile: { ...text, default: 'default' },
      url: text,
      key: text,
      pid: text,
      compare: text,
      variant: { ...text, multiple: true },
      pairs: { ...text, default: '4' },
      out: { ...text, default: 'dist/load' },
      json: flag,
      help: { ...flag, short: 'h' },
    },
  });
  if (values.help) return 'help';
  const variants = variantsOf(values.compare, values.variant);
  const asked = loadModes.filter((mode) => values[mode]);
  if (asked.length > 1) throw new Error(`Only one of ${asked.map((mode) => `--${mode}`).join(' and ')}.`);
  const mode = asked[0] ?? (variants.length > 0 ? 'fixed' : 'search');
  if (variants.length > 0 && mode !== 'search' && mode !== 'fixed') {
    throw new Error(`--${mode} compares nothing: use --search, or --sessions alone, with --compare or --variant.`);
  }
  checkService(values, variants);
  return {
    mode,
    sessions: whole('--sessions', values.sessions ?? String(mode === 'search' ? 64 : defaultSessions), 1, mostSessions),
    start: whole('--start', values.start, 1, mostSessions),
    minutes: positive('--minutes', values.minutes ?? (mode === 'soak' ? '10' : '8'), 24 * 60),
    steps: whole('--steps', values.steps, 1, 100),
    seconds: whole('--seconds', values.seconds, 5, 3600),
    mix: parseMix(values.mix),
    think: parseThinkTime(values.think),
    listenSeconds: positive('--listen', values.listen, 60),
    manifest: values.manifest,
    seed: values.seed,
    budgetsFile: values.budgets,
    profile: values.profile,
    url: values.url,
    key: values.key,
    pid: values.pid === undefined ? undefined : whole('--pid', values.pid, 1, 2 ** 31),
    variants,
    pairs: whole('--pairs', values.pairs, 2, 100),
    outFolder: values.out,
    json: values.json,
  };
}

function variantsOf(comparison: string | undefined, variants: readonly string[] | undefined): Variant[] {
  if (comparison !== undefined && variants)
    throw new Error('--compare is the short form of two --variant: use one of them.');
  if (comparison !== undefined) return parseComparison(comparison);
  if (!variants) return [];
  const parsed = variants.map(parseVariant);
  if (parsed.length !== 2 || parsed[0]?.name === parsed[1]?.name)
    throw new Error('--variant is needed twice, with two names.');
  return parsed;
}

function checkService(
  {
    url,
    key,
    pid,
  }: { readonly url?: string | undefined; readonly key?: string | undefined; readonly pid?: string | undefined },
  variants: readonly Variant[],
): void {
  if (url !== undefined && !/^(wss?|https?):\/\/./.test(url)) {
    throw new Error(`--url takes an address like ws://127.0.0.1:8080, not "${url}".`);
  }
  if (url !== undefined && variants.length > 0)
    throw new Error('A comparison starts its services itself: leave out --url.');
  const orphan = url === undefined ? (key !== undefined && 'key') || (pid !== undefined && 'pid') : false;
  if (orphan) throw new Error(`--${orphan} is about a running service: name it with --url.`);
}

function whole(name: string, value: string, least: number, most: number): number {
  if (!/^\d{1,10}$/.test(value) || Number(value) < least || Number(value) > most) {
    throw new Error(`${name} takes a whole number from ${least} to ${most}, not "${value}".`);
  }
  return Number(value);
}

function positive(name: string, value: string, most: number): number {
  if (!/^\d+(\.\d+)?$/.test(value) || Number(value) <= 0 || Number(value) > most) {
    throw new Error(`${name} takes a number above 0, at most ${most}, not "${value}".`);
  }
  return Number(value);
}
