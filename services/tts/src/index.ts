export { type ClauseChunker, createClauseChunker, type PieceLimits } from './clause-chunker.ts';
export { loadTtsConfig, type TtsConfig, ttsConfigDefinition } from './config.ts';
export { createHibariEngine, hibariEngineSpec, hibariVoice } from './engines/hibari/hibari-engine.ts';
export { loadPhonemizer, type Phonemizer } from './engines/hibari/phonemizer.ts';
export { createOpenAiSpeechEngine, type OpenAiSpeechOptions } from './engines/openai-speech/openai-speech-engine.ts';
export {
  emptyLexicon,
  type PronunciationLexicon,
  parsePronunciationLexicon,
  readPronunciationLexicon,
} from './pronunciation-lexicon.ts';
export type { SpeechEngine, SpeechPart, SpeechRequest } from './speech-engine.ts';
export { normalizeForSpeech } from './spoken-text/normalize-for-speech.ts';
export { createTtsStage, type TtsStage, type TtsStageOptions } from './tts-stage.ts';
export type { SpokenWord } from './word-alignment.ts';
