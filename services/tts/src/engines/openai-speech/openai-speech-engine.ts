import { CascadeError } from '@cascade/contracts';
import OpenAI from 'openai';
import { createLexiconReader, emptyLexicon, type PronunciationLexicon } from '../../pronunciation-lexicon.ts';
import { findSpeechStart } from '../../silence.ts';
import type { SpeechEngine, SpeechPart, SpeechRequest } from '../../speech-engine.ts';
import { pcm16Parts } from './pcm16-parts.ts';

export interface OpenAiSpeechOptions {
  /** Up to and without `/audio/speech`. */
  readonly baseUrl: string;
  /** Servers of one's own may want none. */
  readonly apiKey?: string;
  readonly model: string;
  /** The address's own name of a voice; for sessions that ask for none. */
  readonly voice: string;
  /** For the whole answer to one clause. */
  readonly timeoutMs: number;
  /** Its respellings are used; phonemes are the embedded voice's own. */
  readonly lexicon?: PronunciationLexicon;
}

/** Silence in front is looked for in so much audio before it is given up. */
const LONGEST_LEAD_SAMPLES = 24_000;

/** Any address with OpenAI's `/audio/speech`: 24 kHz PCM, spoken on while it still arrives. No word times. */
export function createOpenAiSpeechEngine(options: OpenAiSpeechOptions): SpeechEngine {
  const { baseUrl, apiKey, model, timeoutMs, lexicon = emptyLexicon } = options;
  const client = new OpenAI({ baseURL: baseUrl, apiKey: apiKey || 'none', maxRetries: 1, timeout: timeoutMs });
  const readLexicon = createLexiconReader(lexicon, { phonemes: false });
  return {
    versions: { voice: `${model}/${options.voice}`, lexicon: lexicon.version },
    voiceFor: (requested) => (requested === 'default' ? options.voice : requested),
    async *synthesize({ text, voice, speed, signal }: SpeechRequest): AsyncGenerator<SpeechPart> {
      const startMs = performance.now();
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      try {
        const response = await client.audio.speech.create(
          { model, voice, input: readLexicon(text), response_format: 'pcm', speed },
          { signal: deadline },
        );
        if (!response.body) throw new Error('the answer has no body');
        let computeMs = performance.now() - startMs;
        for await (const samples of withoutLead(pcm16Parts(response.body))) {
          yield { samples, words: undefined, queueMs: 0, computeMs };
          computeMs = 0;
        }
      } catch (error) {
        if (signal.aborted) throw new CascadeError('cancelled', 'The clause was cancelled.', { stage: 'tts' });
        throw new CascadeError('synthesis_failed', 'The speech address failed on this text.', {
          stage: 'tts',
          cause: error,
        });
      }
    },
    async close() {},
  };
}

/** Leaves out the silence in front of the first sound. */
async function* withoutLead(parts: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array> {
  let lead: Float32Array | undefined = new Float32Array(0);
  for await (const part of parts) {
    if (lead === undefined) {
      yield part;
      continue;
    }
    const joined: Float32Array = new Float32Array(lead.length + part.length);
    joined.set(lead);
    joined.set(part, lead.length);
    const start = findSpeechStart(joined);
    lead = start === undefined && joined.length < LONGEST_LEAD_SAMPLES ? joined : undefined;
    if (lead === undefined) yield joined.subarray(start ?? 0);
  }
}
