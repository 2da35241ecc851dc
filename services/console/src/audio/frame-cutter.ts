import { createResampler, type Resampler } from '@cascade/audio';

export interface FrameCutterOptions {
  readonly fromHz: number;
  readonly toHz: number;
  readonly frameMs: number;
}

/**
 * A microphone's blocks, of whatever rate and length, as frames of one length at one rate. Called on the audio thread.
 * `deliver` gets an array of its own each time.
 */
export class FrameCutter {
  readonly frameSamples: number;
  readonly #resampler: Resampler | undefined;
  readonly #deliver: (frame: Float32Array) => void;
  #frame: Float32Array;
  #filled = 0;

  constructor({ fromHz, toHz, frameMs }: FrameCutterOptions, deliver: (frame: Float32Array) => void) {
    this.frameSamples = Math.round((toHz * frameMs) / 1000);
    this.#frame = new Float32Array(this.frameSamples);
    this.#resampler = fromHz === toHz ? undefined : createResampler({ fromHz, toHz });
    this.#deliver = deliver;
  }

  add(block: Float32Array): void {
    const samples = this.#resampler ? this.#resampler.process(block) : block;
    let taken = 0;
    while (taken < samples.length) {
      const part = samples.subarray(taken, taken + this.frameSamples - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled < this.frameSamples) continue;
      this.#deliver(this.#frame);
      this.#frame = new Float32Array(this.frameSamples);
      this.#filled = 0;
    }
  }
}
