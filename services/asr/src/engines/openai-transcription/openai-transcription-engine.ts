import { writeWav } from '@cascade/audio';
import { CascadeError, inputRateHz } from '@cascade/contracts';
import OpenAI, { toFile } from 'openai';
import type { Recognition, RecognitionEngine, RecognitionRequest } from '../../recognition-engine.ts';

export interface OpenAiTranscriptionOptions {
  /** Up to and without `/audio/transcriptions`. */
  readonly baseUrl: string;
  /** Servers of one's own may want none. */
  readonly apiKey?: string;
  readonly model: string;
  /** For the whole answer to one request. */
  readonly timeoutMs: number;
}

/** A partial is a whole request there: no more than about one a second is worth it. */
const partialIntervalMs = 900;

/**
 * Any address with OpenAI's `/audio/transcriptions`. The audio goes there as a wav file. It tells no token
 * probabilities and takes no drafts, so confidences are 1 and the stage compares no cuts.
 */
export function createOpenAiTranscriptionEngine(options: OpenAiTranscriptionOptions): RecognitionEngine {
  const { baseUrl, apiKey, model, timeoutMs } = options;
  const client = new OpenAI({ baseURL: baseUrl, apiKey: apiKey || 'none', maxRetries: 1, timeout: timeoutMs });
  return {
    versions: { asr: model },
    partialIntervalMs,
    comparesCuts: false,
    async recognize({ samples, cuts, signal }: RecognitionRequest): Promise<Recognition> {
      const startMs = performance.now();
      const [cut] = cuts;
      const wav = writeWav(cut ? samples.subarray(cut.start, cut.end) : samples, inputRateHz);
      try {
        const file = await toFile(wav, 'speech.wav', { type: 'audio/wav' });
        const { text } = await client.audio.transcriptions.create({ file, model, response_format: 'json' }, { signal });
        const words = text.split(/\s+/).filter((word) => word !== '');
        return {
          words: words.map((word) => ({ text: word, confidence: 1 })),
          meanLogProbability: 0,
          draft: [],
          queueMs: 0,
          computeMs: performance.now() - startMs,
          attributes: { model },
        };
      } catch (error) {
        if (signal.aborted) throw new CascadeError('cancelled', 'The recognition was cancelled.', { stage: 'asr' });
        throw new CascadeError('transcription_failed', 'The transcription address failed on this audio.', {
          stage: 'asr',
          cause: error,
        });
      }
    },
    async close() {
      // Requests end with their signals; there is nothing to free.
    },
  };
}
