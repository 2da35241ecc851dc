import { aggregate, type ClipResult, type Metric } from '../results-schema/index.ts';
import { type Gate, matchesSlice } from './gate-schema.ts';
import { type Check, pairedClips, type Runs, routedRun, runChecks } from './run-checks.ts';

/** What the candidate is wanted for, before, after, and with some slices left to the baseline. */
export interface Win {
  readonly metric: string;
  readonly unit: string;
  readonly baseline: number;
  readonly candidate: number;
  /** Less is better for most metrics: −30 is a third faster. */
  readonly changePercent: number;
}

export interface KeptSlice {
  readonly slice: string;
  readonly clips: number;
  /** How its traffic is told apart beforehand; undefined when it cannot be. */
  readonly by: string | undefined;
}

/** The least that has to stay on the baseline for the gate to open. */
export interface Routing {
  /** True when the gate passes with these slices on the baseline. */
  readonly passes: boolean;
  /** True when it passes and all of the slices can be told apart beforehand. */
  readonly feasible: boolean;
  readonly keepOnBaseline: readonly KeptSlice[];
  /** What is wrong even so: failures that are not confined to slices, and rules that cannot be judged. */
  readonly remaining: readonly {
    readonly slice: string;
    readonly metric: string;
    readonly outcome: Check['outcome'];
  }[];
  /** Share of the suite's clips that the candidate would get, by their weight: of what users say. */
  readonly candidateShare: number;
  /** What would be left of the win over all clips. */
  readonly win: Win | undefined;
}

/**
 * Slices are left to the baseline, those that fail or cannot be judged, until nothing else fails. The slice `all` cannot
 * be left out: where it fails, the candidate as a whole does.
 */
export function findRouting(gate: Gate, runs: Runs, checks: readonly Check[]): Routing {
  const present = new Set(runs.baseline.clips.flatMap((clip) => clip.slices));
  const kept = new Set<string>();
  let open = checks;
  for (;;) {
    const next = open.filter((check) => present.has(check.slice) && isLeftOut(check));
    if (next.length === 0) break;
    for (const { slice } of next) kept.add(slice);
    open = runChecks(gate, runs, kept);
  }
  const remaining = open.filter(({ outcome }) => outcome === 'fail' || outcome === 'insufficient');
  const passes = kept.size > 0 && remaining.length === 0;
  const slices = [...kept].sort().map((slice) => ({
    slice,
    clips: runs.baseline.clips.filter((clip) => clip.slices.includes(slice)).length,
    by: gate.cohorts.find((cohort) => cohort.slices.some((pattern) => matchesSlice(pattern, slice)))?.by,
  }));
  const { clips } = runs.baseline;
  const onBaseline = clips.filter((clip) => clip.slices.some((slice) => kept.has(slice)));
  return {
    passes,
    feasible: passes && slices.every(({ by }) => by !== undefined),
    keepOnBaseline: slices,
    remaining: remaining.map(({ slice, metric, outcome }) => ({ slice, metric, outcome })),
    candidateShare: 1 - weightOf(onBaseline) / weightOf(clips),
    win: winOf(gate, { ...runs, candidate: routedRun(runs, kept) }),
  };
}

const weightOf = (clips: readonly ClipResult[]): number => clips.reduce((sum, { weight = 1 }) => sum + weight, 0);

/** A slice with too few recordings is left to the baseline too; one that nothing was measured in says nothing. */
const isLeftOut = ({ outcome, samples }: Check): boolean =>
  outcome === 'fail' || (outcome === 'insufficient' && samples > 0);

/** Undefined where the results do not have the metric. */
export function winOf({ win }: Gate, runs: Runs): Win | undefined {
  const described: Metric | undefined = runs.baseline.metrics[win.metric];
  const clips = pairedClips(runs, win.metric, 'all');
  if (!described || clips.length === 0) return undefined;
  const value = (side: 'baseline' | 'candidate') =>
    aggregate(
      clips.map((clip) => clip[side]),
      described.aggregate,
    ) ?? 0;
  const [baseline, candidate] = [value('baseline'), value('candidate')];
  const changePercent = baseline === 0 ? 0 : 100 * (candidate / baseline - 1);
  return { metric: win.metric, unit: described.unit, baseline, candidate, changePercent };
}
