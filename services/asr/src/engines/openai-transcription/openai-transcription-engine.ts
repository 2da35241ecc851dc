import { writeWav } from '@cascade/audio';
import { CascadeError, inputRateHz } from '@cascade/contracts';
import OpenAI, { APIUserAbortError, toFile } from 'openai';
import type { Recognition, RecognitionEngine, RecognitionRequest } from '../../recognition-engine.ts';

export interface OpenAiTranscriptionOptions {
  /** Address of the API, up to and with its version: `https://host/v1`. */
  readonly url: string;
  readonly apiKey: string;
  /** As the server calls it; also the stage's version. */
  readonly model: string;
  /** ISO 639-1; the server guesses when it is not given. */
  readonly language?: string;
  /** For one request, retries not counted. */
  readonly timeoutMs: number;
  /** Every partial is a request of its own, and costs what a request costs. Infinity: finals only. */
  readonly partialIntervalMs: number;
}

/**
 * Any OpenAI-compatible `/audio/transcriptions` address. The answer is text alone: no drafts, no probabilities (every
 * word gets 1), and word times are estimated as for the embedded engine.
 */
export function createOpenAiTranscriptionEngine(options: OpenAiTranscriptionOptions): RecognitionEngine {
  const client = new OpenAI({
    baseURL: options.url,
    apiKey: options.apiKey,
    timeout: options.timeoutMs,
    maxRetries: 1,
    logLevel: 'off',
  });
  return {
    versions: { model: options.model },
    partialIntervalMs: options.partialIntervalMs,
    firstPartialMs: options.partialIntervalMs,
    comparesCuts: false,
    async recognize({ samples, cuts, signal }: RecognitionRequest): Promise<Recognition> {
      const { start = 0, end = samples.length } = cuts[0] ?? {};
      const startMs = performance.now();
      const text = await transcribe(samples.subarray(start, end), signal);
      const words = text.split(/\s+/).filter((word) => word !== '');
      return {
        words: words.map((word) => ({ text: word, confidence: 1 })),
        meanLogProbability: 0,
        draft: [],
        // The server doesn't tell its queue from its work.
        queueMs: 0,
        computeMs: performance.now() - startMs,
        attributes: {},
      };
    },
    async close() {
      // Nothing is held between requests.
    },
  };

  async function transcribe(samples: Float32Array, signal: AbortSignal): Promise<string> {
    try {
      const file = await toFile(writeWav(samples, inputRateHz), 'speech.wav', { type: 'audio/wav' });
      const { model, language } = options;
      const answer = await client.audio.transcriptions.create(
        { file, model, response_format: 'json', ...(language ? { language } : {}) },
        { signal },
      );
      if (typeof answer?.text === 'string') return answer.text;
    } catch (error) {
      if (error instanceof APIUserAbortError || signal.aborted) {
        throw new CascadeError('cancelled', 'The transcription was cancelled.', { stage: 'asr', cause: error });
      }
      throw CascadeError.from(error, 'transcription_failed', 'The transcription server failed.', { stage: 'asr' });
    }
    throw new CascadeError('transcription_failed', 'The transcription server sent no text.', { stage: 'asr' });
  }
}
