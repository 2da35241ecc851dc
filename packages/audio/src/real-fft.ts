import { createComplexFft } from './complex-fft.ts';

/** Discrete Fourier transform of real signals of one length. Holds working memory: not to be shared between threads. */
export interface RealFft {
  readonly size: number;
  /** Number of frequencies: size / 2 + 1. */
  readonly bins: number;
  /** X[k] = Σ x[n] e^(−2πi·kn/size) for k = 0 … size/2, into the given arrays of `bins` values. */
  forward(input: Float32Array | Float64Array, real: FloatArray, imaginary: FloatArray): void;
  /**
   * The signal of which `forward` gives these frequencies (with the factor 1/size), into `output` of `size` values.
   * The imaginary parts of the first and the last frequency count as 0, as they are for real signals.
   */
  inverse(real: FloatArray, imaginary: FloatArray, output: FloatArray): void;
}

type FloatArray = Float32Array | Float64Array;

/**
 * A transform of half the length does the work: even samples as real, odd ones as imaginary parts.
 * @param size even, and of no prime factors but 2, 3 and 5 @throws RangeError for any other
 */
export function createRealFft(size: number): RealFft {
  if (!Number.isInteger(size) || size < 2 || size % 2 !== 0) {
    throw new RangeError(`A real transform has an even size, got ${size}`);
  }
  const half = size / 2;
  const bins = half + 1;
  const fft = createComplexFft(half);
  const re = new Float64Array(half);
  const im = new Float64Array(half);
  const cosine = Float64Array.from({ length: bins }, (_, k) => Math.cos((2 * Math.PI * k) / size));
  const sine = Float64Array.from({ length: bins }, (_, k) => Math.sin((2 * Math.PI * k) / size));
  return {
    size,
    bins,
    forward(input, real, imaginary) {
      for (let n = 0; n < half; n += 1) {
        re[n] = input[2 * n]!;
        im[n] = input[2 * n + 1]!;
      }
      fft.transform(re, im);
      for (let k = 0; k <= half; k += 1) {
        const a = k === half ? 0 : k;
        const b = k === 0 ? 0 : half - k;
        // Spectra of the even and of the odd samples, by the symmetry of real signals.
        const evenRe = (re[a]! + re[b]!) / 2;
        const evenIm = (im[a]! - im[b]!) / 2;
        const oddRe = (im[a]! + im[b]!) / 2;
        const oddIm = (re[b]! - re[a]!) / 2;
        real[k] = evenRe + oddRe * cosine[k]! + oddIm * sine[k]!;
        imaginary[k] = evenIm + oddIm * cosine[k]! - oddRe * sine[k]!;
      }
    },
    inverse(real, imaginary, output) {
      for (let k = 0; k < half; k += 1) {
        const m = half - k;
        const aIm = k === 0 ? 0 : imaginary[k]!;
        const bIm = m === half ? 0 : imaginary[m]!;
        const evenRe = (real[k]! + real[m]!) / 2;
        const evenIm = (aIm - bIm) / 2;
        const turnedRe = (real[k]! - real[m]!) / 2;
        const turnedIm = (aIm + bIm) / 2;
        const oddRe = turnedRe * cosine[k]! - turnedIm * sine[k]!;
        const oddIm = turnedIm * cosine[k]! + turnedRe * sine[k]!;
        re[k] = evenRe - oddIm;
        im[k] = evenIm + oddRe;
      }
      // With the parts exchanged, the forward transform is the inverse one.
      fft.transform(im, re);
      for (let n = 0; n < half; n += 1) {
        output[2 * n] = re[n]! / half;
        output[2 * n + 1] = im[n]! / half;
      }
    },
  };
}
