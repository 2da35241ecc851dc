/**
 * The samples without what lies below `cutoffHz`: a second-order Butterworth high-pass, 12 dB an octave below and −3 dB at
 * the cutoff (R. Bristow-Johnson, Audio EQ Cookbook, "HPF", Q = 1/√2). Starts in silence; the same length comes out.
 *
 * @throws RangeError when the cutoff is not between 0 and half the rate
 */
export function highPass(samples: Float32Array, cutoffHz: number, sampleRateHz: number): Float32Array<ArrayBuffer> {
  if (!(cutoffHz > 0 && cutoffHz < sampleRateHz / 2)) {
    throw new RangeError(`A cutoff lies between 0 and ${sampleRateHz / 2} Hz, got ${cutoffHz}`);
  }
  const angle = (2 * Math.PI * cutoffHz) / sampleRateHz;
  const cosine = Math.cos(angle);
  const alpha = Math.sin(angle) / Math.SQRT2;
  const scale = 1 / (1 + alpha);
  const gain = ((1 + cosine) / 2) * scale;
  const first = -2 * cosine * scale;
  const second = (1 - alpha) * scale;
  const filtered = new Float32Array(samples.length);
  let [in1, in2, out1, out2] = [0, 0, 0, 0];
  for (let index = 0; index < samples.length; index++) {
    const input = samples[index] as number;
    const output = gain * (input - 2 * in1 + in2) - first * out1 - second * out2;
    in2 = in1;
    in1 = input;
    out2 = out1;
    out1 = output;
    filtered[index] = output;
  }
  return filtered;
}
