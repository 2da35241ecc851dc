import type { TurnRecord } from '@cascade/contracts';
import { percentile } from './percentile.ts';
import { endOfTurnMs, speechMs } from './stage-interval.ts';
import type { NamedStage } from './stages.ts';

/** One stage over the turns of a session. */
export interface StageSummary {
  /** A stage of the budget, another name of `stages_ms`, `voice_to_voice` or `end_of_turn`. */
  readonly stage: string;
  /** One for each turn, in their order; null where the stage did not happen. */
  readonly valuesMs: readonly (number | null)[];
  readonly turns: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Of the newest turn; undefined for a stage without a budget. */
  readonly budgetMs: number | undefined;
  /** Turns that were over the budget in force when they were spoken. */
  readonly over: number;
}

export interface SessionSummary {
  readonly turns: number;
  /** Name of the newest turn's budget; undefined without turns. */
  readonly profile: string | undefined;
  /** Voice-to-voice first, then the stages in the order of time, then others; what never happened is left out. */
  readonly stages: readonly StageSummary[];
  /** Turns with any stage over its budget. */
  readonly turnsOver: number;
}

const stageOrder: readonly NamedStage[] = [
  'voice_to_voice',
  'client_buffering',
  'first_partial',
  'finalization',
  'end_of_turn',
  'planning',
  'first_audio_byte',
];

/** @param records in the order in which they were spoken */
export function summarizeSession(records: readonly TurnRecord[]): SessionSummary {
  const newest = records.at(-1);
  const own = (values: Readonly<Record<string, number>>, name: string) =>
    Object.hasOwn(values, name) ? values[name] : undefined;
  const names = new Set<string>([...stageOrder, ...records.flatMap((record) => Object.keys(record.stages_ms))]);
  const stages = [...names].map((name) => {
    const over = records.filter((record) => Object.hasOwn(record.budget.violations, name)).length;
    return summary(name, records.map(reading(name)), newest && own(newest.budget.budgets_ms, name), over);
  });
  return {
    turns: records.length,
    profile: newest?.budget.profile,
    stages: stages.filter((stage) => stage !== undefined),
    turnsOver: records.filter((record) => Object.keys(record.budget.violations).length > 0).length,
  };
}

/** Of one turn, null where the stage did not happen. */
function reading(stage: string): (record: TurnRecord) => number | null {
  if (stage === 'voice_to_voice') return (record) => record.voice_to_voice_ms;
  if (stage === 'end_of_turn') return (record) => (speechMs(record) > 0 ? (endOfTurnMs(record) ?? null) : null);
  return ({ stages_ms: stages }) => (Object.hasOwn(stages, stage) ? (stages[stage] ?? null) : null);
}

function summary(
  stage: string,
  valuesMs: readonly (number | null)[],
  budgetMs: number | undefined,
  over: number,
): StageSummary | undefined {
  const measured = valuesMs.filter((value) => value !== null);
  const [p50Ms, p95Ms, maxMs] = [50, 95, 100].map((percent) => percentile(measured, percent));
  if (typeof p50Ms !== 'number' || typeof p95Ms !== 'number' || typeof maxMs !== 'number') return undefined;
  return { stage, valuesMs, turns: measured.length, p50Ms, p95Ms, maxMs, budgetMs, over };
}
