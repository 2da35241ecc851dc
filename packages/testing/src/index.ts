export { sessionSettings } from './session-settings.ts';
export * from './stage-contract.ts';
export { faultedTurnRecord, type StepTimes, type TurnStep, timedTurnRecord, turnSteps } from './timed-turn.ts';
export * from './turn-record.ts';
export * from './virtual-clock.ts';
