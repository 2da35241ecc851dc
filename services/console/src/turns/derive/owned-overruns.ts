import type { TurnRecord } from '@cascade/contracts';
import { milliseconds } from './format.ts';
import { overrunOwner } from './overrun-owner.ts';
import { stageTitle } from './stages.ts';

type Verdict = NonNullable<TurnRecord['budget']['verdicts']>[number];

/** The contract's owners, for reading. */
const ownerWords: Readonly<Record<Verdict['owner'], string>> = {
  'model-compute': 'model compute',
  queueing: 'queueing',
  'configured-wait': 'configured wait',
  'network-or-client': 'client or network',
  'event-loop': 'event loop',
  failure: 'failure',
};

/** A budget that was broken, and whose doing it was. */
export interface OwnedOverrun {
  /** As the record names it. */
  readonly budget: string;
  readonly title: string;
  /** How much it was over; undefined when what was asked for did not happen. */
  readonly overMs: number | undefined;
  /** `took 1,076 ms of 800 ms`, or that there was no answer. */
  readonly what: string;
  /** Where it came about, of the pipeline's stages; undefined when the service gave no verdict. */
  readonly stage: string | undefined;
  readonly owner: string | undefined;
  readonly team: string | undefined;
  /** The service's own sentence, or how the page comes to the owner. */
  readonly reason: string | undefined;
}

/**
 * Every broken budget of a turn: with the service's verdict where it gave one, else with the owner that the page finds in
 * the spans.
 */
export function ownedOverruns(record: TurnRecord): OwnedOverrun[] {
  const verdicts = record.budget.verdicts ?? [];
  const judged = new Set<string>(verdicts.map(({ budget }) => budget));
  const others = Object.entries(record.budget.violations).filter(([stage]) => !judged.has(stage));
  return [...verdicts.map(ofVerdict), ...others.map(([stage, observedMs]) => ofSpans(record, stage, observedMs))];
}

function ofVerdict(verdict: Verdict): OwnedOverrun {
  const { budget, stage, owner, team, reason, observed_ms: observedMs, budget_ms: budgetMs } = verdict;
  const isMeasured = observedMs !== null && budgetMs !== null;
  return {
    budget,
    title: budget === 'answer' ? 'Answer' : stageTitle(budget),
    overMs: isMeasured ? observedMs - budgetMs : undefined,
    what: isMeasured ? took(observedMs, budgetMs) : budget === 'answer' ? 'failed or missing' : 'did not happen',
    stage,
    owner: ownerWords[owner],
    team,
    reason,
  };
}

function ofSpans(record: TurnRecord, stage: string, observedMs: number): OwnedOverrun {
  const budgetMs = record.budget.budgets_ms[stage];
  const owned = overrunOwner(record, stage);
  return {
    budget: stage,
    title: stageTitle(stage),
    overMs: budgetMs === undefined ? undefined : observedMs - budgetMs,
    what: budgetMs === undefined ? `took ${milliseconds(observedMs)}` : took(observedMs, budgetMs),
    stage: undefined,
    owner: owned?.owner,
    team: undefined,
    reason: owned && `Of its spans, ${milliseconds(owned.partsMs[owned.owner])} are ${owned.owner}.`,
  };
}

const took = (observedMs: number, budgetMs: number): string =>
  `took ${milliseconds(observedMs)} of ${milliseconds(budgetMs)}`;

/** The overrun that cost most, in two or three words for a badge: `asr: queueing`. Undefined within budget. */
export function mainOwner(record: TurnRecord): string | undefined {
  const overruns = ownedOverruns(record).filter(({ owner }) => owner !== undefined);
  // An answer that failed or never came outweighs any delay.
  const size = ({ overMs = Infinity }: OwnedOverrun) => overMs;
  const worst = overruns.reduce<OwnedOverrun | undefined>(
    (most, next) => (most === undefined || size(next) > size(most) ? next : most),
    undefined,
  );
  return worst && `${worst.stage ?? worst.title.toLowerCase()}: ${worst.owner}`;
}
