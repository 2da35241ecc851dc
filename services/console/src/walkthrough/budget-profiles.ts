import type { BudgetStage } from '@cascade/contracts';

/**
 * The two profiles of @cascade/budget, in milliseconds, as the cards show them; a test holds them equal to the real ones.
 * The package itself reads files, so it does not come to the browser.
 */
export const budgetProfiles = {
  default: { client_buffering: 150, first_partial: 300, finalization: 800, planning: 500, first_audio_byte: 400 },
  lead: { client_buffering: 60, first_partial: 300, finalization: 450, planning: 250, first_audio_byte: 120 },
} as const satisfies Record<string, Record<BudgetStage, number>>;

export const voiceToVoiceBudgets = {
  default: { p50: 1700, p95: 1700 },
  lead: { p50: 500, p95: 900 },
} as const;

export const budgetStageNames: Readonly<Record<BudgetStage, string>> = {
  client_buffering: 'client buffering',
  first_partial: 'first partial',
  finalization: 'finalization',
  planning: 'planning',
  first_audio_byte: 'first audio byte',
};
