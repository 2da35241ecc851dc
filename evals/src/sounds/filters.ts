import { inputRateHz } from '@cascade/contracts';

/**
 * A resonance: second-order band-pass with 0 dB at its centre (R. Bristow-Johnson, Audio EQ Cookbook, "BPF").
 *
 * @param sharpness Q: centre frequency divided by bandwidth
 */
export function resonate(samples: Float32Array, centreHz: number, sharpness: number): Float32Array {
  const angle = (2 * Math.PI * centreHz) / inputRateHz;
  const alpha = Math.sin(angle) / (2 * sharpness);
  const scale = 1 / (1 + alpha);
  const [gain, first, second] = [alpha * scale, -2 * Math.cos(angle) * scale, (1 - alpha) * scale];
  const out = new Float32Array(samples.length);
  let [in1, in2, out1, out2] = [0, 0, 0, 0];
  for (let index = 0; index < samples.length; index++) {
    const input = samples[index]!;
    const output = gain * (input - in2) - first * out1 - second * out2;
    [in2, in1, out2, out1] = [in1, input, out1, output];
    out[index] = output;
  }
  return out;
}

/** One-pole low-pass: 6 dB an octave above `cornerHz`. */
export function soften(samples: Float32Array, cornerHz: number): Float32Array {
  const keep = Math.exp((-2 * Math.PI * cornerHz) / inputRateHz);
  let last = 0;
  return samples.map((sample) => {
    last = keep * last + (1 - keep) * sample;
    return last;
  });
}

/** Adds `part` to `whole` from `start` on; what does not fit is cut off. */
export function mixInto(whole: Float32Array, part: Float32Array, start: number, gain = 1): void {
  const end = Math.min(part.length, whole.length - start);
  for (let index = Math.max(0, -start); index < end; index++) whole[start + index]! += gain * part[index]!;
}
