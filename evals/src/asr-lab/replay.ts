/** Plays a recording through voice activity detection and recognition, as fast as both can, on the recording's clock. */
import type { AsrEvent, AsrInput, Span, Stage, VadEvent, VadInput, VadOutput } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import {
  chunksOf,
  detectSpeech,
  silentContext,
  textSession,
  type WatchedEngine,
  withTail,
} from '../recordings/index.ts';

/** As browsers send it. */
const chunkMs = 20;
const tailMs = 1_000;

export interface ReplayedEvent {
  readonly event: AsrEvent;
  /** Where the audio clock stood when it was asked for. */
  readonly atSample: number;
}

export interface Replay {
  readonly events: readonly ReplayedEvent[];
  readonly vad: readonly VadEvent[];
  readonly spans: readonly Span[];
}

export interface ReplayOptions {
  /** False in a session in the background: nobody reads partials, and finals alone are a third of the work. */
  readonly partials: boolean;
  readonly vocabulary: readonly string[];
}

const labContext = (recordSpan?: (span: Span) => void) =>
  silentContext('lab', new AbortController().signal, recordSpan);

/** Where voice activity detection finds speech in a recording and one second of silence after it. */
export const speechIn = (samples: Float32Array, vad: Stage<VadInput, VadOutput>): Promise<readonly VadEvent[]> =>
  detectSpeech(chunksOf(withTail(samples, tailMs), chunkMs), vad, labContext());

/** Runs one recording, one second of silence after it, as one session without utterance boundaries. */
export async function replay(
  samples: Float32Array,
  activity: readonly VadEvent[],
  asr: Stage<AsrInput, AsrEvent>,
  engine: WatchedEngine,
  { partials, vocabulary }: ReplayOptions,
): Promise<Replay> {
  const spans: Span[] = [];
  const input = new EventQueue<AsrInput>({ capacity: 1024, whenFull: 'drop-newest' });
  input.push({ type: 'session-settings', settings: { ...textSession, background: !partials } });
  input.push({ type: 'vocabulary', phrases: vocabulary });
  const events: ReplayedEvent[] = [];
  let atSample = 0;
  const reading = (async () => {
    for await (const event of asr.run(
      input,
      labContext((span) => spans.push(span)),
    ))
      events.push({ event, atSample });
  })();
  let next = 0;
  for (const chunk of chunksOf(withTail(samples, tailMs), chunkMs)) {
    atSample = chunk.startSample + chunk.samples.length;
    input.push(chunk);
    for (let event = activity[next]; event && event.atSample <= atSample; event = activity[++next]) input.push(event);
    await engine.whenIdle();
  }
  input.end();
  await reading;
  return { events, vad: activity, spans };
}
