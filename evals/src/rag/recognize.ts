import {
  type AsrEvent,
  type AsrInput,
  CascadeError,
  type Stage,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import { z } from 'zod';
import { background, chunksOf, detectSpeech, silentContext } from '../recordings/index.ts';

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

const chunkMs = 100;

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
  const context = silentContext('rag', signal);
  const activity = await detectSpeech(chunksOf(samples, chunkMs), vad, context);
  const input = new EventQueue<AsrInput>({ capacity: 10_000, whenFull: 'drop-newest' });
  input.push(background);
  input.push({ type: 'vocabulary', phrases });
  let next = 0;
  for (const chunk of chunksOf(samples, chunkMs)) {
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
