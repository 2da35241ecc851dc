import { createRealFft } from './real-fft.ts';

/** Where in a reference a window of a microphone's signal comes from, if it does. */
export interface FoundEcho {
  /** Position in the reference of what the window's first sample is an echo of. */
  readonly position: number;
  /** Height of the correlation's peak over its root mean square: about 4 … 6 for signals that have nothing in common. */
  readonly peakToNoise: number;
}

export interface EchoFinder {
  readonly windowSamples: number;
  readonly referenceSamples: number;
  /** @param window at most `windowSamples` @param reference at most `referenceSamples`, longer than the window */
  find(window: Float32Array, reference: Float32Array): FoundEcho;
}

export interface EchoFinderOptions {
  readonly windowSamples: number;
  readonly referenceSamples: number;
  readonly rateHz: number;
}

/** Rumble and what resampling leaves at the upper edge say nothing. */
const bandHz = { from: 150, toShare: 0.45 };

/**
 * Finds an echo by the generalized cross-correlation with phase transform (Knapp and Carter, "The generalized correlation
 * method for estimation of time delay", 1976): each frequency counts the same whatever its level, so that neither the
 * room's sound nor the periods of a voice make peaks of their own.
 */
export function createEchoFinder({ windowSamples, referenceSamples, rateHz }: EchoFinderOptions): EchoFinder {
  const size = transformSize(windowSamples + referenceSamples);
  const fft = createRealFft(size);
  const signal = new Float64Array(size);
  const [real, imaginary] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  const [referenceReal, referenceImaginary] = [new Float64Array(fft.bins), new Float64Array(fft.bins)];
  const firstBin = Math.ceil((bandHz.from * size) / rateHz);
  const lastBin = Math.floor(bandHz.toShare * size);
  const taper = Float64Array.from({ length: windowSamples }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / windowSamples));

  return {
    windowSamples,
    referenceSamples,
    find(window, reference) {
      signal.fill(0);
      for (let n = 0; n < window.length; n += 1) signal[n] = window[n]! * taper[n]! ** 2;
      fft.forward(signal, real, imaginary);
      signal.fill(0);
      signal.set(reference);
      fft.forward(signal, referenceReal, referenceImaginary);
      for (let k = 0; k < fft.bins; k += 1) {
        const a = referenceReal[k]! * real[k]! + referenceImaginary[k]! * imaginary[k]!;
        const b = referenceImaginary[k]! * real[k]! - referenceReal[k]! * imaginary[k]!;
        const magnitude = Math.sqrt(a * a + b * b);
        const weight = k < firstBin || k > lastBin || magnitude === 0 ? 0 : 1 / magnitude;
        real[k] = a * weight;
        imaginary[k] = b * weight;
      }
      fft.inverse(real, imaginary, signal);
      return highestPeak(signal, reference.length - window.length + 1);
    },
  };
}

function highestPeak(correlation: Float64Array, positions: number): FoundEcho {
  let [position, height, energy] = [0, 0, 0];
  for (let at = 0; at < positions; at += 1) {
    const value = correlation[at]!;
    energy += value * value;
    if (value <= height) continue;
    height = value;
    position = at;
  }
  return { position, peakToNoise: energy === 0 ? 0 : height / Math.sqrt(energy / positions) };
}

/** The least even number of factors 2, 3 and 5 that is not less. */
function transformSize(least: number): number {
  for (let size = least + (least % 2); ; size += 2) {
    let rest = size;
    for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
    if (rest === 1) return size;
  }
}
