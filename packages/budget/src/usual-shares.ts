import type { BudgetStage, OverrunOwner, StageName } from '@cascade/contracts';

/** What verdicts are given on beside missing answers: a latency with a budget. */
export type LatencyBudget = BudgetStage | 'voice_to_voice';

/**
 * How a turn that just keeps a budget spends it, by stage of the pipeline: shares that add up to 1. Read off the lead
 * profile's figures: of 450 ms finalization, 60 ms reach the gateway with the client's buffer, 90 ms notice the pause (64 ms
 * of silence and its last frame), 300 ms recognize; of 900 ms voice-to-voice the silence waited for takes another 180.
 */
const usualStageShares: Readonly<Record<LatencyBudget, Readonly<Partial<Record<StageName, number>>>>> = {
  client_buffering: { gateway: 1 },
  first_partial: { gateway: 0.2, vad: 0.3, asr: 0.5 },
  finalization: { gateway: 0.15, vad: 0.2, asr: 0.65 },
  planning: { planner: 1 },
  first_audio_byte: { tts: 1 },
  voice_to_voice: { gateway: 0.1, vad: 0.1, asr: 0.25, turn: 0.2, planner: 0.2, tts: 0.15 },
};

type OwnerShares = Readonly<Partial<Record<OverrunOwner, number>>>;

/** What a stage usually spends its share on; adds up to 1. Of what is not listed, every millisecond is unusual. */
const usualOwnerShares: Readonly<Record<StageName, OwnerShares>> = {
  gateway: { 'network-or-client': 0.8, 'configured-wait': 0.2 },
  vad: { 'configured-wait': 0.8, 'model-compute': 0.1, queueing: 0.1 },
  asr: { 'model-compute': 0.7, queueing: 0.15, 'configured-wait': 0.15 },
  turn: { 'configured-wait': 0.6, 'model-compute': 0.35, queueing: 0.05 },
  planner: { 'model-compute': 0.9, queueing: 0.1 },
  tts: { 'model-compute': 0.7, queueing: 0.2, 'configured-wait': 0.1 },
};

/** A first partial mostly waits for enough speech to recognize. */
const firstPartialShares: OwnerShares = { 'configured-wait': 0.7, 'model-compute': 0.25, queueing: 0.05 };

const ownerShares = (budget: LatencyBudget, stage: StageName): OwnerShares =>
  budget === 'first_partial' && stage === 'asr' ? firstPartialShares : usualOwnerShares[stage];

/** Milliseconds of a budget that a stage may take by the shares above. */
export const usualStageMs = (budget: LatencyBudget, stage: StageName, budgetMs: number): number =>
  budgetMs * (usualStageShares[budget][stage] ?? 0);

/** Of these, what one owner may take. */
export const usualOwnerMs = (
  budget: LatencyBudget,
  { stage, owner }: { readonly stage: StageName; readonly owner: OverrunOwner },
  budgetMs: number,
): number => usualStageMs(budget, stage, budgetMs) * (ownerShares(budget, stage)[owner] ?? 0);
