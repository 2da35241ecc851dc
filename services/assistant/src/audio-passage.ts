import { type AudioChunk, inputRateHz } from '@cascade/contracts';

/** More than any delay that is still a delay; at this a user has given up. */
const lostAfterMs = 3_000;
/** And once more for each so much of audio after that: the turns that people try meanwhile. */
const againAfterMs = 5_000;

/**
 * Compares what a client has sent with what the stages were given. Audio that the edge took in and never handed on leaves no trace
 * after it: for every stage nobody has said a word.
 */
export class AudioPassage {
  readonly #onLost: (lostMs: number) => void;
  #receivedMs = 0;
  #takenMs = 0;
  #toldMs = 0;

  constructor(onLost: (lostMs: number) => void) {
    this.#onLost = onLost;
  }

  received(chunk: Pick<AudioChunk, 'startSample' | 'samples'>): void {
    this.#receivedMs = endMs(chunk);
    const lostMs = this.#receivedMs - this.#takenMs;
    if (lostMs < lostAfterMs || this.#receivedMs - this.#toldMs < againAfterMs) return;
    this.#toldMs = this.#receivedMs;
    this.#onLost(Math.round(lostMs));
  }

  taken(chunk: Pick<AudioChunk, 'startSample' | 'samples'>): void {
    this.#takenMs = endMs(chunk);
  }
}

const endMs = ({ startSample, samples }: Pick<AudioChunk, 'startSample' | 'samples'>): number =>
  ((startSample + samples.length) * 1000) / inputRateHz;

/** The same values, looked at on their way. */
export async function* lookedAt<T>(source: AsyncIterable<T>, look: (value: T) => void): AsyncGenerator<T> {
  for await (const value of source) {
    look(value);
    yield value;
  }
}
