import type { TurnRecord } from '@cascade/contracts';
import { type ReadonlySignal, signal } from '@preact/signals';
import { momentsOf, positionAt, type ReplayRange, type ReplaySpeed, replayRange } from './replay.ts';

/** The page's own: `performance.now` and `requestAnimationFrame`. Tests give theirs. */
export interface FrameClock {
  nowMs(): number;
  /** Calls back at the next frame; the returned function cancels it. */
  onNextFrame(callback: () => void): () => void;
}

export const pageClock: FrameClock = {
  nowMs: () => performance.now(),
  onNextFrame(callback) {
    const handle = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(handle);
  },
};

/** At the end it rests for so long before it begins anew. */
const restMs = 1500;

/** Plays one recorded turn over and over, slower than it was. */
export class ReplayPlayer {
  readonly #clock: FrameClock;
  readonly #record: TurnRecord;
  readonly range: ReplayRange;
  readonly #position;
  readonly #isPlaying = signal(false);
  readonly #speed = signal<ReplaySpeed>(0.25);
  /** When the range's beginning would have been passed at the present speed. */
  #startedAtMs = 0;
  #cancelFrame: (() => void) | undefined;

  constructor(record: TurnRecord, clock: FrameClock = pageClock) {
    this.#record = record;
    this.#clock = clock;
    this.range = replayRange(record);
    this.#position = signal(this.range.fromMs);
  }

  get record(): TurnRecord {
    return this.#record;
  }

  /** On the record's clock: milliseconds since the user's last speech sample. */
  get positionMs(): ReadonlySignal<number> {
    return this.#position;
  }

  get isPlaying(): ReadonlySignal<boolean> {
    return this.#isPlaying;
  }

  get speed(): ReadonlySignal<ReplaySpeed> {
    return this.#speed;
  }

  play(): void {
    if (this.#isPlaying.value) return;
    if (this.#position.value >= this.range.toMs) this.#position.value = this.range.fromMs;
    this.#isPlaying.value = true;
    this.#anchor();
    this.#tick();
  }

  pause(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = undefined;
    this.#isPlaying.value = false;
  }

  toggle(): void {
    if (this.#isPlaying.value) this.pause();
    else this.play();
  }

  setSpeed(speed: ReplaySpeed): void {
    this.#speed.value = speed;
    this.#anchor();
  }

  seek(positionMs: number): void {
    this.#position.value = Math.min(this.range.toMs, Math.max(this.range.fromMs, positionMs));
    this.#anchor();
  }

  /** To the next (1) or the former (−1) thing that happened; stops there. */
  step(direction: 1 | -1): void {
    this.pause();
    const at = this.#position.value;
    const moments = momentsOf(this.#record).map(({ atMs }) => atMs);
    const next = direction > 0 ? moments.find((atMs) => atMs > at + 0.5) : moments.findLast((atMs) => atMs < at - 0.5);
    this.seek(next ?? (direction > 0 ? this.range.toMs : this.range.fromMs));
  }

  #anchor(): void {
    this.#startedAtMs = this.#clock.nowMs() - (this.#position.value - this.range.fromMs) / this.#speed.value;
  }

  #tick(): void {
    const nowMs = this.#clock.nowMs();
    const lengthMs = (this.range.toMs - this.range.fromMs) / this.#speed.value;
    if (nowMs - this.#startedAtMs > lengthMs + restMs) this.#startedAtMs = nowMs;
    this.#position.value = positionAt(this.range, this.#startedAtMs, nowMs, this.#speed.value);
    this.#cancelFrame = this.#clock.onNextFrame(() => this.#tick());
  }
}
