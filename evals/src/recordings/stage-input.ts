/** What a stage of the listening side needs to hear a recording without a service around it. */
import {
  type AudioChunk,
  inputRateHz,
  type SessionSettings,
  type Span,
  type Stage,
  type StageContext,
  type VadEvent,
  type VadInput,
  type VadOutput,
} from '@cascade/contracts';
import { EventQueue, systemClock } from '@cascade/runtime';
import { sessionSettings } from '@cascade/testing';

/** Partials and finals, nothing else. */
export const textSession: SessionSettings = sessionSettings({
  outputModality: 'text',
  respond: false,
  inputFormat: { codec: 'pcm16', rateHz: inputRateHz },
  voice: 'none',
});

/** Finals without the partials that nobody reads. */
export const background = { type: 'session-settings', settings: { ...textSession, background: true } } as const;

/** A recording with silence behind it, for its last pause to be told. @param samples 16 kHz */
export function withTail(samples: Float32Array, tailMs: number): Float32Array {
  const audio = new Float32Array(samples.length + (tailMs * inputRateHz) / 1000);
  audio.set(samples);
  return audio;
}

/** Fresh ones for each stage: what was handed on is not one's own any more. @param samples 16 kHz */
export function chunksOf(samples: Float32Array, chunkMs: number): AudioChunk[] {
  const chunkSamples = (chunkMs * inputRateHz) / 1000;
  return Array.from({ length: Math.ceil(samples.length / chunkSamples) }, (_, index) => ({
    type: 'audio-chunk',
    index,
    startSample: index * chunkSamples,
    samples: samples.slice(index * chunkSamples, (index + 1) * chunkSamples),
    receivedAtMs: 0,
  }));
}

/** Where speech begins, pauses and ends. */
export async function detectSpeech(
  chunks: readonly AudioChunk[],
  vad: Stage<VadInput, VadOutput>,
  context: StageContext,
): Promise<readonly VadEvent[]> {
  const input = new EventQueue<VadInput>({ capacity: chunks.length, whenFull: 'drop-newest' });
  for (const chunk of chunks) input.push(chunk);
  input.end();
  const activity: VadEvent[] = [];
  for await (const event of vad.run(input, context)) if ('atSample' in event) activity.push(event);
  return activity;
}

let sessions = 0;

/** A session of its own that logs nothing. @param recordSpan nowhere unless given */
export function silentContext(
  name: string,
  signal: AbortSignal,
  recordSpan: (span: Span) => void = () => undefined,
): StageContext {
  const silent = () => undefined;
  return {
    sessionId: `${name}_${++sessions}`,
    traceId: name,
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan,
  };
}
