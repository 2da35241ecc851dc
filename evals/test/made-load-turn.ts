import type { LoadTurn } from '../src/load/load-turn.ts';

/** A turn that was answered in half a second; what a test is about is changed. */
export const madeLoadTurn = (
  changes: Partial<LoadTurn> = {},
  stagesMs: Readonly<Record<string, number>> = { planning: 100 },
): LoadTurn => ({
  client: 0,
  number: 0,
  clip: 'clip',
  spokenMs: 1000,
  interrupts: false,
  outcome: 'answered',
  voiceToVoiceMs: 500,
  facts: { responseId: 'r', startSample: 0, endSample: 16_000, stagesMs, verdicts: [], slices: ['source:fast-path'] },
  generatorLateMs: 0,
  ...changes,
});
