import type { PlaybackPosition } from '../audio/loudspeaker.ts';

const intervalMs = 100;

/** Tells the service what was heard: ten times a second while an item plays, and at once when nothing of it is left. */
export class PlaybackAcks {
  readonly #send: (itemId: string, playedMs: number) => void;
  #itemId: string | undefined;
  #sentMs = 0;
  #sentAtMs = Number.NEGATIVE_INFINITY;

  constructor(send: (itemId: string, playedMs: number) => void) {
    this.#send = send;
  }

  /** Calls that bring nothing new are dropped; `atOnce` before playback is cut. */
  report({ itemId, heardMs, isDry }: PlaybackPosition, nowMs: number, atOnce = false): void {
    if (itemId !== this.#itemId) {
      this.#itemId = itemId;
      this.#sentMs = 0;
      this.#sentAtMs = Number.NEGATIVE_INFINITY;
    }
    const playedMs = Math.round(heardMs);
    if (playedMs <= this.#sentMs) return;
    if (!isDry && !atOnce && nowMs - this.#sentAtMs < intervalMs) return;
    this.#sentMs = playedMs;
    this.#sentAtMs = nowMs;
    this.#send(itemId, playedMs);
  }
}
