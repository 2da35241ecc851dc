import type { BudgetStage, RecordSpan, TurnRecord } from '@cascade/contracts';
import { spanParts } from './span-parts.ts';
import { criticalSpans, type Interval, stageInterval } from './stage-interval.ts';
import { isBudgetStage } from './stages.ts';

/** Who can own a stage's time; among equals the first one is named. */
export const overrunOwners = [
  'model compute',
  'queueing',
  'configured wait',
  'client or network',
  'event loop',
] as const;
export type OverrunOwner = (typeof overrunOwners)[number];

export interface StageOwnership {
  readonly stage: BudgetStage;
  readonly observedMs: number;
  /** Undefined for a stage without a budget. */
  readonly budgetMs: number | undefined;
  /** How much is beyond the budget; 0 when it was kept. */
  readonly overMs: number;
  readonly owner: OverrunOwner;
  /** The stage's whole time by owner; the five add up to `observedMs`. */
  readonly partsMs: Readonly<Record<OverrunOwner, number>>;
}

/**
 * Who a stage's time belongs to. The stage's stretch of the timeline is covered by the critical spans in it, or, where
 * none is (first partial, typed turns), by the stage's own work, and each piece goes to one owner:
 *
 * - computing is *model compute*, waiting for a worker is *queueing*;
 * - waiting of the gateway is *client or network*; of the detector and the turn manager it is a *configured wait*;
 * - waiting of any other stage is by rule or for another stage: a *configured wait*;
 * - time that no span covers is the client's, up to its buffering, when a first partial is looked at, and a *configured
 *   wait* (cadence, least speech) beyond;
 * - of the waiting of the gateway and of those other stages, as much as the event loop's delay (p99 of the turn) is the
 *   *event loop*'s: that waiting has no rule that would explain it.
 *
 * The owner is the one with most of the time. Undefined when the stage did not happen or is none of the budget's.
 */
export function overrunOwner(record: TurnRecord, stage: string): StageOwnership | undefined {
  if (!isBudgetStage(stage)) return undefined;
  const interval = stageInterval(record, stage);
  if (interval === undefined) return undefined;
  const observedMs = record.stages_ms[stage] ?? 0;
  const budgetMs = Object.hasOwn(record.budget.budgets_ms, stage) ? record.budget.budgets_ms[stage] : undefined;
  const partsMs = ownerParts(record, stage, interval, observedMs);
  const owner = overrunOwners.reduce((best, next) => (partsMs[next] > partsMs[best] ? next : best));
  const overMs = budgetMs === undefined ? 0 : Math.max(0, observedMs - budgetMs);
  return { stage, observedMs, budgetMs, overMs, owner, partsMs };
}

function ownerParts(record: TurnRecord, stage: BudgetStage, interval: Interval, observedMs: number) {
  const parts: Record<OverrunOwner, number> = {
    'model compute': 0,
    queueing: 0,
    'configured wait': 0,
    'client or network': 0,
    'event loop': 0,
  };
  let ofOtherStages = 0;
  let coveredMs = 0;
  for (const { span, kind, lengthMs } of coverage(record, stage, interval)) {
    coveredMs += lengthMs;
    if (kind === 'compute') parts['model compute'] += lengthMs;
    else if (kind === 'queue') parts.queueing += lengthMs;
    else if (span.stage === 'gateway') parts['client or network'] += lengthMs;
    else if (span.stage === 'vad' || span.stage === 'turn') parts['configured wait'] += lengthMs;
    else ofOtherStages += lengthMs;
  }
  const uncoveredMs = Math.max(0, observedMs - coveredMs);
  const bufferingMs = record.stages_ms.client_buffering ?? 0;
  const clientMs =
    stage === 'client_buffering' ? uncoveredMs : stage === 'first_partial' ? Math.min(uncoveredMs, bufferingMs) : 0;
  parts['client or network'] += clientMs;
  parts['configured wait'] += uncoveredMs - clientMs;

  let loopMs = Math.max(0, record.machine.event_loop_delay_p99_ms);
  const ofStages = Math.min(ofOtherStages, loopMs);
  loopMs -= ofStages;
  const ofGateway = Math.min(parts['client or network'], loopMs);
  parts['event loop'] += ofStages + ofGateway;
  parts['client or network'] -= ofGateway;
  parts['configured wait'] += ofOtherStages - ofStages;
  return parts;
}

const ownWork: Readonly<Record<BudgetStage, (span: RecordSpan) => boolean>> = {
  client_buffering: () => false,
  first_partial: ({ stage, name }) => stage === 'asr' && name === 'partial',
  finalization: ({ stage, name }) => stage === 'asr' && name === 'final',
  planning: ({ stage }) => stage === 'planner',
  first_audio_byte: ({ stage }) => stage === 'tts',
};

/** The pieces of spans that lie in the interval, none of them twice. */
function* coverage(record: TurnRecord, stage: BudgetStage, { fromMs, toMs }: Interval) {
  // What the client measures about its own buffer is no stretch of the critical path.
  if (stage === 'client_buffering') return;
  const within = (span: RecordSpan) => span.end_ms > fromMs && span.start_ms < toMs;
  const critical = stage === 'first_partial' ? [] : criticalSpans(record).filter(within);
  const spans = critical.length > 0 ? critical : record.spans.filter((span) => ownWork[stage](span) && within(span));
  let coveredToMs = fromMs;
  for (const span of spans.toSorted((a, b) => a.start_ms - b.start_ms)) {
    for (const part of spanParts(span)) {
      const start = Math.max(part.fromMs, coveredToMs);
      const end = Math.min(part.toMs, toMs);
      if (end <= start) continue;
      yield { span, kind: part.kind, lengthMs: end - start };
      coveredToMs = end;
    }
  }
}
