import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BudgetDeclaration,
  builtInBudgets,
  type DeclaredProfile,
  loadBudgetDeclaration,
  turnBudgetsOf,
} from '@cascade/budget';
import { CascadeError } from '@cascade/contracts';
import { describeMachine } from '../bench/machine.ts';
import type { LoadArguments } from './arguments.ts';
import { capacityDraws, capacityOf } from './capacity.ts';
import { type Comparison, capacityDifference, comparePairs, type PairedRun } from './compare.ts';
import { type Criterion, criteriaOf } from './criteria.ts';
import { generatorLimits, turnLateLimitMs } from './generator.ts';
import { htmlReport } from './html-report.ts';
import { findLoadClips, type LoadClips } from './load-clips.ts';
import { type LoadPlan, planRamp, planSoak, planSpike, planStep, type StepTimes } from './load-plan.ts';
import { type ColdStart, type LoadedService, startService, warmUp } from './loaded-service.ts';
import { mixText } from './mix.ts';
import { ProgressDisplay } from './progress.ts';
import { findingsOf, type LoadResults, loadSchemaName, sessionOpenOf } from './results.ts';
import { type LoadOptions, runLoad, type WindowTrace } from './run-load.ts';
import { levelOf, SearchSteps } from './run-search.ts';
import { type StepResult, stepResultOf } from './step-result.ts';
import { textReport } from './text-report.ts';
import type { Variant } from './variants.ts';

/** Measures, writes the report and gives back the exit code. */
export async function runLoadCommand(asked: LoadArguments, signal: AbortSignal): Promise<0 | 1 | 130> {
  const startedAt = new Date().toISOString();
  const startMs = performance.now();
  const found = await prepare(asked);
  await mkdir(asked.outFolder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw new CascadeError('invalid_file', `--out ${asked.outFolder}: cannot be made (${error.code}).`, {
      cause: error,
    });
  });
  const limitMs = asked.mode === 'search' ? asked.minutes * 60_000 : undefined;
  const around: Around = { asked, signal, startMs, ...found, display: new ProgressDisplay(process.stderr, limitMs) };
  const { curve, coldStart, comparison } = await (asked.variants.length > 0
    ? compareVariants(around)
    : measureOne(around));
  if (signal.aborted && curve.length === 0) return 130;
  const results: LoadResults = {
    schema: loadSchemaName,
    started_at: startedAt,
    mode: asked.mode,
    run: describeRun(around),
    machine: describeMachine(),
    ...(isCapacityRun(asked) ? findingsOf(curve, asked.seed) : noFindings),
    curve,
    cold_start: coldStart,
    session_open_ms: sessionOpenOf(curve),
    generator_limits: generatorLimits,
    comparison,
    wall_s: Math.round((performance.now() - startMs) / 1000),
  };
  await write(results, asked);
  if (signal.aborted) return 130;
  return curve.some((step) => step.counted) ? 0 : 1;
}

interface Around {
  readonly asked: LoadArguments;
  readonly signal: AbortSignal;
  readonly startMs: number;
  readonly clips: LoadClips;
  readonly declaration: BudgetDeclaration;
  readonly profile: DeclaredProfile;
  readonly criteria: readonly Criterion[];
  readonly display: ProgressDisplay;
}

interface Measured {
  readonly curve: readonly StepResult[];
  readonly coldStart: ColdStart | null;
  readonly comparison: Comparison | null;
}

const isCapacityRun = ({ mode, variants }: LoadArguments): boolean =>
  (mode === 'search' || mode === 'ramp') && variants.length === 0;
const noFindings = {
  max_sessions: null,
  max_whole_sessions: null,
  capacity: null,
  bottleneck_stage: null,
  bottleneck: null,
  knee_sessions: null,
  limited_by: null,
};

async function prepare({ budgetsFile, profile: name, manifest }: LoadArguments) {
  const declaration = budgetsFile === undefined ? builtInBudgets : await loadBudgetDeclaration(budgetsFile);
  const profile = declaration.profiles[name];
  if (!profile) {
    const known = Object.keys(declaration.profiles).join(', ');
    throw new CascadeError(
      'invalid_file',
      `There is no profile "${name}": --profile takes one of ${known}, or one of --budgets FILE.`,
    );
  }
  return { declaration, profile, criteria: criteriaOf(profile), clips: await findLoadClips(manifest) };
}

const describeRun = ({ asked, clips, profile }: Around): LoadResults['run'] => ({
  url: asked.url ?? null,
  profile: profile.name,
  clips: clips.from,
  mix: mixText(asked.mix),
  think: asked.think.text,
  listen_s: asked.listenSeconds,
  measured_s: asked.seconds,
  seed: asked.seed,
});

function timesOf({ seconds }: LoadArguments, criteria: readonly Criterion[]): StepTimes {
  const longest = Math.max(...criteria.map(({ budgetMs }) => budgetMs ?? 0));
  return { rampMs: 3000, settleMs: 5000, measureMs: seconds * 1000, tailMs: Math.max(4000, 2 * longest) };
}

const loadOptions = (
  { asked, clips, profile, declaration, signal, display }: Around,
  service: Pick<LoadedService, 'url' | 'pid'>,
): LoadOptions => ({
  url: service.url,
  pid: service.pid,
  key: asked.key,
  clips: clips.clips,
  mix: asked.mix,
  think: asked.think,
  listenMs: 1000 * asked.listenSeconds,
  budgetsMs: turnBudgetsOf(profile),
  teams: declaration.teams,
  signal,
  onProgress: (progress) => display.tick(progress),
});

async function measureOne(around: Around): Promise<Measured> {
  const { asked, display, signal } = around;
  if (asked.url === undefined) display.label('starting the service');
  const own = asked.url === undefined ? await startService({}, signal) : undefined;
  try {
    const options = loadOptions(around, own ?? { url: asked.url!, pid: asked.pid });
    display.label('warming up: two sessions');
    const warm = await warmUp(options, asked.seed);
    const coldStart = own ? { process_ms: Math.round(own.coldStartMs ?? 0), ...warm } : null;
    const curve = asked.mode === 'search' ? await search(around, options) : await followPlan(around, options);
    return { curve, coldStart, comparison: null };
  } finally {
    await own?.stop();
  }
}

async function search(around: Around, options: LoadOptions): Promise<readonly StepResult[]> {
  const steps = searchSteps(around);
  const endMs = around.startMs + around.asked.minutes * 60_000;
  while (performance.now() + steps.stepMs <= endMs && (await steps.next(options)));
  return steps.steps;
}

function searchSteps({ asked, criteria, display }: Around, name = ''): SearchSteps {
  const steps: SearchSteps = new SearchSteps({
    start: asked.start,
    most: asked.sessions,
    criteria,
    times: timesOf(asked, criteria),
    seed: asked.seed,
    onStep: (step) => {
      const counted = steps.steps.filter((one) => one.counted);
      const { sessions, atLeast, byCriterion } = capacityOf(counted.map(levelOf));
      const belief = { sessions, atLeast, first: atLeast ? undefined : byCriterion[0]?.name };
      display.step({ ...step, name: `${name}${step.name}` }, counted.length > 0 ? belief : undefined);
    },
  });
  return steps;
}

async function followPlan({ asked, criteria, display }: Around, options: LoadOptions): Promise<readonly StepResult[]> {
  const plan = planOf(asked, timesOf(asked, criteria));
  display.label(`${asked.mode}: ${Math.round(plan.endMs / 1000)} s`);
  const traces = await runLoad(plan, `${asked.seed}/${asked.mode}`, options);
  const steps = traces.map((trace) => stepResultOf(trace, criteria));
  for (const step of steps) display.step(step);
  return steps;
}

function planOf({ mode, sessions, steps, minutes }: LoadArguments, times: StepTimes): LoadPlan {
  if (mode === 'ramp') return planRamp(sessions, steps, times);
  if (mode === 'soak') return planSoak(sessions, minutes * 60_000, times);
  return mode === 'spike' ? planSpike(sessions, times) : planStep(sessions, times);
}

/** Both services are there all the time, one of them idle: starting them anew each time would be most of the work. */
async function compareVariants(around: Around): Promise<Measured> {
  const { asked, signal, display } = around;
  const services: LoadedService[] = [];
  try {
    const sides: Side[] = [];
    for (const variant of asked.variants) {
      display.label(`starting ${variant.name}`);
      const service = await startService(variant.environment, signal);
      services.push(service);
      sides.push({ variant, options: loadOptions(around, service) });
    }
    for (const { options } of sides) await warmUp(options, asked.seed);
    const [a, b] = sides as [Side, Side];
    return await (asked.mode === 'search' ? compareCapacities(around, a, b) : compareAtFixed(around, a, b));
  } finally {
    await Promise.all(services.map((service) => service.stop()));
  }
}

interface Side {
  readonly variant: Variant;
  readonly options: LoadOptions;
}

async function compareCapacities(around: Around, a: Side, b: Side): Promise<Measured> {
  const searches = [a, b].map((side) => ({ side, steps: searchSteps(around, `${side.variant.name}: `) }));
  const endMs = around.startMs + around.asked.minutes * 60_000;
  const longestMs = searches.reduce((sum, { steps }) => sum + steps.stepMs, 0);
  for (let goesOn = true; goesOn && performance.now() + longestMs <= endMs; ) {
    goesOn = false;
    for (const { side, steps } of searches) goesOn = (await steps.next(side.options)) || goesOn;
  }
  const [one, other] = searches.map(({ steps }, index) => {
    const levels = steps.steps.filter(({ counted }) => counted).map(levelOf);
    const turns = steps.steps.reduce((sum, step) => sum + step.turns, 0);
    return {
      sessions: capacityOf(levels).sessions,
      draws: capacityDraws(levels, `${around.asked.seed}/${index}`),
      turns,
    };
  });
  const differences = one && other ? [capacityDifference(one, other)] : [];
  const pairs = Math.min(...searches.map(({ steps }) => steps.steps.length));
  const curve = searches.flatMap(({ side, steps }) => steps.steps.map((step) => named(step, side.variant)));
  return {
    curve,
    coldStart: null,
    comparison: { a: a.variant.name, b: b.variant.name, sessions: null, pairs, differences },
  };
}

async function compareAtFixed(around: Around, a: Side, b: Side): Promise<Measured> {
  const { asked, criteria, display, signal } = around;
  const plan = planStep(asked.sessions, timesOf(asked, criteria));
  const runs: PairedRun[] = [];
  const curve: StepResult[] = [];
  for (let pair = 0; pair < asked.pairs && !signal.aborted; pair++) {
    // A, B, B, A …: what the machine does over time falls on both.
    const order = pair % 2 === 0 ? [a, b] : [b, a];
    const traces = new Map<Side, WindowTrace>();
    for (const side of order) {
      const [trace] = await runLoad(plan, `${asked.seed}/${pair}`, side.options);
      if (!trace || signal.aborted) break;
      traces.set(side, trace);
      const step = named(stepResultOf(trace, criteria), side.variant);
      curve.push(step);
      display.step(step);
    }
    const [ofA, ofB] = [traces.get(a), traces.get(b)];
    if (ofA && ofB) runs.push({ a: variantRunOf(ofA), b: variantRunOf(ofB) });
  }
  const differences = comparePairs(runs, asked.seed);
  return {
    curve,
    coldStart: null,
    comparison: { a: a.variant.name, b: b.variant.name, sessions: asked.sessions, pairs: runs.length, differences },
  };
}

const named = (step: StepResult, { name }: Variant): StepResult => ({ ...step, name: `${name}: ${step.name}` });

function variantRunOf({ turns: all, service, window }: WindowTrace): PairedRun['a'] {
  const turns = all.filter(({ generatorLateMs }) => generatorLateMs <= turnLateLimitMs);
  const cpuMs = service && service.cpuCores * (window.toMs - window.fromMs);
  return { turns, cpuMsPerTurn: cpuMs === null || all.length === 0 ? null : cpuMs / all.length };
}

async function write(results: LoadResults, { outFolder, json }: LoadArguments): Promise<void> {
  await writeFile(join(outFolder, 'load.json'), `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(join(outFolder, 'load.html'), htmlReport(results));
  if (json) console.log(JSON.stringify(results));
  else console.log(`\n${textReport(results)}\n\nWritten to ${outFolder}: load.json, load.html`);
}
