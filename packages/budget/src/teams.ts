import type { StageName } from '@cascade/contracts';

/** Who is responsible for each stage of the pipeline: a team's name, as alerts and reports say it. */
export type StageTeams = Readonly<Record<StageName, string>>;

export const defaultTeams: StageTeams = {
  gateway: 'edge',
  vad: 'speech-recognition',
  asr: 'speech-recognition',
  turn: 'conversation',
  planner: 'dialogue',
  tts: 'voice',
};
