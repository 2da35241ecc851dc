import type { Clock } from '@cascade/contracts';

export interface SilenceFillerOptions {
  readonly clock: Clock;
  /** Audio missing for so long, while a turn is open, is replaced by silence. */
  readonly gapMs: number;
  appendSilence(durationMs: number): void;
  /** Once for each gap that is filled. */
  onGap(): void;
}

const stepMs = 100;
/** Longer than any turn detection waits (10 s of silence at most); then the client is left alone. */
const longestFillMs = 15_000;

/**
 * Turns end on the audio clock, which stands still when the client stops sending. While a turn is open and no audio has
 * come for `gapMs`, this adds silence at real time, so that the turn can end.
 */
export class SilenceFiller {
  readonly #options: SilenceFillerOptions;
  #open = false;
  #audioAtMs: number;
  #filledToMs: number | undefined;
  #filledMs = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(options: SilenceFillerOptions) {
    this.#options = options;
    this.#audioAtMs = options.clock.nowMs();
  }

  /** Silence added in all. */
  get filledMs(): number {
    return this.#filledMs;
  }

  /** Audio of the client has arrived. */
  audioArrived(): void {
    this.#audioAtMs = this.#options.clock.nowMs();
    this.#filledToMs = undefined;
    if (this.#open && !this.#cancelTimer) this.#schedule(this.#audioAtMs + this.#options.gapMs);
  }

  /** Whether something waits for the audio clock: speech that goes on, or a turn without its end. */
  setOpen(open: boolean): void {
    if (open === this.#open) return;
    this.#open = open;
    if (open) {
      this.#schedule(this.#audioAtMs + this.#options.gapMs);
    } else {
      this.#filledToMs = undefined;
      this.close();
    }
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #schedule(atMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#options.clock.setTimer(Math.max(1, atMs - this.#options.clock.nowMs()), () =>
      this.#tick(),
    );
  }

  #tick(): void {
    const nowMs = this.#options.clock.nowMs();
    const dueMs = this.#audioAtMs + this.#options.gapMs;
    if (nowMs < dueMs - 1) {
      this.#schedule(dueMs);
      return;
    }
    if (nowMs - this.#audioAtMs > this.#options.gapMs + longestFillMs) {
      this.close();
      return;
    }
    if (this.#filledToMs === undefined) {
      this.#filledToMs = nowMs;
      this.#options.onGap();
    } else {
      const missingMs = nowMs - this.#filledToMs;
      this.#filledToMs = nowMs;
      this.#filledMs += missingMs;
      this.#options.appendSilence(missingMs);
    }
    if (this.#open) this.#schedule(nowMs + stepMs);
  }
}
