import { CascadeError } from '@cascade/contracts';
import type { EngineSpec, InferencePool } from '@cascade/runtime';
import { emptyLexicon, type PronunciationLexicon } from '../../pronunciation-lexicon.ts';
import type { SpeechEngine, SpeechPart, SpeechRequest } from '../../speech-engine.ts';
import type { SynthesizedSpeech } from './synthesizer.ts';
import type { HibariJob, HibariWorkerOptions } from './worker.ts';

const engineName = 'hibari';
/** The only voice in the package, and the paces that it was trained for; others are brought within them. */
export const hibariVoice = { id: 'heart', language: 'en-US', slowest: 0.5, fastest: 2 } as const;

/** What `resolveModel('hibari')` returns has this shape. */
export interface HibariModel {
  readonly directory: string;
  readonly registryId: string;
}

export interface HibariOptions {
  readonly model: HibariModel;
  /** Default: none. */
  readonly lexicon?: PronunciationLexicon;
}

/** What an inference pool needs to load the voice on each of its threads. */
export function hibariEngineSpec({ model, lexicon = emptyLexicon }: HibariOptions): EngineSpec {
  const options: HibariWorkerOptions = { directory: model.directory, lexicon };
  return { name: engineName, module: new URL('./worker.ts', import.meta.url), options };
}

export interface HibariEngineOptions extends HibariOptions {
  /** A pool that was started with `hibariEngineSpec` of the same model and lexicon. It stays the caller's. */
  readonly pool: InferencePool;
}

/** hibari (English, one female American voice), run on the pool's threads: a clause is one job and one part. */
export function createHibariEngine({ pool, model, lexicon = emptyLexicon }: HibariEngineOptions): SpeechEngine {
  return {
    versions: { voice: model.registryId, lexicon: lexicon.version },
    voiceFor: () => hibariVoice.id,
    async *synthesize({ text, speed, urgency, sessionId, signal }: SpeechRequest): AsyncGenerator<SpeechPart> {
      const { slowest, fastest } = hibariVoice;
      const job: HibariJob = { text, speed: Math.min(fastest, Math.max(slowest, speed)) };
      const options = { class: urgency, signal, ...(sessionId === undefined ? {} : { session: sessionId }) };
      const run = () => pool.run<SynthesizedSpeech>(engineName, 'synthesize', job, options);
      try {
        // A thread that dies takes its job along, which holds no state: its successor gets it once more.
        const { output, queueMs, computeMs } = await run().catch((error: unknown) => {
          if (CascadeError.is(error) && error.code === 'worker_lost' && !signal.aborted) return run();
          throw error;
        });
        if (output.samples.length === 0) return;
        yield { samples: output.samples, words: output.words, queueMs, computeMs };
      } catch (error) {
        throw CascadeError.from(error, 'synthesis_failed', 'The voice failed on this text.', { stage: 'tts' });
      }
    },
    async close() {
      // The pool belongs to whoever made it.
    },
  };
}
