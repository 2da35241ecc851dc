/** Components of unit vectors of 384 dimensions are small: those beyond ±0.3 are rare enough to be cut there. */
const largest = 0.3;

/** To eight bits; cosines of such vectors differ from those of the originals by less than 0.01. */
export const quantize = (vector: Float32Array): Int8Array =>
  Int8Array.from(vector, (value) => Math.max(-127, Math.min(127, Math.round((value / largest) * 127))));
