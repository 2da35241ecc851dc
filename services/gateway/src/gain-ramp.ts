import { outputRateHz } from '@cascade/contracts';

/** A change of loudness within this time makes no click. */
const rampSamples = (20 * outputRateHz) / 1000;

/** Loudness of one stream of samples at 24 kHz: goes to a new gain in a straight line of 20 ms. */
export class GainRamp {
  #gain = 1;
  #target = 1;
  #step = 0;

  /** @param gain factor on the amplitude, 0 … 1 */
  setTarget(gain: number): void {
    this.#target = gain;
    this.#step = (gain - this.#gain) / rampSamples;
  }

  /** The same samples where nothing changes them, else a copy. */
  apply(samples: Float32Array): Float32Array {
    if (this.#gain === 1 && this.#target === 1) return samples;
    return samples.map((sample) => sample * this.#next());
  }

  #next(): number {
    const left = this.#target - this.#gain;
    this.#gain = Math.abs(left) <= Math.abs(this.#step) ? this.#target : this.#gain + this.#step;
    return this.#gain;
  }
}
