/** What a number of sessions has to keep: each a share of turns that may break it. */
import { type DeclaredProfile, percentile } from '@cascade/budget';
import type { LoadTurn } from './load-turn.ts';

export interface Criterion {
  /** `planning p95`. */
  readonly name: string;
  /** A budget stage, `voice_to_voice`, or `answer`. */
  readonly stage: string;
  readonly percentile: number;
  readonly budgetMs: number | null;
  /** Of the turns that it is about: a 95th percentile is kept while at most 5 % are above the budget. */
  readonly allowedShare: number;
  /** Undefined where the turn is not one that it is about. */
  isBroken(turn: LoadTurn): boolean | undefined;
  /** In milliseconds; undefined likewise. */
  msOf(turn: LoadTurn): number | undefined;
}

/** So many turns may go unanswered; each counts for voice-to-voice, too, with what was waited in vain. */
const unansweredShare = 0.05;

export function criteriaOf({ budgets }: DeclaredProfile): Criterion[] {
  const latencies = budgets.map(({ stage, percentile: percent, slice, ms }): Criterion => {
    const msOf = (turn: LoadTurn) => {
      if (slice !== undefined && !turn.facts?.slices.includes(slice)) return undefined;
      return stage === 'voice_to_voice' ? (turn.voiceToVoiceMs ?? undefined) : turn.facts?.stagesMs[stage];
    };
    return {
      name: `${stage} p${percent}${slice === undefined ? '' : ` of ${slice}`}`,
      stage,
      percentile: percent,
      budgetMs: ms,
      allowedShare: 1 - percent / 100,
      msOf,
      isBroken: (turn) => {
        const value = msOf(turn);
        return value === undefined ? undefined : value > ms;
      },
    };
  });
  return [...latencies, answered];
}

const answered: Criterion = {
  name: 'answer',
  stage: 'answer',
  percentile: 100 * (1 - unansweredShare),
  budgetMs: null,
  allowedShare: unansweredShare,
  msOf: () => undefined,
  isBroken: ({ outcome }) => outcome === 'unanswered' || outcome === 'no-session',
};

export interface CriterionResult {
  readonly name: string;
  readonly stage: string;
  readonly budget_ms: number | null;
  /** At its percentile; null of `answer` and where there was nothing to measure. */
  readonly observed_ms: number | null;
  readonly over: number;
  readonly turns: number;
  readonly allowed_share: number;
  readonly kept: boolean;
}

export function judgeCriterion(criterion: Criterion, turns: readonly LoadTurn[]): CriterionResult {
  const judged = turns.flatMap((turn) => criterion.isBroken(turn) ?? []);
  const over = judged.filter(Boolean).length;
  const observed = percentile(
    turns.flatMap((turn) => criterion.msOf(turn) ?? []),
    criterion.percentile,
  );
  return {
    name: criterion.name,
    stage: criterion.stage,
    budget_ms: criterion.budgetMs,
    observed_ms: observed === null ? null : Math.round(10 * observed) / 10,
    over,
    turns: judged.length,
    allowed_share: Math.round(1e4 * criterion.allowedShare) / 1e4,
    // Shares of few turns come in steps: what rounds down to the allowed number keeps the budget.
    kept:
      observed !== null && criterion.budgetMs !== null
        ? observed <= criterion.budgetMs
        : over <= Math.floor(criterion.allowedShare * judged.length + 1e-9),
  };
}
