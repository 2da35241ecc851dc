import type { Clock } from '@cascade/contracts';

/** What of a reply has come out of the loudspeaker. */
export interface Heard {
  readonly itemId: string;
  readonly playedMs: number;
  /** Nothing of it will be played any more. */
  readonly over: boolean;
  /** Where it was faded out, when the rest was played inaudibly and then stopped. */
  readonly fadedMs?: number;
}

export interface LoudspeakerListener {
  /** Something begins, goes on or ends. */
  onChange(): void;
  /** A reply was played to its end. */
  onPlayedOut(heard: Heard): void;
}

interface Track {
  readonly itemId: string;
  receivedMs: number;
  /** At `anchorMs` it had played `anchorPlayedMs`. */
  anchorMs: number;
  anchorPlayedMs: number;
  allReceived: boolean;
  overAtMs: number | undefined;
  fadedMs: number | undefined;
}

/** Plays replies in real time, one after the other, and knows what was heard: the truth that a history is held against. */
export class Loudspeaker {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #onPlayedOut: (heard: Heard) => void;
  readonly #tracks: Track[] = [];
  /** Replies of which something was heard. */
  started = 0;
  #cancelTimer: (() => void) | undefined;

  constructor(clock: Clock, { onChange, onPlayedOut }: LoudspeakerListener) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#onPlayedOut = onPlayedOut;
  }

  /** The reply that is being heard. */
  get playing(): string | undefined {
    const track = this.#current;
    return track && track.receivedMs > 0 ? track.itemId : undefined;
  }

  get heard(): Heard[] {
    return this.#tracks.map((track) => {
      const playedMs = this.#played(track);
      const playedOut = track.allReceived && playedMs >= track.receivedMs;
      const isFaded = track.fadedMs !== undefined && track.fadedMs < playedMs && !playedOut;
      const over = track.overAtMs !== undefined;
      return { itemId: track.itemId, playedMs, over, ...(isFaded && { fadedMs: track.fadedMs as number }) };
    });
  }

  playedMs(itemId: string): number {
    const track = this.#tracks.find((one) => one.itemId === itemId);
    return track ? this.#played(track) : 0;
  }

  /** What plays now is turned down to nothing, or up again. */
  setFaded(isFaded: boolean): void {
    const track = this.#current;
    if (track) track.fadedMs = isFaded ? (track.fadedMs ?? this.#played(track)) : undefined;
  }

  /** @param isFaded its samples are inaudible */
  add(itemId: string, durationMs: number, isFaded: boolean | undefined): void {
    let track = this.#tracks.find((one) => one.itemId === itemId);
    if (!track) {
      track = {
        itemId,
        receivedMs: 0,
        anchorMs: 0,
        anchorPlayedMs: 0,
        allReceived: false,
        overAtMs: undefined,
        fadedMs: undefined,
      };
      this.#tracks.push(track);
    }
    if (track.overAtMs !== undefined) return;
    if (isFaded !== undefined) track.fadedMs = isFaded ? (track.fadedMs ?? track.receivedMs) : undefined;
    if (track === this.#current) this.#play(track);
    track.receivedMs += durationMs;
    this.#look();
  }

  /** No more audio of it will come. */
  end(itemId: string): void {
    const track = this.#tracks.find((one) => one.itemId === itemId);
    if (!track) return;
    track.allReceived = true;
    this.#look();
  }

  /** Falls silent at once; returns what was heard of the reply that was playing. */
  stop(): Heard | undefined {
    const track = this.#current;
    if (!track) return undefined;
    // Clients name whole milliseconds.
    const playedMs = Math.floor(this.#played(track));
    this.#finish(track, playedMs);
    return { itemId: track.itemId, playedMs, over: true };
  }

  close(): void {
    this.#cancelTimer?.();
  }

  get #current(): Track | undefined {
    return this.#tracks.find((track) => track.overAtMs === undefined);
  }

  #played(track: Track): number {
    if (track.overAtMs !== undefined) return track.anchorPlayedMs;
    if (track !== this.#current || track.receivedMs === 0) return 0;
    return Math.min(track.receivedMs, track.anchorPlayedMs + this.#clock.nowMs() - track.anchorMs);
  }

  /** Goes on from where it ran dry. */
  #play(track: Track): void {
    if (track.receivedMs === 0) this.started++;
    if (this.#played(track) < track.receivedMs) return;
    track.anchorPlayedMs = track.receivedMs;
    track.anchorMs = this.#clock.nowMs();
  }

  #finish(track: Track, playedMs: number): void {
    track.anchorPlayedMs = playedMs;
    track.overAtMs = this.#clock.nowMs();
    const next = this.#current;
    if (next && next.receivedMs > 0) {
      this.started++;
      next.anchorMs = this.#clock.nowMs();
    }
    this.#look();
  }

  #playedOut(track: Track): void {
    this.#onPlayedOut({ itemId: track.itemId, playedMs: track.receivedMs, over: true });
    this.#finish(track, track.receivedMs);
  }

  #look(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    this.#onChange();
    const track = this.#current;
    if (!track) return;
    const leftMs = track.receivedMs - this.#played(track);
    if (leftMs > 0.01) this.#cancelTimer = this.#clock.setTimer(leftMs, () => this.#look());
    else if (track.allReceived) this.#playedOut(track);
  }
}
