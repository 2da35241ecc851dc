export { type Completeness, type CompletenessVerdict, judgeCompleteness } from './completeness.ts';
export { type TurnConfig, turnConfigDefinition, turnNumbersOf } from './config.ts';
export type { EndOfTurnJudgement, EndOfTurnModel } from './end-of-turn-model.ts';
export {
  defaultEndOfTurnNumbers,
  type EndOfTurnEvidence,
  type EndOfTurnNumbers,
  type ModelVerdict,
  requiredSilenceMs,
} from './end-of-turn-policy.ts';
export {
  createSmartTurnModel,
  type SmartTurnFiles,
  type SmartTurnModelOptions,
  smartTurnEngineSpec,
} from './engines/smart-turn/smart-turn-model.ts';
export { reduceTurn, type TurnResult } from './reducer.ts';
export { assistantTransitions, drawStateDiagram, fillerTransitions, userTransitions } from './state-diagram.ts';
export type { AudioClock, EndOfTurnScore, ScoreEndOfTurn, TurnEffect, TurnReducerEvent } from './turn-events.ts';
export { defaultTurnNumbers, type TurnNumbers, turnPhrases } from './turn-numbers.ts';
export { createTurnStage, type TurnStageOptions, turnPolicyVersion } from './turn-stage.ts';
export {
  type AssistantPhase,
  assistantPhase,
  awaitedScore,
  initialTurnState,
  type TurnState,
  type UserPhase,
  userPhase,
} from './turn-state.ts';
