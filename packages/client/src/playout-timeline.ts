import { firstAudibleSample, joinSamples } from '@cascade/audio';

interface PlayedPiece {
  readonly itemId: string;
  readonly startMs: number;
  /** Mono, −1 … 1; shortened when a cut took its end away. */
  samples: Float32Array;
}

/** What a listener heard of one item. */
export interface HeardItem {
  readonly itemId: string;
  /** When its first sample was played, and when its last one was or will be. */
  readonly startMs: number;
  readonly endMs: number;
  /** When its first sample louder than −40 dBFS was played; undefined when it has none. */
  readonly firstAudibleMs: number | undefined;
  /** Silence within the item because audio came too late. */
  readonly gapMs: number;
  /** As loud as they were played. */
  readonly samples: Float32Array;
}

/** From `atMs` on everything is played with this gain, a factor on the amplitude. */
interface GainChange {
  readonly atMs: number;
  readonly gain: number;
}

/**
 * When received audio is heard by somebody who plays it as it comes: a piece begins when it arrives or when what came
 * before has been played to its end, whichever is later. Audio that is sent faster than real time is not heard faster.
 * Pure: times are given, milliseconds on any one clock.
 */
export class PlayoutTimeline {
  readonly rateHz: number;
  #pieces: PlayedPiece[] = [];
  readonly #gains: GainChange[] = [];

  /** @param rateHz of all audio received */
  constructor(rateHz: number) {
    this.rateHz = rateHz;
  }

  /** When all audio received so far has been played; −∞ before the first. */
  get endMs(): number {
    const last = this.#pieces.at(-1);
    return last ? this.#endOf(last) : Number.NEGATIVE_INFINITY;
  }

  /** In the order they are heard in. */
  get itemIds(): readonly string[] {
    return [...new Set(this.#pieces.map((piece) => piece.itemId))];
  }

  receive(itemId: string, samples: Float32Array, arrivalMs: number): void {
    if (samples.length === 0) return;
    this.#pieces.push({ itemId, startMs: Math.max(arrivalMs, this.endMs), samples });
  }

  /** Stops playing at `atMs`: what would be heard later never is. */
  cut(atMs: number): void {
    this.#pieces = this.#pieces.filter((piece) => piece.startMs < atMs);
    const last = this.#pieces.at(-1);
    if (last) last.samples = last.samples.subarray(0, Math.round(((atMs - last.startMs) * this.rateHz) / 1000));
  }

  /**
   * Plays everything quieter or as loud as before from `atMs` on, also what has been received already.
   *
   * @param gain factor on the amplitude; 1 is as loud as it was sent
   * @param atMs never before that of the change before
   */
  setGain(gain: number, atMs: number): void {
    this.#gains.push({ atMs, gain });
  }

  /** How much of an item has been heard by `atMs`; 0 of an item that is not known. */
  playedMs(itemId: string, atMs: number): number {
    return this.#piecesOf(itemId).reduce(
      (sum, piece) => sum + Math.min(Math.max(atMs - piece.startMs, 0), this.#endOf(piece) - piece.startMs),
      0,
    );
  }

  /** Items in the order they are heard in. */
  items(): HeardItem[] {
    return this.itemIds.map((itemId) => this.#heard(itemId));
  }

  #heard(itemId: string): HeardItem {
    const pieces = this.#piecesOf(itemId);
    const startMs = pieces[0]?.startMs ?? 0;
    const last = pieces.at(-1);
    const endMs = last ? this.#endOf(last) : startMs;
    let firstAudibleMs: number | undefined;
    const played = pieces.map((piece) => this.#asPlayed(piece));
    for (const [index, piece] of pieces.entries()) {
      const audible = firstAudibleSample(played[index] as Float32Array);
      if (audible === undefined) continue;
      firstAudibleMs = piece.startMs + (audible * 1000) / this.rateHz;
      break;
    }
    const samples = joinSamples(played);
    const gapMs = endMs - startMs - (samples.length * 1000) / this.rateHz;
    // Sums of times leave a remainder far below one sample where there is no gap.
    return { itemId, startMs, endMs, firstAudibleMs, gapMs: gapMs < 1e-3 ? 0 : gapMs, samples };
  }

  #asPlayed({ startMs, samples }: PlayedPiece): Float32Array {
    const indexAt = (atMs: number) =>
      Math.min(samples.length, Math.max(0, Math.round(((atMs - startMs) * this.rateHz) / 1000)));
    const changed = this.#gains.flatMap(({ atMs, gain }, index) => {
      const from = indexAt(atMs);
      const to = indexAt(this.#gains[index + 1]?.atMs ?? Number.POSITIVE_INFINITY);
      return gain === 1 || from >= to ? [] : [{ from, to, gain }];
    });
    if (changed.length === 0) return samples;
    const played = samples.slice();
    for (const { from, to, gain } of changed) {
      for (let index = from; index < to; index++) played[index] = (samples[index] as number) * gain;
    }
    return played;
  }

  #piecesOf(itemId: string): readonly PlayedPiece[] {
    return this.#pieces.filter((piece) => piece.itemId === itemId);
  }

  #endOf(piece: PlayedPiece): number {
    return piece.startMs + (piece.samples.length * 1000) / this.rateHz;
  }
}
