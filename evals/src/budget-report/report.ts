import type { DeclaredBudget, Interval, LatencyBudget } from '@cascade/budget';
import type { OverrunOwner, StageName, TurnVerdict } from '@cascade/contracts';

/** What is reported of, in this order. */
export const latencies: readonly LatencyBudget[] = [
  'client_buffering',
  'first_partial',
  'finalization',
  'planning',
  'first_audio_byte',
  'voice_to_voice',
];

export const shownPercentiles = [50, 90, 95, 99] as const;
export type ShownPercentile = (typeof shownPercentiles)[number];

/** A figure and its 95 % interval; null where there are too few turns. */
export interface Estimate extends Interval {
  readonly value: number | null;
}

/** One latency over some turns, milliseconds. */
export interface LatencyFigures {
  readonly stage: LatencyBudget;
  readonly turns: number;
  readonly percentiles: Readonly<Record<`p${ShownPercentile}`, Estimate>>;
  /** Turns above what a single turn is judged by, as a share; null without such a budget. */
  readonly over: (Estimate & { readonly turns: number; readonly budget_ms: number }) | null;
}

export interface SliceFigures {
  readonly slice: string;
  readonly turns: number;
  readonly latencies: readonly LatencyFigures[];
}

/** `exceeded`: all of the interval lies above the budget; `kept`: none does; `unclear`: the budget lies within. */
export type BudgetOutcome = 'exceeded' | 'kept' | 'unclear' | 'no turns';

export interface JudgedBudget extends DeclaredBudget {
  readonly turns: number;
  readonly observed: Estimate;
  readonly outcome: BudgetOutcome;
}

/** Verdicts that are alike. */
export interface OwnerCount {
  readonly budget: TurnVerdict['budget'];
  readonly stage: StageName;
  readonly owner: OverrunOwner;
  readonly team: string;
  readonly turns: number;
}

export interface WorstTurn {
  readonly trace_id: string;
  readonly session_id: string;
  readonly turn_id: string;
  readonly started_at: string;
  readonly voice_to_voice_ms: number | null;
  /** Its largest overrun relative to the budget; null: it got no answer. */
  readonly times_over: number | null;
  readonly verdicts: readonly TurnVerdict[];
}

/** Versions of one stage that ran side by side. */
export interface VersionComparison {
  readonly stage: string;
  readonly versions: readonly {
    readonly version: string;
    readonly turns: number;
    readonly latencies: readonly LatencyFigures[];
  }[];
}

export interface BudgetReport {
  readonly profile: string;
  readonly turns: number;
  readonly first_started_at: string | null;
  readonly last_started_at: string | null;
  /** Turns with at least one verdict. */
  readonly with_verdict: Estimate & { readonly turns: number };
  readonly latencies: readonly LatencyFigures[];
  readonly budgets: readonly JudgedBudget[];
  /** The most frequent first. */
  readonly owners: readonly OwnerCount[];
  /** Only kinds that part the turns: where all are alike the slice is the whole. The largest first within a kind. */
  readonly slices: readonly SliceFigures[];
  readonly comparisons: readonly VersionComparison[];
  readonly worst: readonly WorstTurn[];
}

export const isExceeded = ({ budgets }: BudgetReport): boolean => budgets.some(({ outcome }) => outcome === 'exceeded');
