import { type BudgetStage, budgetStages } from '@cascade/contracts';
import type { LoadMode } from './arguments.ts';
import { admission, type Capacity, capacityInterval, capacityOf } from './capacity.ts';
import type { Comparison } from './compare.ts';
import type { generatorLimits } from './generator.ts';
import { kneeOf } from './knee.ts';
import type { ColdStart } from './loaded-service.ts';
import { levelOf } from './run-search.ts';
import { type OverrunCount, type Percentiles, percentilesOf, type StepResult } from './step-result.ts';

export const loadSchemaName = 'cascade.load.v1';

export interface Bottleneck {
  /** The budget that breaks first: `planning p95`, `answer`, or `admission`. */
  readonly budget: string;
  /** Sessions at which it does, fractional. */
  readonly sessions: number;
  /** Whom the verdicts of the turns that broke it name; null without turn records. */
  readonly overrun: OverrunCount | null;
}

export interface LoadResults {
  readonly schema: typeof loadSchemaName;
  readonly started_at: string;
  readonly mode: LoadMode | 'fixed';
  readonly run: Readonly<Record<string, string | number | null>>;
  readonly machine: {
    readonly cores: number;
    readonly processor: string;
    readonly memory_mb: number;
    readonly node: string;
  };
  /**
   * The most sessions that keep every budget, to a tenth: a whole number would jump by a sixth where six become seven. Null of a soak
   * or a spike.
   */
  readonly max_sessions: number | null;
  readonly max_whole_sessions: number | null;
  /** The same with its 95 % interval; `at_least`: no budget was ever broken. */
  readonly capacity: {
    readonly sessions: number;
    readonly low: number;
    readonly high: number;
    readonly at_least: boolean;
    readonly by_budget: Capacity['byCriterion'];
  } | null;
  /** Budget stage that breaks first; of voice-to-voice and missing answers, the stage of the pipeline that is to blame. */
  readonly bottleneck_stage: string | null;
  readonly bottleneck: Bottleneck | null;
  /** Where latency begins to run away; null where it does not. */
  readonly knee_sessions: number | null;
  /** What ended the search upwards. */
  readonly limited_by: 'service' | 'generator' | 'range' | null;
  readonly curve: readonly StepResult[];
  readonly cold_start: ColdStart | null;
  /** Sessions on loaded models. */
  readonly session_open_ms: Percentiles;
  readonly generator_limits: typeof generatorLimits;
  readonly comparison: Comparison | null;
  readonly wall_s: number;
}

/** What the steps say of the service's capacity. Pure. */
export function findingsOf(
  curve: readonly StepResult[],
  seed: string,
): Pick<
  LoadResults,
  | 'max_sessions'
  | 'max_whole_sessions'
  | 'capacity'
  | 'bottleneck_stage'
  | 'bottleneck'
  | 'knee_sessions'
  | 'limited_by'
> {
  const counted = curve.filter((step) => step.counted);
  const limited = curve.some((step) => step.generator_limited);
  const nothing = {
    max_sessions: null,
    max_whole_sessions: null,
    capacity: null,
    bottleneck_stage: null,
    bottleneck: null,
    knee_sessions: null,
  };
  if (counted.length === 0) return { ...nothing, limited_by: limited ? 'generator' : null };
  const levels = counted.map(levelOf);
  const capacity = capacityOf(levels);
  const bottleneck = capacity.atLeast ? null : bottleneckOf(capacity, counted);
  return {
    max_sessions: tenth(capacity.sessions),
    max_whole_sessions: Math.floor(capacity.sessions + rounding),
    capacity: {
      sessions: tenth(capacity.sessions),
      ...roundedInterval(capacityInterval(levels, seed)),
      at_least: capacity.atLeast,
      by_budget: capacity.byCriterion.map((one) => ({ ...one, sessions: tenth(one.sessions) })),
    },
    bottleneck_stage: bottleneck && stageOf(bottleneck),
    bottleneck,
    knee_sessions:
      kneeOf(
        counted.flatMap(({ sessions, voice_to_voice_ms: { p95 } }) => (p95 === null ? [] : [{ sessions, ms: p95 }])),
      )?.sessions ?? null,
    limited_by: capacity.atLeast ? (limited ? 'generator' : 'range') : 'service',
  };
}

/** Sums of fractions leave a remainder. */
const rounding = 1e-6;

function bottleneckOf({ byCriterion }: Capacity, steps: readonly StepResult[]): Bottleneck | null {
  const [first] = byCriterion;
  if (!first) return null;
  const budget = first.name.split(' ')[0];
  const counts = new Map<string, OverrunCount>();
  for (const overrun of steps.flatMap(({ overruns }) => overruns).filter((count) => count.budget === budget)) {
    const key = `${overrun.stage} ${overrun.owner}`;
    counts.set(key, { ...overrun, turns: overrun.turns + (counts.get(key)?.turns ?? 0) });
  }
  const overrun = [...counts.values()].reduce<OverrunCount | null>(
    (most, one) => (one.turns > (most?.turns ?? 0) ? one : most),
    null,
  );
  return { budget: first.name, sessions: tenth(first.sessions), overrun };
}

function stageOf({ budget, overrun }: Bottleneck): string {
  const stage = budget.split(' ')[0] ?? budget;
  if (budgetStages.includes(stage as BudgetStage)) return stage;
  return stage === admission ? 'gateway' : (overrun?.stage ?? stage);
}

/** Of all steps, who opened when. */
export const sessionOpenOf = (curve: readonly StepResult[]): Percentiles =>
  // Medians of steps: those that are pressed hardest would speak for all otherwise.
  percentilesOf(curve.flatMap(({ session_open_ms: { p50 } }) => p50 ?? []));

const tenth = (value: number): number => Math.round(10 * value) / 10;
const roundedInterval = ({ low, high }: { readonly low: number; readonly high: number }) => ({
  low: tenth(low),
  high: tenth(high),
});
