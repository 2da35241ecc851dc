import { createRealFft } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { createMelFilters } from './mel-filters.ts';

export const melBands = 80;
export const melFrames = 800;
/** The window that the model sees: eight seconds at 16 kHz. */
export const windowSamples = 8 * inputRateHz;

const fftSize = 400;
const hopSamples = 160;
const half = fftSize / 2;
const normalizationVarianceFloor = 1e-7;
const powerFloor = 1e-10;

/** Turns the end of an utterance into the model's input. Holds working memory: not to be shared between threads. */
export interface LogMel {
  /**
   * Log-mel spectrogram of the last eight seconds as [80 × 800], band by band: what is missing is silence at the front,
   * the window is brought to mean 0 and variance 1, Hann frames of 400 samples every 160 (centred, mirrored at the
   * edges), Slaney filters, log10, at most 8 below the loudest value, then (x + 4) / 4. This is the feature extractor of
   * Whisper (Radford et al. 2022) with `do_normalize`, as Smart Turn was trained with.
   *
   * @param audio mono at 16 kHz, −1 … 1; only its last 128,000 samples count
   */
  compute(audio: Float32Array): Float32Array;
}

export function createLogMel(): LogMel {
  const fft = createRealFft(fftSize);
  const filters = createMelFilters(melBands, fftSize, inputRateHz);
  const hann = Float64Array.from({ length: fftSize }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / fftSize));
  /** The window with its mirrored edges, so that frame `i` begins at `i × hopSamples`. */
  const normalized = new Float64Array(windowSamples + fftSize);
  const frame = new Float64Array(fftSize);
  const real = new Float64Array(fft.bins);
  const imaginary = new Float64Array(fft.bins);
  const power = new Float64Array(fft.bins);
  const bands = new Float64Array(melBands);

  /** Log power of one frame in every band, into `bands`; the loudest of them is returned. */
  function transformFrame(): number {
    fft.forward(frame, real, imaginary);
    for (let bin = 0; bin < fft.bins; bin++) power[bin] = real[bin]! ** 2 + imaginary[bin]! ** 2;
    let loudest = Number.NEGATIVE_INFINITY;
    for (let band = 0; band < melBands; band++) {
      const { firstBin, weights } = filters[band]!;
      let sum = 0;
      for (let index = 0; index < weights.length; index++) sum += weights[index]! * power[firstBin + index]!;
      const value = Math.log10(Math.max(powerFloor, sum));
      bands[band] = value;
      if (value > loudest) loudest = value;
    }
    return loudest;
  }

  return {
    compute(audio) {
      const voiced = audio.length > windowSamples ? audio.subarray(audio.length - windowSamples) : audio;
      const padding = windowSamples - voiced.length;
      const { mean, scale } = normalization(voiced);
      normalized.fill(-mean * scale, half, half + padding);
      for (let index = 0; index < voiced.length; index++) {
        normalized[half + padding + index] = (voiced[index]! - mean) * scale;
      }
      for (let index = 1; index <= half; index++) {
        normalized[half - index] = normalized[half + index]!;
        normalized[half + windowSamples - 1 + index] = normalized[half + windowSamples - 1 - index]!;
      }
      const features = new Float32Array(melBands * melFrames);
      // Frames that lie in the padding are all alike: one of them is computed.
      const silentFrames = Math.min(melFrames, Math.max(0, Math.floor((padding - half) / hopSamples) + 1));
      let loudest = Number.NEGATIVE_INFINITY;
      for (let index = Math.max(0, silentFrames - 1); index < melFrames; index++) {
        const start = index * hopSamples;
        for (let n = 0; n < fftSize; n++) frame[n] = normalized[start + n]! * hann[n]!;
        loudest = Math.max(loudest, transformFrame());
        for (let band = 0; band < melBands; band++) features[band * melFrames + index] = bands[band]!;
      }
      const floor = loudest - 8;
      for (let band = 0; band < melBands; band++) {
        const row = features.subarray(band * melFrames, (band + 1) * melFrames);
        for (let index = Math.max(0, silentFrames - 1); index < melFrames; index++) {
          row[index] = (Math.max(floor, row[index]!) + 4) / 4;
        }
        if (silentFrames > 1) row.fill(row[silentFrames - 1]!, 0, silentFrames - 1);
      }
      return features;
    },
  };
}

/** Over the whole window, the silence at its front included. */
function normalization(voiced: Float32Array): { mean: number; scale: number } {
  let sum = 0;
  let squares = 0;
  for (let index = 0; index < voiced.length; index++) {
    const value = voiced[index]!;
    sum += value;
    squares += value * value;
  }
  const mean = sum / windowSamples;
  const variance = Math.max(0, squares / windowSamples - mean * mean);
  return { mean, scale: 1 / Math.sqrt(variance + normalizationVarianceFloor) };
}
