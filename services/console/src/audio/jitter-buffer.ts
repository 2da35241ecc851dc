/**
 * What a loudspeaker plays next. Audio comes in pieces, early or late; it goes out in the sound card's blocks. Pure, so
 * that it can run on the audio thread and be tested without one: `read` allocates nothing.
 */

export interface JitterBufferOptions {
  readonly rateHz: number;
  /** Audio that has to be there before playing begins. Grows with every underrun, up to `maxStartMs`. */
  readonly startMs?: number;
  readonly maxStartMs?: number;
  /** Playing that stops or begins in mid-sound does so over this time: no clicks. */
  readonly fadeMs?: number;
  /** Time that the loudness takes to change. */
  readonly rampMs?: number;
}

interface Piece {
  readonly item: number;
  readonly samples: Float32Array;
}

export class JitterBuffer {
  /** The item that plays, or played last; −1 before the first. */
  item = -1;
  /** Samples of it that have been played. */
  playedSamples = 0;
  /** Times that an item ran dry and went on later. */
  underruns = 0;
  /** Samples louder than −60 dBFS that were played, of all items: proof that something could be heard. */
  audibleSamples = 0;
  readonly #fadeSamples: number;
  readonly #maxStartSamples: number;
  #startSamples: number;
  readonly #pieces: Piece[] = [];
  #offset = 0;
  #queuedSamples = 0;
  #isPlaying = false;
  /** Samples since playing began or began anew, for the fade in. */
  #sinceStart = 0;
  /** Samples left of a fade out that ends in `flush`; −1 when there is none. */
  #fadeLeft = -1;
  #ranDryInItem = -1;
  /** Loudness now, and the one that it goes to. */
  #loudness = 1;
  #wantedLoudness = 1;
  readonly #loudnessStep: number;

  constructor({ rateHz, startMs = 40, maxStartMs = 240, fadeMs = 5, rampMs = 20 }: JitterBufferOptions) {
    this.#loudnessStep = 1000 / (rampMs * rateHz);
    this.#fadeSamples = Math.max(1, Math.round((fadeMs * rateHz) / 1000));
    this.#startSamples = Math.round((startMs * rateHz) / 1000);
    this.#maxStartSamples = Math.round((maxStartMs * rateHz) / 1000);
  }

  get queuedSamples(): number {
    return this.#queuedSamples;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get startSamples(): number {
    return this.#startSamples;
  }

  push(item: number, samples: Float32Array): void {
    if (samples.length === 0) return;
    if (this.#fadeLeft >= 0) this.#drop();
    if (item === this.#ranDryInItem) {
      this.underruns += 1;
      this.#startSamples = Math.min(this.#maxStartSamples, this.#startSamples * 2);
    }
    this.#ranDryInItem = -1;
    this.#pieces.push({ item, samples });
    this.#queuedSamples += samples.length;
    if (this.#queuedSamples >= this.#startSamples) this.#start();
  }

  /** No more will come for now: plays what is there, however little. */
  release(): void {
    if (this.#queuedSamples > 0) this.#start();
  }

  /** Forgets what is queued; what sounds fades out. */
  flush(): void {
    if (this.#isPlaying) this.#fadeLeft = Math.min(this.#fadeSamples, this.#queuedSamples);
    if (!this.#isPlaying || this.#fadeLeft === 0) this.#drop();
  }

  /** Plays everything from now on at a factor of its loudness, 0 … 1, also what comes later. */
  setLoudness(factor: number): void {
    this.#wantedLoudness = Math.min(1, Math.max(0, factor));
  }

  /** Fills a block with what comes next, and with silence where nothing does. */
  read(block: Float32Array): void {
    let filled = 0;
    while (filled < block.length && this.#isPlaying) {
      const piece = this.#pieces[0];
      if (!piece) {
        this.#isPlaying = false;
        this.#ranDryInItem = this.item;
        break;
      }
      if (piece.item !== this.item) {
        this.item = piece.item;
        this.playedSamples = 0;
      }
      const sample = piece.samples[this.#offset]!;
      block[filled] = sample * this.#gain() * this.#nextLoudness();
      if (sample > 0.001 || sample < -0.001) this.audibleSamples += 1;
      filled += 1;
      this.#advance(piece);
    }
    block.fill(0, filled);
  }

  #advance(piece: Piece): void {
    this.#offset += 1;
    this.#queuedSamples -= 1;
    this.playedSamples += 1;
    this.#sinceStart += 1;
    if (this.#offset === piece.samples.length) {
      this.#pieces.shift();
      this.#offset = 0;
    }
    if (this.#fadeLeft > 0) {
      this.#fadeLeft -= 1;
      if (this.#fadeLeft === 0) this.#drop();
    }
  }

  /** Fades in after a start, out before a flush, and out before the queue is empty. */
  #gain(): number {
    const up = this.#sinceStart < this.#fadeSamples ? (this.#sinceStart + 1) / this.#fadeSamples : 1;
    const left = this.#fadeLeft >= 0 ? this.#fadeLeft : this.#queuedSamples;
    const down = left <= this.#fadeSamples ? (left - 1) / this.#fadeSamples : 1;
    return Math.min(up, down);
  }

  #nextLoudness(): number {
    const missing = this.#wantedLoudness - this.#loudness;
    if (missing !== 0) this.#loudness += Math.sign(missing) * Math.min(Math.abs(missing), this.#loudnessStep);
    return this.#loudness;
  }

  #start(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    this.#sinceStart = 0;
  }

  #drop(): void {
    this.#pieces.length = 0;
    this.#offset = 0;
    this.#queuedSamples = 0;
    this.#isPlaying = false;
    this.#fadeLeft = -1;
    this.#ranDryInItem = -1;
  }
}
