import { CascadeError } from '@cascade/contracts';
import type { EngineSpec, InferencePool } from '@cascade/runtime';
import type { Recognition, RecognitionEngine, RecognitionRequest } from '../../recognition-engine.ts';
import type { MoonshineFiles } from './moonshine-model.ts';
import type { MoonshineJob, MoonshineResult } from './transcribe.ts';

const engineName = 'moonshine';

/** On two idle cores the first cut takes less in all but the longest finals. */
const headroomMs = 200;

/** What `resolveModel('moonshine-tiny-en')` returns has this shape. */
export interface MoonshineModelFiles {
  file(name: string): string;
}

/** What an inference pool needs to load the recognizer on each of its threads. */
export function moonshineEngineSpec(model: MoonshineModelFiles): EngineSpec {
  const files: MoonshineFiles = {
    encoder: model.file('encoder_model.ort'),
    decoder: model.file('decoder_model_merged.ort'),
    tokenizer: model.file('tokenizer.bin'),
  };
  return { name: engineName, module: new URL('./worker.ts', import.meta.url), options: files };
}

export interface MoonshineEngineOptions {
  /** A pool that was started with `moonshineEngineSpec`. It stays the caller's: `close` leaves it open. */
  readonly pool: InferencePool;
  /** Registry id of the model, for the stage's versions. */
  readonly registryId: string;
}

/** Moonshine tiny (English), run on the pool's threads. */
export function createMoonshineEngine({ pool, registryId }: MoonshineEngineOptions): RecognitionEngine {
  return {
    versions: { model: registryId },
    partialIntervalMs: 160,
    firstPartialMs: 0,
    comparesCuts: true,
    async recognize(request: RecognitionRequest): Promise<Recognition> {
      const { session, samples, cuts, noiseReduction, phrases, sureEnough, draft, beginning, kind, signal } = request;
      const audio = { samples, cuts, noiseReduction };
      const effort = { sureEnough, headroomMs: kind === 'background' ? Number.POSITIVE_INFINITY : headroomMs };
      const job: MoonshineJob = { ...audio, ...effort, phrases, draft, beginning, forbidEmpty: true };
      const transfer = samples.byteLength === samples.buffer.byteLength ? [samples.buffer] : [];
      try {
        const result = await pool.run<MoonshineResult>(engineName, 'transcribe', job, {
          class: kind,
          session,
          signal,
          transfer,
        });
        const { words, alternatives, meanLogProbability, bestLogProbability, tokens, ...how } = result.output;
        const { looped, draftAccepted, decoderRuns, cut, biased } = how;
        return {
          words,
          alternatives,
          meanLogProbability,
          bestLogProbability,
          draft: tokens,
          queueMs: result.queueMs,
          computeMs: result.computeMs,
          attributes: { tokens: tokens.length, looped, draftAccepted, decoderRuns, cut, biased },
        };
      } catch (error) {
        throw CascadeError.from(error, 'transcription_failed', 'The recognizer failed on this audio.', {
          stage: 'asr',
        });
      }
    },
    async close() {
      // The pool belongs to whoever made it.
    },
  };
}
