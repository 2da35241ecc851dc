import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultCache } from './runner/outcome-cache.ts';

export const usage = `Usage: pnpm eval asr|tts|planner|end-of-turn|all|smoke [options]

Runs a way to run a stage (a bundle of the model registry) over a suite. With two of them each item is run by both, one right after
the other in an order that is drawn, and the differences are told by slice: with intervals, and tested with a correction
for the number of looks.

  --candidate ID    a bundle of the registry. Default: the live one of the suite's kind
  --baseline ID     another one to compare it with; "live" is the live one
  --manifest FILE   recordings besides the synthetic ones, may be given again. Default: the shared human speech, where it is
  --seed N          draws the order. Default: 1
  --limit N         only N items, spread evenly over the suite; nothing is stored without --out
  --out DIR         where the results go. Default: evals/results/runs, where pnpm gate looks
  --html FILE       writes the report as one page
  --json            one JSON object a suite on standard output, and nothing else
  --parallel N      processes. Default: the number of cores
  --cache DIR       what was run is kept there; a stopped run goes on from it
  --help            this text

Exit codes: 0 done; 2 bad usage or files; 130 stopped by Ctrl-C. Whether a candidate may go on is for pnpm gate to say.`;

export interface SuiteArguments {
  readonly candidate: string | undefined;
  readonly baseline: string | undefined;
  readonly manifests: readonly string[];
  readonly seed: number;
  readonly limit: number;
  /** Undefined: nowhere. */
  readonly out: string | undefined;
  readonly html: string | undefined;
  readonly json: boolean;
  readonly parallel: number;
  readonly cache: string;
}

const runsFolder = fileURLToPath(new URL('../../results/runs', import.meta.url));
const sharedManifest = fileURLToPath(new URL('../../../../shared/speech/manifest.jsonl', import.meta.url));

/** @throws Error whose message says what is wrong with the arguments */
export function parseSuiteArguments(argv: readonly string[]): SuiteArguments | 'help' {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      candidate: { type: 'string' },
      baseline: { type: 'string' },
      manifest: { type: 'string', multiple: true },
      seed: { type: 'string', default: '1' },
      limit: { type: 'string' },
      out: { type: 'string' },
      html: { type: 'string' },
      json: { type: 'boolean', default: false },
      parallel: { type: 'string' },
      cache: { type: 'string', default: defaultCache() },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  if (values.baseline !== undefined && values.candidate === undefined) {
    throw new Error('--baseline needs a --candidate to compare with it.');
  }
  const { limit, parallel, manifest } = values;
  return {
    candidate: values.candidate,
    baseline: values.baseline,
    manifests: manifest ?? (existsSync(sharedManifest) ? [sharedManifest] : []),
    seed: wholeNumber('--seed', values.seed),
    limit: limit === undefined ? Number.POSITIVE_INFINITY : wholeNumber('--limit', limit),
    out: values.out ?? (limit === undefined ? runsFolder : undefined),
    html: values.html,
    json: values.json,
    parallel: parallel === undefined ? availableParallelism() : wholeNumber('--parallel', parallel),
    cache: values.cache,
  };
}

function wholeNumber(name: string, value: string): number {
  if (!/^[1-9]\d*$/.test(value)) throw new Error(`${name} takes a whole number above 0, not "${value}".`);
  return Number(value);
}
