import { CascadeError, type Clock, type StageContext, type TtsInput } from '@cascade/contracts';
import { backgroundSettings } from './background-work.ts';
import type { Stages } from './stages.ts';

export interface ReadOutOptions {
  readonly voice: string;
  readonly speed: number;
}

/**
 * A text as 24 kHz audio, clause by clause, by the voice of conversations, which go first. The stage makes some seconds
 * ahead of what can have been played; here that is what has been taken.
 *
 * @throws CascadeError `cancelled` when the context's signal aborts, else what the voice failed with
 */
export async function* readOut(
  { tts }: Pick<Stages, 'tts'>,
  text: string,
  { voice, speed }: ReadOutOptions,
  context: StageContext,
): AsyncGenerator<Float32Array> {
  const left = new AbortController();
  const signal = AbortSignal.any([context.signal, left.signal]);
  const responseId = context.sessionId;
  async function* plan(): AsyncGenerator<TtsInput> {
    yield { type: 'session-settings', settings: backgroundSettings({ voice, speed }) };
    yield { type: 'plan-text', responseId, delta: text, signal };
    yield { type: 'plan-done', responseId, source: 'announcement', signal };
  }
  const reader = new ReaderClock(context.clock);
  try {
    for await (const event of tts.run(plan(), { ...context, signal, clock: reader })) {
      if (event.type === 'speech-failed') {
        throw new CascadeError(event.code, 'The voice failed on a part of this text.', { stage: 'tts' });
      }
      if (event.type !== 'speech-audio') continue;
      reader.making();
      yield event.samples;
      reader.taken();
    }
    context.signal.throwIfAborted();
  } finally {
    // Also for a reader who leaves before the end.
    left.abort();
  }
}

/** A clock on which whoever works ahead of the reader waits until the reader has taken all there is. */
class ReaderClock implements Clock {
  readonly #clock: Clock;
  #isTaken = true;
  #waiting: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  making(): void {
    this.#isTaken = false;
  }

  taken(): void {
    this.#isTaken = true;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  setTimer(delayMs: number, callback: () => void): () => void {
    return this.#clock.setTimer(delayMs, callback);
  }

  sleep(_durationMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#isTaken) return Promise.resolve();
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
      this.#waiting.push(resolve);
    });
  }
}
