import { joinSamples } from '@cascade/audio';
import type { Clock, PlanDone, PlanText, Stage, TtsEvent, TtsInput } from '@cascade/contracts';
import { outputRateHz } from '@cascade/contracts';

export const selfCheckQuestion = 'What is twelve times seven?';

/** Speaks a text with the service's own voice, outside any session: 24 kHz mono, −1 … 1. */
export async function speak(tts: Stage<TtsInput, TtsEvent>, text: string, clock: Clock): Promise<Float32Array> {
  const { signal } = new AbortController();
  const silent = () => undefined;
  async function* plan(): AsyncGenerator<PlanText | PlanDone> {
    yield { type: 'plan-text', responseId: 'self-check', delta: text, signal };
    yield { type: 'plan-done', responseId: 'self-check', source: 'announcement', signal };
  }
  const chunks: Float32Array[] = [];
  const context = {
    sessionId: 'self-check',
    traceId: 'self-check',
    clock,
    logger: { debug: silent, info: silent, warn: silent, error: silent },
    signal,
    recordSpan: silent,
  };
  for await (const event of tts.run(plan(), context)) if (event.type === 'speech-audio') chunks.push(event.samples);
  return joinSamples(chunks);
}

export const selfCheckRateHz = outputRateHz;
