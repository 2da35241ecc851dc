import { chunkMs } from '@cascade/client';
import type { Clock } from '@cascade/contracts';
import { chunkSamples } from './load-clips.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const silence: Bytes = new Uint8Array(2 * chunkSamples);
/** Sums of times leave a remainder far below one chunk. */
const rounding = 1e-6;

export interface MicrophoneOptions {
  readonly clock: Clock;
  readonly send: (chunk: Bytes) => void;
  /** After every look at the clock, with how late it was for the chunk that was due. */
  readonly onTick: (nowMs: number, lateMs: number) => void;
}

/** Sends 20 ms every 20 ms, each when its last sample exists: what is said, silence otherwise. */
export class Microphone {
  readonly startMs: number;
  readonly #options: MicrophoneOptions;
  #sent = 0;
  #said: { readonly fromChunk: number; readonly chunks: readonly Bytes[] } | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(options: MicrophoneOptions) {
    this.#options = options;
    this.startMs = options.clock.nowMs();
    this.#schedule();
  }

  /**
   * Says something from the first chunk on that begins at `fromMs` or later and has not been sent; what was being said is
   * broken off.
   *
   * @returns its first sample on the audio clock, and when that is captured
   */
  say(chunks: readonly Bytes[], fromMs: number): { readonly startSample: number; readonly capturedMs: number } {
    const fromChunk = Math.max(this.#sent, Math.ceil((fromMs - this.startMs) / chunkMs - rounding));
    this.#said = { fromChunk, chunks };
    return { startSample: fromChunk * chunkSamples, capturedMs: this.startMs + fromChunk * chunkMs };
  }

  close(): void {
    this.#cancelTimer();
  }

  get #dueMs(): number {
    return this.startMs + (this.#sent + 1) * chunkMs;
  }

  #schedule(): void {
    const { clock } = this.#options;
    this.#cancelTimer = clock.setTimer(Math.max(1, this.#dueMs - clock.nowMs()), () => this.#tick());
  }

  #tick(): void {
    const nowMs = this.#options.clock.nowMs();
    const lateMs = Math.max(0, nowMs - this.#dueMs);
    while (this.#dueMs <= nowMs + rounding) {
      this.#options.send(this.#said?.chunks[this.#sent - this.#said.fromChunk] ?? silence);
      this.#sent += 1;
    }
    this.#schedule();
    this.#options.onTick(nowMs, lateMs);
  }
}
