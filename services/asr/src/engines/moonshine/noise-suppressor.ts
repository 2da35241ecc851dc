import { resample } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { Rnnoise } from '@shiguredo/rnnoise-wasm';

/** What RNNoise works on: frames at 48 kHz of 16-bit values. Its output is two frames late. */
const suppressorRateHz = 48_000;
const fullScale = 32_768;
const framesLate = 2;
/** How much of the noisy audio stays: recognizers are trained on noise, and what a suppressor leaves is new to them. */
const noisyShare = 0.4;

/**
 * RNNoise (J.-M. Valin, "A Hybrid DSP/Deep Learning Approach to Real-Time Full-Band Speech Enhancement", 2018), for one
 * audio at a time: it learns the noise from the beginning of that audio.
 */
export class NoiseSuppressor {
  readonly #rnnoise: Rnnoise;

  private constructor(rnnoise: Rnnoise) {
    this.#rnnoise = rnnoise;
  }

  static async load(): Promise<NoiseSuppressor> {
    // The module was compiled for browsers alone and looks for their names, once, while it loads.
    const hadName = 'WorkerGlobalScope' in globalThis;
    if (!hadName) Object.assign(globalThis, { WorkerGlobalScope: class {} });
    try {
      return new NoiseSuppressor(await Rnnoise.load());
    } finally {
      if (!hadName) Reflect.deleteProperty(globalThis, 'WorkerGlobalScope');
    }
  }

  /** 16 kHz mono in, as much of it out, in step with it; steady noise becomes 8 dB quieter. */
  suppress(samples: Float32Array): Float32Array {
    const { frameSize } = this.#rnnoise;
    const noisy = resample(samples, { fromHz: inputRateHz, toHz: suppressorRateHz });
    const clean = new Float32Array(noisy.length);
    const state = this.#rnnoise.createDenoiseState();
    const frame = new Float32Array(frameSize);
    for (let at = 0; at < noisy.length + framesLate * frameSize; at += frameSize) {
      for (let index = 0; index < frameSize; index++) frame[index] = (noisy[at + index] ?? 0) * fullScale;
      state.processFrame(frame);
      for (let index = 0; index < frameSize; index++) {
        const to = at + index - framesLate * frameSize;
        if (to >= 0 && to < clean.length) clean[to] = (frame[index] as number) / fullScale;
      }
    }
    state.destroy();
    const back = resample(clean, { fromHz: suppressorRateHz, toHz: inputRateHz });
    return samples.map((sample, index) => noisyShare * sample + (1 - noisyShare) * (back[index] ?? 0));
  }
}
