import { joinSamples } from '@cascade/audio';
import type { StageContext, TtsEvent, TtsInput } from '@cascade/contracts';
import { outputRateHz } from '@cascade/contracts';
import { EventQueue, systemClock } from '@cascade/runtime';
import type { TtsStage } from '@cascade/tts';

export interface Spoken {
  /** 24 kHz. */
  readonly samples: Float32Array;
  readonly firstAudioMs: number | undefined;
  readonly audioMs: number;
}

let responses = 0;

/** A whole reply at once, as a planner's rule gives it. @throws CascadeError `cancelled` */
export async function speak(stage: TtsStage, text: string, signal: AbortSignal): Promise<Spoken> {
  const responseId = `eval_${++responses}`;
  const input = new EventQueue<TtsInput>({ capacity: 2, whenFull: 'drop-newest' });
  const startMs = systemClock.nowMs();
  input.push({ type: 'plan-text', responseId, delta: text, signal });
  input.push({ type: 'plan-done', responseId, source: 'fast-path', signal });
  input.end();
  let firstAudioMs: number | undefined;
  const parts: Float32Array[] = [];
  for await (const event of stage.run(input, contextOf(responseId, signal)) as AsyncIterable<TtsEvent>) {
    if (event.type !== 'speech-audio') continue;
    firstAudioMs ??= systemClock.nowMs() - startMs;
    parts.push(event.samples);
  }
  signal.throwIfAborted();
  const samples = joinSamples(parts);
  return { samples, firstAudioMs, audioMs: (samples.length * 1000) / outputRateHz };
}

function contextOf(sessionId: string, signal: AbortSignal): StageContext {
  const silent = () => undefined;
  return {
    sessionId,
    traceId: 'eval',
    clock: systemClock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan: silent,
  };
}
