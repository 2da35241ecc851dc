/** A triangular filter: `weights[i]` belongs to frequency bin `firstBin + i`. */
export interface MelFilter {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

// Slaney's mel scale (Auditory Toolbox, 1998): linear below 1 kHz, logarithmic above, 27 steps to each factor of 6.4.
const linearMelHz = 200 / 3;
const bendHz = 1000;
const bendMel = bendHz / linearMelHz;
const logStep = Math.log(6.4) / 27;
const hzToMel = (hz: number) => (hz < bendHz ? hz / linearMelHz : bendMel + Math.log(hz / bendHz) / logStep);
const melToHz = (mel: number) => (mel < bendMel ? mel * linearMelHz : bendHz * Math.exp(logStep * (mel - bendMel)));

/**
 * Triangles between 0 Hz and half the sample rate, evenly spaced in mel, each of equal area (2 / width in Hz): the
 * filters of Whisper's log-mel spectrogram. Only the bins with a weight are kept.
 */
export function createMelFilters(count: number, fftSize: number, sampleRateHz: number): readonly MelFilter[] {
  const topMel = hzToMel(sampleRateHz / 2);
  const edgesHz = Array.from({ length: count + 2 }, (_, index) => melToHz((topMel * index) / (count + 1)));
  const bins = fftSize / 2 + 1;
  return Array.from({ length: count }, (_, index) => {
    const [low, centre, high] = [edgesHz[index]!, edgesHz[index + 1]!, edgesHz[index + 2]!];
    const weight = (bin: number) => {
      const hz = (bin * sampleRateHz) / fftSize;
      const height = Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
      return Math.max(0, height) * (2 / (high - low));
    };
    const all = Float64Array.from({ length: bins }, (_, bin) => weight(bin));
    const firstBin = Math.max(
      0,
      all.findIndex((value) => value > 0),
    );
    const lastBin = all.findLastIndex((value) => value > 0);
    return { firstBin, weights: all.slice(firstBin, lastBin + 1) };
  });
}
