import type { ClientEventInput } from '@cascade/contracts';
import type { PlayoutTimeline } from './playout-timeline.ts';

const intervalMs = 100;

/** What plays: the timeline, or a loudspeaker that keeps count itself. */
export type PlayedItems = Pick<PlayoutTimeline, 'endMs' | 'itemIds' | 'playedMs'>;

/** Tells the server how far each item has been heard: ten times a second while it plays, and once at its end. */
export class PlaybackReporter {
  readonly #playout: PlayedItems;
  readonly #send: (event: ClientEventInput) => void;
  readonly #reported = new Map<string, number>();
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(playout: PlayedItems, send: (event: ClientEventInput) => void) {
    this.#playout = playout;
    this.#send = send;
  }

  /** To be called often; `atOnce` after playback was cut. */
  report(nowMs: number, atOnce = false): void {
    const dueNow = atOnce || nowMs - this.#lastMs >= intervalMs;
    if (!dueNow && nowMs < this.#playout.endMs) return;
    for (const itemId of this.#playout.itemIds) {
      // Whole microseconds, so that sums of chunk lengths come out as the length they add up to.
      const playedMs = Math.round(this.#playout.playedMs(itemId, nowMs) * 1000) / 1000;
      if (playedMs <= (this.#reported.get(itemId) ?? 0)) continue;
      this.#reported.set(itemId, playedMs);
      this.#lastMs = nowMs;
      this.#send({ type: 'cascade.playback.ack', item_id: itemId, played_ms: playedMs });
    }
  }
}
