import type { AsrEvent, AsrInput, Stage } from '@cascade/contracts';
import { runStageSession } from '@cascade/runtime';
import { AsrSession } from './asr-session.ts';
import type { RecognitionEngine } from './recognition-engine.ts';
import { type AsrSettings, defaultAsrSettings } from './settings.ts';

export interface AsrStageOptions {
  /** Shared by all sessions; closed with the stage. */
  readonly engine: RecognitionEngine;
  readonly settings?: AsrSettings;
}

/**
 * Streaming recognition: audio, voice activity and utterance boundaries in, partial and final transcripts out.
 * Input is never held up by recognition. When the input ends, finals that were asked for are still given.
 */
export function createAsrStage({ engine, settings = defaultAsrSettings }: AsrStageOptions): Stage<AsrInput, AsrEvent> {
  return {
    name: 'asr',
    versions: engine.versions,
    run: (input, context) =>
      runStageSession('asr', input, context, (emit) => new AsrSession(engine, settings, context, emit)),
    close: () => engine.close(),
  };
}
