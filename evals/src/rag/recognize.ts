import {
  type AsrEvent,
  type AsrInput,
  type AudioChunk,
  CascadeError,
  inputRateHz,
  type SessionSettings,
  type Stage,
  type StageContext,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue, systemClock } from '@cascade/runtime';
import { z } from 'zod';

export const hypothesisSchema = z.object({
  text: z.string(),
  alternatives: z.array(z.string()),
  words: z.array(z.object({ text: z.string(), confidence: z.number() })),
});

/** What the planner would get of an utterance. */
export type Hypothesis = z.infer<typeof hypothesisSchema>;

export interface Ears {
  readonly vad: Stage<VadInput, VadOutput>;
  readonly asr: Stage<AsrInput, AsrEvent>;
}

/** 100 ms. */
const chunkSamples = inputRateHz / 10;

/** Finals without the partials that nobody reads. */
const background = { type: 'session-settings', settings: { background: true } as SessionSettings } as const;

/**
 * The final hypothesis of a recording, through voice activity detection and recognition as a session runs them, as fast as
 * both can.
 *
 * @param samples 16 kHz with silence at the end
 * @param phrases the vocabulary that recognition prefers where the audio leaves a doubt
 * @throws CascadeError `transcription_failed` or `cancelled`
 */
export async function recognize(
  samples: Float32Array,
  phrases: readonly string[],
  { vad, asr }: Ears,
  signal: AbortSignal,
): Promise<Hypothesis> {
  const context = silentContext(signal);
  const activity = await detectSpeech(samples, vad, context);
  const input = new EventQueue<AsrInput>({ capacity: 10_000, whenFull: 'drop-newest' });
  input.push(background);
  input.push({ type: 'vocabulary', phrases });
  let next = 0;
  for (const chunk of chunksOf(samples)) {
    input.push(chunk);
    const upTo = chunk.startSample + chunk.samples.length;
    for (let event = activity[next]; event && event.atSample <= upTo; event = activity[++next]) input.push(event);
  }
  input.end();
  let last: Hypothesis = { text: '', alternatives: [], words: [] };
  for await (const event of asr.run(input, context)) {
    if (event.type === 'transcript-failed') throw new CascadeError(event.code, 'The recognizer failed on a question.');
    if (event.type !== 'transcript-final') continue;
    const words = event.words.map(({ text, confidence }) => ({ text, confidence: Number(confidence.toFixed(3)) }));
    last = { text: event.text, alternatives: [...(event.alternatives ?? [])], words };
  }
  // A session that is stopped ends without its final.
  if (signal.aborted) throw new CascadeError('cancelled', 'Stopped.');
  return last;
}

async function detectSpeech(samples: Float32Array, vad: Ears['vad'], context: StageContext): Promise<VadEvent[]> {
  const chunks = chunksOf(samples);
  const input = new EventQueue<VadInput>({ capacity: chunks.length, whenFull: 'drop-newest' });
  for (const chunk of chunks) input.push(chunk);
  input.end();
  const activity: VadEvent[] = [];
  for await (const event of vad.run(input, context)) if ('atSample' in event) activity.push(event);
  return activity;
}

/** Fresh ones for each stage: what was handed on is not one's own any more. */
function chunksOf(samples: Float32Array): AudioChunk[] {
  return Array.from({ length: Math.ceil(samples.length / chunkSamples) }, (_, index) => ({
    type: 'audio-chunk',
    index,
    startSample: index * chunkSamples,
    samples: samples.slice(index * chunkSamples, (index + 1) * chunkSamples),
    receivedAtMs: 0,
  }));
}

let sessions = 0;

function silentContext(signal: AbortSignal): StageContext {
  const silent = () => undefined;
  return {
    sessionId: `rag_${++sessions}`,
    traceId: 'rag',
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan: silent,
  };
}
