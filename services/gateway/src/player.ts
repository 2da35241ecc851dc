import { firstAudibleSample } from '@cascade/audio';
import { type Clock, outputRateHz } from '@cascade/contracts';

export interface PlayerOptions {
  readonly clock: Clock;
  /** Audio is sent at most so far ahead of its playback. */
  readonly leadMs: number;
  /** Most audio of one response that may wait to be sent; the rest of a longer reply is cut. */
  readonly maxWaitingMs?: number;
  /** Some audio of a response is to go out now: mono, 24 kHz, without gap. */
  send(responseId: string, samples: Float32Array): void;
  /** All audio of the response has gone out. */
  sent(responseId: string): void;
  /** The first audible sample was due at `atMs`, now or shortly before. */
  started(responseId: string, atMs: number): void;
  progress(responseId: string, playedMs: number, atMs: number): void;
  /** Played to its end, or as far as the client says that it played. Not called for a response that is stopped. */
  done(responseId: string, end: PlayedResponse): void;
  /** The reply was longer than may wait. */
  cut(responseId: string): void;
}

/** Milliseconds of a response's audio. */
export interface PlayedResponse {
  readonly sentMs: number;
  readonly playedMs: number;
  readonly completed: boolean;
}

export interface TrackOptions {
  /** The client has promised acknowledgements. */
  readonly promisesAcks: boolean;
  /** Plays before a response that was begun earlier, as long as nothing of that one has come. */
  readonly overtakes?: boolean;
}

interface Track {
  readonly responseId: string;
  readonly promisesAcks: boolean;
  readonly overtakes: boolean;
  readonly waiting: Float32Array[];
  waitingSamples: number;
  receivedSamples: number;
  sentSamples: number;
  ended: boolean;
  flushed: boolean;
  /** At `anchorMs` sample `anchorSample` was played: moves when the client ran out of audio. */
  anchorMs: number;
  anchorSample: number;
  /** What the client acknowledged. */
  ackedMs: number | undefined;
  audibleSample: number | undefined;
  started: boolean;
  progressAtMs: number;
  /** The client has stopped playing: when, and where it had come to by the pace. */
  halted: { readonly atMs: number; readonly sample: number } | undefined;
}

const samplesPerMs = outputRateHz / 1000;
const sliceMs = 40;
const progressEveryMs = 200;
/** A client may acknowledge the end of the audio so much later than it is estimated. */
const ackGraceMs = 2000;
/** The last acknowledgement may fall short of the end by so much: players work in blocks. */
const ackToleranceMs = 60;
/** Rounding must not make two looks at the same moment out of one. */
const shortestWaitMs = 0.05;
const halfSample = 0.5;

/**
 * Sends reply audio at the pace of its playback and knows how much of it was heard. Responses play one after the other.
 * Playback is estimated from the pace (it begins when the first audio is sent, and pauses when audio is late), unless
 * the client acknowledges what it played: then that counts.
 */
export class Player {
  readonly #options: PlayerOptions;
  readonly #maxWaitingSamples: number;
  readonly #sliceSamples: number;
  readonly #tracks: Track[] = [];
  #leadMs: number;
  #cancelTimer: (() => void) | undefined;
  #paused = false;
  /** When the last pause ended: acknowledgements that could not come meanwhile get their time. */
  #resumedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#leadMs = options.leadMs;
    this.#maxWaitingSamples = (options.maxWaitingMs ?? 300_000) * samplesPerMs;
    this.#sliceSamples = Math.max(1, Math.floor(Math.min(sliceMs, options.leadMs) * samplesPerMs));
  }

  /** Responses that are not over. */
  get playing(): number {
    return this.#tracks.length;
  }

  begin(responseId: string, { promisesAcks, overtakes = false }: TrackOptions): void {
    this.#tracks.push({
      responseId,
      promisesAcks,
      overtakes,
      waiting: [],
      waitingSamples: 0,
      receivedSamples: 0,
      sentSamples: 0,
      ended: false,
      flushed: false,
      anchorMs: 0,
      anchorSample: 0,
      ackedMs: undefined,
      audibleSample: undefined,
      started: false,
      progressAtMs: 0,
      halted: undefined,
    });
  }

  add(responseId: string, samples: Float32Array): void {
    const track = this.#find(responseId);
    if (!track || track.ended || track.halted || samples.length === 0) return;
    if (track.waitingSamples + samples.length > this.#maxWaitingSamples) {
      track.ended = true;
      this.#options.cut(responseId);
    } else {
      if (track.audibleSample === undefined) {
        const audible = firstAudibleSample(samples);
        if (audible !== undefined) track.audibleSample = track.receivedSamples + audible;
      }
      track.waiting.push(samples);
      track.waitingSamples += samples.length;
      track.receivedSamples += samples.length;
    }
    this.#pump();
  }

  /** No more audio of this response will come. */
  end(responseId: string): void {
    const track = this.#find(responseId);
    if (!track) return;
    track.ended = true;
    this.#pump();
  }

  /** The client has played so much of the response's audio. Never goes back. */
  acknowledge(responseId: string, playedMs: number): void {
    const track = this.#find(responseId);
    if (!track) return;
    track.ackedMs = Math.max(track.ackedMs ?? 0, Math.min(playedMs, track.sentSamples / samplesPerMs));
    this.#pump();
  }

  /**
   * The client has stopped playing this response: nothing more of it is sent, and nothing more is heard. It is over with
   * `stop`, or some time later by itself.
   */
  halt(responseId: string): void {
    const track = this.#find(responseId);
    if (!track || track.halted) return;
    track.halted = { atMs: this.#options.clock.nowMs(), sample: this.#position(track) };
    track.ended = true;
    track.waiting.length = 0;
    track.waitingSamples = 0;
    this.#pump();
  }

  /** Drops what is not sent, and says how much was sent and heard. Undefined when the response is not playing. */
  stop(responseId: string): { sentMs: number; playedMs: number } | undefined {
    const track = this.#find(responseId);
    if (!track) return undefined;
    const result = { sentMs: track.sentSamples / samplesPerMs, playedMs: this.#playedMs(track) };
    this.#remove(track);
    this.#pump();
    return result;
  }

  /** From now on audio is sent at most so far ahead. */
  setLead(leadMs: number): void {
    this.#leadMs = leadMs;
    this.#pump();
  }

  sentMs(responseId: string): number {
    return (this.#find(responseId)?.sentSamples ?? 0) / samplesPerMs;
  }

  /** Where a client stands that plays what it gets as it comes, however late it tells. */
  paceMs(responseId: string): number {
    const track = this.#find(responseId);
    return track ? this.#position(track) / samplesPerMs : 0;
  }

  /**
   * While the client is not connected nothing is sent, and nothing ends: it plays what it has and then waits. Playback
   * by the pace stands still where the audio ran out.
   */
  setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (!paused) this.#resumedAtMs = this.#options.clock.nowMs();
    this.#pump();
  }

  /** Drops everything, tells nobody. */
  close(): void {
    this.#tracks.length = 0;
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }

  #find(responseId: string): Track | undefined {
    return this.#tracks.find((track) => track.responseId === responseId);
  }

  #remove(track: Track): void {
    this.#tracks.splice(this.#tracks.indexOf(track), 1);
  }

  /** Where playback stands by the pace alone, in samples. */
  #position(track: Track): number {
    if (track.halted) return track.halted.sample;
    if (track.sentSamples === 0) return 0;
    const elapsed = (this.#options.clock.nowMs() - track.anchorMs) * samplesPerMs;
    return Math.min(track.sentSamples, track.anchorSample + elapsed);
  }

  #playedMs(track: Track): number {
    if (track.ackedMs !== undefined) return track.ackedMs;
    return track.promisesAcks ? 0 : this.#position(track) / samplesPerMs;
  }

  /** The one that plays. */
  get #current(): Track | undefined {
    const [first] = this.#tracks;
    const overtaking = this.#tracks.find((track) => track.overtakes);
    if (!first || !overtaking) return first;
    const firstHasNothing = first.sentSamples === 0 && first.waitingSamples === 0 && !first.ended;
    return overtaking.sentSamples > 0 || firstHasNothing ? overtaking : first;
  }

  /** Does what is due and sets the timer for what is due next. */
  #pump(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    if (this.#paused) return;
    for (let track = this.#current; track; track = this.#current) {
      this.#sendDue(track);
      if (track !== this.#current) continue;
      if (track.ended && track.waitingSamples === 0 && !track.halted) this.#flush(track);
      if (!track.halted) this.#report(track);
      const nextMs = track.halted ? this.#awaitStop(track, track.halted.atMs) : this.#finishOrWait(track);
      if (nextMs === undefined) continue;
      if (nextMs !== Number.POSITIVE_INFINITY) {
        const delayMs = Math.max(shortestWaitMs, nextMs - this.#options.clock.nowMs());
        this.#cancelTimer = this.#options.clock.setTimer(delayMs, () => this.#pump());
      }
      return;
    }
  }

  #sendDue(track: Track): void {
    const leadSamples = this.#leadMs * samplesPerMs;
    while (track.waitingSamples > 0) {
      const position = this.#position(track);
      if (track.sentSamples - position < 1) {
        // The beginning, or the client has run dry: playback goes on with this slice.
        track.anchorMs = this.#options.clock.nowMs();
        track.anchorSample = track.sentSamples;
        if (track.sentSamples === 0) track.progressAtMs = track.anchorMs;
      }
      const slice = Math.min(this.#sliceSamples, track.waitingSamples);
      if (track.sentSamples + slice - position > leadSamples + 1) return;
      const samples = take(track, slice);
      track.sentSamples += slice;
      this.#options.send(track.responseId, samples);
      // Sending may have found the client gone.
      if (track !== this.#current) return;
    }
  }

  #flush(track: Track): void {
    if (track.flushed) return;
    track.flushed = true;
    this.#options.sent(track.responseId);
  }

  #report(track: Track): void {
    if (track.sentSamples === 0) return;
    const nowMs = this.#options.clock.nowMs();
    if (!track.started && track.audibleSample !== undefined && this.#isDue(track, track.audibleSample)) {
      track.started = true;
      // A timer may be late by as much as the process was busy: what was sent in time has played all the same.
      this.#options.started(track.responseId, Math.min(nowMs, dueMs(track, track.audibleSample)));
    }
    if (nowMs - track.progressAtMs >= progressEveryMs - shortestWaitMs) {
      track.progressAtMs = nowMs;
      this.#options.progress(track.responseId, this.#playedMs(track), nowMs);
    }
  }

  #isDue(track: Track, sample: number): boolean {
    return track.sentSamples > sample && this.#position(track) >= sample - halfSample;
  }

  /** Undefined when the track is over, otherwise when it has to be looked at again. */
  #finishOrWait(track: Track): number | undefined {
    const nowMs = this.#options.clock.nowMs();
    const position = this.#position(track);
    if (track.ended && track.waitingSamples === 0) {
      const endMs = track.anchorMs + (track.sentSamples - track.anchorSample) / samplesPerMs;
      const over = track.sentSamples === 0 || position >= track.sentSamples - halfSample;
      const usesAcks = track.sentSamples > 0 && (track.promisesAcks || track.ackedMs !== undefined);
      const sentMs = track.sentSamples / samplesPerMs;
      if (usesAcks) {
        const heardAll = track.ackedMs !== undefined && track.ackedMs >= sentMs - ackToleranceMs;
        const lastAckMs = Math.max(endMs, this.#resumedAtMs) + ackGraceMs;
        if (heardAll || nowMs >= lastAckMs) {
          // A client that promised and never acknowledged anything is believed to have played at the pace.
          const completed = heardAll || track.ackedMs === undefined;
          return this.#finish(track, completed ? sentMs : this.#playedMs(track), completed);
        }
        return Math.min(lastAckMs, track.progressAtMs + progressEveryMs);
      }
      if (over) return this.#finish(track, sentMs, true);
      return this.#nextReport(track, endMs);
    }
    if (track.waitingSamples === 0) {
      return track.sentSamples > position
        ? this.#nextReport(track, Number.POSITIVE_INFINITY)
        : Number.POSITIVE_INFINITY;
    }
    const slice = Math.min(this.#sliceSamples, track.waitingSamples);
    const waitSamples = track.sentSamples + slice - this.#leadMs * samplesPerMs - position;
    return this.#nextReport(track, nowMs + Math.max(1, Math.ceil(waitSamples / samplesPerMs)));
  }

  /** The stages' word on the end of a halted response is on its way; without it the response ends all the same. */
  #awaitStop(track: Track, haltedAtMs: number): number | undefined {
    const giveUpMs = haltedAtMs + ackGraceMs;
    if (this.#options.clock.nowMs() < giveUpMs) return giveUpMs;
    return this.#finish(track, this.#playedMs(track), false);
  }

  #nextReport(track: Track, otherwiseMs: number): number {
    let nextMs = Math.min(otherwiseMs, track.progressAtMs + progressEveryMs);
    if (!track.started && track.audibleSample !== undefined && track.audibleSample < track.sentSamples) {
      nextMs = Math.min(nextMs, dueMs(track, track.audibleSample));
    }
    return nextMs;
  }

  #finish(track: Track, playedMs: number, completed: boolean): undefined {
    this.#remove(track);
    this.#options.done(track.responseId, { sentMs: track.sentSamples / samplesPerMs, playedMs, completed });
  }
}

/** When a sample is played by the pace. */
const dueMs = (track: Track, sample: number): number => track.anchorMs + (sample - track.anchorSample) / samplesPerMs;

/** Takes `count` samples from the front, as a view where one chunk has them all. */
function take(track: Track, count: number): Float32Array {
  const first = track.waiting[0]!;
  track.waitingSamples -= count;
  if (first.length > count) {
    track.waiting[0] = first.subarray(count);
    return first.subarray(0, count);
  }
  if (first.length === count) return track.waiting.shift()!;
  const joined = new Float32Array(count);
  for (let filled = 0; filled < count; ) {
    const chunk = track.waiting[0]!;
    const part = chunk.subarray(0, count - filled);
    joined.set(part, filled);
    filled += part.length;
    if (part.length === chunk.length) track.waiting.shift();
    else track.waiting[0] = chunk.subarray(part.length);
  }
  return joined;
}
