import type { Suite } from './suite.ts';

export const suiteNames = ['asr', 'tts', 'planner', 'end-of-turn'] as const;
export type SuiteName = (typeof suiteNames)[number];

/** Loaded when they are asked for: each brings its own stages along. */
export const loadSuite: Readonly<Record<SuiteName, () => Promise<Suite>>> = {
  asr: async () => (await import('./asr/asr-suite.ts')).asrSuite,
  tts: async () => (await import('./tts/tts-suite.ts')).ttsSuite,
  planner: async () => (await import('./planner/planner-suite.ts')).plannerSuite,
  'end-of-turn': async () => (await import('./end-of-turn/end-of-turn-suite.ts')).endOfTurnSuite,
};
