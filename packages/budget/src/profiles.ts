import type { BudgetStage, TurnRecord } from '@cascade/contracts';
import { budgetViolations, type StagesMs } from './budget-violations.ts';

/** A named set of budgets. Every stage's budget is for its 95th percentile; one turn is judged against the same figure. */
export interface BudgetProfile {
  readonly name: string;
  readonly budgetsMs: Readonly<Record<BudgetStage, number>>;
  /** At the median, where that has a budget of its own. */
  readonly medianMs?: Readonly<Partial<Record<BudgetStage, number>>>;
  /**
   * Last speech sample → first audible sample of the reply, over many turns with everything local on two CPU cores. Kept
   * apart from the stages: it is not one of them, and no single turn is judged by it.
   */
  readonly voiceToVoiceMs: { readonly p50: number; readonly p95: number };
}

export const budgetProfiles = {
  /** The source document's budget. What blocks after the user's last word adds up to 1,700 ms. */
  default: {
    name: 'default',
    budgetsMs: { client_buffering: 150, first_partial: 300, finalization: 800, planning: 500, first_audio_byte: 400 },
    voiceToVoiceMs: { p50: 1700, p95: 1700 },
  },
  /** What leads the field on the same machine. */
  lead: {
    name: 'lead',
    budgetsMs: { client_buffering: 60, first_partial: 300, finalization: 450, planning: 250, first_audio_byte: 120 },
    medianMs: { finalization: 250 },
    voiceToVoiceMs: { p50: 500, p95: 900 },
  },
} as const satisfies Record<string, BudgetProfile>;

export type BudgetProfileName = keyof typeof budgetProfiles;

/** True for a name of `budgetProfiles` itself, not of what every object inherits. */
export function isBudgetProfileName(name: string): name is BudgetProfileName {
  return Object.hasOwn(budgetProfiles, name);
}

/** The verdict on one live turn, as its record keeps it: `budgetViolations` of this one turn. Never throws. */
export function judgeTurn(
  stagesMs: StagesMs,
  profile: Pick<BudgetProfile, 'name'> & { readonly budgetsMs: Readonly<Record<string, number>> },
): TurnRecord['budget'] {
  const [violation] = budgetViolations([{ trace_id: '', stages_ms: stagesMs }], profile.budgetsMs);
  return {
    profile: profile.name,
    budgets_ms: { ...profile.budgetsMs },
    violations: { ...violation?.violations },
  };
}
