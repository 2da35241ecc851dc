export { background, chunksOf, detectSpeech, silentContext, textSession, withTail } from './stage-input.ts';
export { WatchedEngine, type WatchedEngineOptions } from './watched-engine.ts';
