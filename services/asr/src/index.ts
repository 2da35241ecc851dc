export { type AsrStageOptions, createAsrStage } from './asr-stage.ts';
export { asrConfigDefinition, asrEngines } from './config.ts';
export {
  createMoonshineEngine,
  type MoonshineEngineOptions,
  moonshineEngineSpec,
} from './engines/moonshine/moonshine-engine.ts';
export {
  createOpenAiTranscriptionEngine,
  type OpenAiTranscriptionOptions,
} from './engines/openai-transcription/openai-transcription-engine.ts';
export type {
  AudioCut,
  Recognition,
  RecognitionEngine,
  RecognitionRequest,
  RecognizedWord,
} from './recognition-engine.ts';
export {
  type AsrSettings,
  type AsrSwitches,
  asrSettingsOf,
  type Cut,
  defaultAsrSettings,
  defaultAsrSwitches,
} from './settings.ts';
