import { parseArgs } from 'node:util';
import type { Command } from '../../command/run-command.ts';
import { gateFile, readGate } from '../../gate/gate-schema.ts';
import { readRegistry, registryAddress } from '../../gate/open-registry.ts';
import type { EvalRun } from '../../results-schema/index.ts';
import { parseSuiteArguments, type SuiteArguments } from '../arguments.ts';
import { Progress } from '../runner/progress.ts';
import { runRepeats } from '../runner/run-suite.ts';
import { loadSuite } from '../suites.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkDetection } from './check-detection.ts';
import { type SelfCheck, selfCheckText } from './text-report.ts';

const usage = `Usage: pnpm eval self-check [options]

Checks the comparison itself on the recognizer's suite. Every recording is run several times by the live entry, its times measured
anew. Then the entry is compared with itself, again and again, which must call something different in at most 5 % of the
comparisons; and a regression of a point of word error rate, planted into one slice, must be found as often as its stated
power says.

  --runs N         comparisons of each kind. Default: 100
  --repeats N      measurements of each recording. Default: 4
  --slice NAME     where the regression is planted. Default: the largest slice
  --churn SHARE    words whose outcome differs between two versions anyway. Default: 0.1
  --seed, --limit, --parallel, --cache, --manifest, --json as for the suites

Exit codes: 0 both hold; 1 one does not; 2 bad usage or files; 130 stopped by Ctrl-C.`;

interface SelfCheckArguments extends SuiteArguments {
  readonly runs: number;
  readonly repeats: number;
  readonly slice: string | undefined;
  readonly churn: number;
}

const most = { alarms: 0.05, powerBelowStated: 0.1 } as const;
const aPoint = 0.01;

/** `pnpm eval self-check`. */
export const selfCheckCommand: Command<SelfCheckArguments> = { usage, parse, run };

function parse(argv: readonly string[]): SelfCheckArguments | 'help' {
  const { values, tokens } = parseArgs({
    args: [...argv],
    strict: false,
    tokens: true,
    options: {
      runs: { type: 'string', default: '100' },
      repeats: { type: 'string', default: '4' },
      slice: { type: 'string' },
      churn: { type: 'string', default: '0.1' },
    },
  });
  const own = new Set(['runs', 'repeats', 'slice', 'churn']);
  const isOwn = tokens.flatMap((token) =>
    token.kind === 'option' && own.has(token.name)
      ? [token.index, ...(token.inlineValue ? [] : [token.index + 1])]
      : [],
  );
  const options = parseSuiteArguments(argv.filter((_, index) => !isOwn.includes(index)));
  if (options === 'help') return options;
  const [runs, repeats, churn] = [Number(values.runs), Number(values.repeats), Number(values.churn)];
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a whole number above 0.');
  if (!Number.isInteger(repeats) || repeats < 2) throw new Error('--repeats takes a whole number above 1.');
  if (!(churn >= 0 && churn <= 1)) throw new Error('--churn takes a share from 0 to 1.');
  return { ...options, runs, repeats, churn, slice: values.slice === undefined ? undefined : String(values.slice) };
}

async function run(options: SelfCheckArguments, signal: AbortSignal): Promise<0 | 1> {
  const { runs, churn, seed, json } = options;
  const suite = await loadSuite.asr();
  const registry = await readRegistry(registryAddress(process.env));
  const request = {
    ...options,
    candidate: undefined,
    baseline: undefined,
    size: 'full',
    suite,
    suiteName: 'asr',
    registry,
    signal,
  } as const;
  const repeats = await runRepeats(request, options.repeats);
  const gate = await readGate(gateFile('asr'));
  const progress = new Progress('comparisons');
  const alarms = checkAlarms(repeats, gate, {
    runs,
    seed: `aa/${seed}`,
    onRun: (done) => progress.count(done, runs, done),
  });
  const slice = options.slice ?? largestSlice(repeats[0]!);
  const detection = checkDetection(
    repeats[0]!,
    { slice, regression: aPoint, churn },
    { runs, seed: `planted/${seed}` },
  );
  const check: SelfCheck = {
    entry: repeats[0]!.entry,
    repeats: repeats.length,
    alarms,
    detection,
    holds: holds(alarms, detection),
  };
  console.log(json ? JSON.stringify(check) : selfCheckText(check));
  return check.holds ? 0 : 1;
}

function holds(alarms: SelfCheck['alarms'], { interval, statedPower }: SelfCheck['detection']): boolean {
  const isCalm = Math.max(alarms.alarms, alarms.gateAlarms) <= most.alarms * alarms.runs;
  // What 100 runs leave open, and what the normal approximation promises too much (see the README of statistics).
  return isCalm && interval[1] >= statedPower - most.powerBelowStated;
}

function largestSlice({ clips }: EvalRun): string {
  const counts = new Map<string, number>();
  for (const slice of clips.flatMap((clip) => [...new Set(clip.slices)]))
    counts.set(slice, (counts.get(slice) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? 'all';
}
