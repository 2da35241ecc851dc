import { createRealFft } from './real-fft.ts';

/** Rumble, and what resampling leaves at the upper edge, say nothing: first and last share of the frequencies. */
const bandShare = { from: 0.025, to: 0.94 };

/**
 * How much of a signal's energy a linear filter of another explains: the magnitude-squared coherence, averaged over
 * frames that overlap by half (Carter, Knapp and Nuttall, "Estimation of the magnitude-squared coherence function via
 * overlapped FFT processing", 1973), and over frequencies by the signal's energy there.
 *
 * @param frameSamples longer ones follow longer echoes, and take more signal: with few frames, signals that have nothing in
 * common look alike
 * @returns a function of two signals of one length, 0 … 1
 */
export function createExplainedShare(frameSamples: number): (signal: Float32Array, by: Float32Array) => number {
  const fft = createRealFft(frameSamples);
  const { bins } = fft;
  const zeros = () => new Float64Array(bins);
  const [signalFrame, byFrame] = [new Float64Array(frameSamples), new Float64Array(frameSamples)];
  const [signalRe, signalIm, byRe, byIm] = [zeros(), zeros(), zeros(), zeros()];
  const hann = Float64Array.from(
    { length: frameSamples },
    (_, n) => Math.sin((Math.PI * (n + 0.5)) / frameSamples) ** 2,
  );
  const [first, last] = [Math.ceil(bandShare.from * bins), Math.floor(bandShare.to * bins)];

  return (signal, by) => {
    const [energy, byEnergy, crossRe, crossIm] = [zeros(), zeros(), zeros(), zeros()];
    for (let start = 0; start + frameSamples <= signal.length; start += frameSamples / 2) {
      for (let n = 0; n < frameSamples; n += 1) {
        signalFrame[n] = signal[start + n]! * hann[n]!;
        byFrame[n] = by[start + n]! * hann[n]!;
      }
      fft.forward(signalFrame, signalRe, signalIm);
      fft.forward(byFrame, byRe, byIm);
      for (let k = first; k < last; k += 1) {
        energy[k]! += signalRe[k]! ** 2 + signalIm[k]! ** 2;
        byEnergy[k]! += byRe[k]! ** 2 + byIm[k]! ** 2;
        crossRe[k]! += byRe[k]! * signalRe[k]! + byIm[k]! * signalIm[k]!;
        crossIm[k]! += byRe[k]! * signalIm[k]! - byIm[k]! * signalRe[k]!;
      }
    }
    let [explained, total] = [0, 0];
    for (let k = first; k < last; k += 1) {
      total += energy[k]!;
      if (byEnergy[k]! > 0) explained += (crossRe[k]! ** 2 + crossIm[k]! ** 2) / byEnergy[k]!;
    }
    return total === 0 ? 0 : explained / total;
  };
}
