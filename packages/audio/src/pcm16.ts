/** Little-endian 16-bit PCM ↔ samples of −1 … 1. */

const hostIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** @throws RangeError when `bytes` is not whole samples (an odd number of bytes) */
export function decodePcm16(bytes: Uint8Array): Float32Array {
  if (bytes.length % 2 !== 0) throw new RangeError(`PCM16 needs an even number of bytes, got ${bytes.length}`);
  const samples = new Float32Array(bytes.length / 2);
  if (hostIsLittleEndian && bytes.byteOffset % 2 === 0) {
    const values = new Int16Array(bytes.buffer, bytes.byteOffset, samples.length);
    for (let i = 0; i < samples.length; i += 1) samples[i] = values[i]! / 32768;
  } else {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < samples.length; i += 1) samples[i] = view.getInt16(2 * i, true) / 32768;
  }
  return samples;
}

/** Rounds to the nearest step; what is beyond full scale is clipped, what is not a number becomes silence. */
export function encodePcm16(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.length * 2);
  if (hostIsLittleEndian) {
    const values = new Int16Array(bytes.buffer);
    for (let i = 0; i < samples.length; i += 1) values[i] = quantize(samples[i]!);
  } else {
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < samples.length; i += 1) view.setInt16(2 * i, quantize(samples[i]!), true);
  }
  return bytes;
}

/** One sample of −1 … 1 as a 16-bit integer. */
export function quantize(sample: number): number {
  const scaled = Math.round(sample * 32768);
  if (scaled > 32767) return 32767;
  if (scaled < -32768) return -32768;
  // Also turns NaN and −0 into 0.
  return scaled || 0;
}
