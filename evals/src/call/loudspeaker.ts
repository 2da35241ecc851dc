import { dbfsToAmplitude } from '@cascade/audio';
import { outputRateHz } from '@cascade/contracts';

/** A stretch of one item's audio as it came out, without gap and at one gain. */
export interface PlayedStretch {
  readonly itemId: string;
  /** On the loudspeaker's own count. */
  readonly startSample: number;
  readonly count: number;
  readonly gainDb: number;
}

interface Waiting {
  readonly itemId: string;
  samples: Float32Array;
}

const firstCapacity = 20 * outputRateHz;
/** Sums of times leave a remainder far below one sample. */
const rounding = 1e-3;

/**
 * Plays received audio in real time, piece after piece, silence where there is none, and remembers every sample that
 * came out. Pure: times are given, milliseconds on any one clock, never going back.
 */
export class Loudspeaker {
  readonly stretches: PlayedStretch[] = [];
  readonly #originMs: number;
  #played = new Float32Array(firstCapacity);
  #count = 0;
  #waiting: Waiting[] = [];
  #gainDb = 0;
  readonly #playedOfItem = new Map<string, number>();

  constructor(originMs: number) {
    this.#originMs = originMs;
  }

  /** Samples that came out since the beginning, silence included. */
  get count(): number {
    return this.#count;
  }

  get gainDb(): number {
    return this.#gainDb;
  }

  /** All that came out. */
  get samples(): Float32Array {
    return this.#played.subarray(0, this.#count);
  }

  /** 0 before the first sample and after the last. */
  sampleAt(index: number): number {
    return index >= 0 && index < this.#count ? this.#played[index]! : 0;
  }

  timeOf(sample: number): number {
    return this.#originMs + (sample * 1000) / outputRateHz;
  }

  /** When all audio received so far will have been played; −∞ before the first. */
  get endMs(): number {
    if (this.#playedOfItem.size === 0 && this.#waiting.length === 0) return Number.NEGATIVE_INFINITY;
    const waiting = this.#waiting.reduce((sum, { samples }) => sum + samples.length, 0);
    const last = this.stretches.at(-1);
    const lastEnd = last ? last.startSample + last.count : 0;
    return this.timeOf(waiting > 0 ? this.#count + waiting : lastEnd);
  }

  /** In the order they were received in. */
  get itemIds(): readonly string[] {
    return [...new Set([...this.#playedOfItem.keys(), ...this.#waiting.map(({ itemId }) => itemId)])];
  }

  playedMs(itemId: string, atMs: number): number {
    this.playTo(atMs);
    return ((this.#playedOfItem.get(itemId) ?? 0) * 1000) / outputRateHz;
  }

  /** The loudspeaker's clock goes on to `nowMs`. */
  playTo(nowMs: number): void {
    const target = Math.floor(((nowMs - this.#originMs) * outputRateHz) / 1000 + rounding);
    if (target <= this.#count) return;
    this.#reserve(target);
    while (this.#count < target) {
      const next = this.#waiting[0];
      if (!next) {
        this.#count = target;
        return;
      }
      this.#playSome(next, Math.min(next.samples.length, target - this.#count));
      if (next.samples.length === 0) this.#waiting.shift();
    }
  }

  receive(itemId: string, samples: Float32Array, nowMs: number): void {
    this.playTo(nowMs);
    if (samples.length > 0) this.#waiting.push({ itemId, samples });
  }

  /** What is not yet played of these items never will be. */
  drop(itemIds: ReadonlySet<string>, nowMs: number): void {
    this.playTo(nowMs);
    this.#waiting = this.#waiting.filter(({ itemId }) => !itemIds.has(itemId));
  }

  setGain(gainDb: number, nowMs: number): void {
    this.playTo(nowMs);
    this.#gainDb = gainDb;
  }

  #playSome(piece: Waiting, count: number): void {
    const gain = dbfsToAmplitude(this.#gainDb);
    for (let index = 0; index < count; index++) this.#played[this.#count + index] = piece.samples[index]! * gain;
    const last = this.stretches.at(-1);
    const goesOn =
      last?.itemId === piece.itemId && last.gainDb === this.#gainDb && last.startSample + last.count === this.#count;
    if (goesOn) this.stretches[this.stretches.length - 1] = { ...last, count: last.count + count };
    else this.stretches.push({ itemId: piece.itemId, startSample: this.#count, count, gainDb: this.#gainDb });
    this.#playedOfItem.set(piece.itemId, (this.#playedOfItem.get(piece.itemId) ?? 0) + count);
    this.#count += count;
    piece.samples = piece.samples.subarray(count);
  }

  #reserve(count: number): void {
    if (count <= this.#played.length) return;
    const larger = new Float32Array(Math.max(count, 2 * this.#played.length));
    larger.set(this.samples);
    this.#played = larger;
  }
}
