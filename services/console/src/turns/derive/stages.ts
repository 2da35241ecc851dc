import type { BudgetStage, RecordSpan } from '@cascade/contracts';

/** The rows of the waterfall, from the microphone to the ear. */
export const rowIds = ['vad', 'asr', 'turn', 'plan', 'tts', 'heard'] as const;
export type RowId = (typeof rowIds)[number];

/** What a row is, for those who don't know its short name. */
export const rowTitles: Readonly<Record<RowId, string>> = {
  vad: 'speech detection',
  asr: 'recognition',
  turn: 'end of turn',
  plan: 'planning',
  tts: 'voice',
  heard: 'heard by you',
};

/** The budget's stages in the order of the contract. */
export const budgetStageOrder: readonly BudgetStage[] = [
  'client_buffering',
  'first_partial',
  'finalization',
  'planning',
  'first_audio_byte',
];

/** Stages that have no budget of their own, beside those that have. */
export type NamedStage = BudgetStage | 'voice_to_voice' | 'end_of_turn';

const stageTitles: Readonly<Record<NamedStage, string>> = {
  voice_to_voice: 'Voice-to-voice',
  end_of_turn: 'End of turn',
  client_buffering: 'Client buffering',
  first_partial: 'First partial',
  finalization: 'Finalization',
  planning: 'Planning',
  first_audio_byte: 'First audio byte',
};

const stageMeanings: Readonly<Record<NamedStage, string>> = {
  voice_to_voice: 'your last word → first sound of the reply',
  end_of_turn: 'your last word → decision that you had finished',
  client_buffering: 'a sample’s wait in the client before it is sent',
  first_partial: 'your first word → first words on screen',
  finalization: 'your last word → final transcript',
  planning: 'end of turn → first clause of the reply',
  first_audio_byte: 'first clause → first sound made',
};

const isNamed = (stage: string): stage is NamedStage => Object.hasOwn(stageTitles, stage);

/** A stage's name for reading; a stage that the contract doesn't know keeps its own name. */
export const stageTitle = (stage: string): string => (isNamed(stage) ? stageTitles[stage] : stage.replaceAll('_', ' '));

/** From where to where the stage is measured; empty for a stage that the contract doesn't know. */
export const stageMeaning = (stage: string): string => (isNamed(stage) ? stageMeanings[stage] : '');

/** The row on which a budget's tick stands. */
export const budgetRows: Readonly<Record<BudgetStage, RowId>> = {
  client_buffering: 'vad',
  first_partial: 'asr',
  finalization: 'asr',
  planning: 'plan',
  first_audio_byte: 'tts',
};

export const isBudgetStage = (stage: string): stage is BudgetStage => Object.hasOwn(budgetRows, stage);

/**
 * The row of a span. The gateway has none of its own: what it does before the detector belongs to the way in, the rest
 * to the way out.
 */
export function rowOf({ stage, name }: Pick<RecordSpan, 'stage' | 'name'>): RowId {
  if (stage === 'gateway') return name === 'client-buffering' ? 'vad' : 'heard';
  return stage === 'planner' ? 'plan' : stage;
}

const spanTitles: Readonly<Record<string, string>> = {
  'vad speech-tail': 'end of speech noticed late',
  'vad speech-start': 'speech begins',
  'vad speech-pause': 'pause noticed',
  'vad speech-resume': 'speech goes on',
  'vad speech-end': 'stretch of speech closed',
  'vad pause': 'waiting to be sure of the pause',
  'gateway client-buffering': 'audio on its way in',
  'gateway playback': 'audio on its way out',
  'gateway delivery': 'from the service to the loudspeaker',
  'asr partial': 'partial transcript',
  'asr final': 'final transcript',
  'asr segment': 'older part of the speech finished',
  'turn end-of-turn': 'has the turn ended?',
  'planner fast-path': 'fast path',
  'planner first-token': 'language model: first token',
  'planner generation': 'language model: the rest',
  'planner first-clause': 'first clause of the reply',
  'tts first-audio': 'first audio of the reply',
  'tts clause': 'a clause spoken',
};

/** What a span was spent on, in words. */
export function spanTitle({ stage, name }: Pick<RecordSpan, 'stage' | 'name'>): string {
  const key = `${stage} ${name}`;
  return Object.hasOwn(spanTitles, key) ? spanTitles[key]! : name.replaceAll('-', ' ');
}
