/** Standard normal numbers in rows, from one long table: drawing each anew would cost as much as the rest of a frame. */
export interface NoiseRows {
  /** A row is as many of these as are wanted, from the place on that `nextStart` gives. */
  readonly values: Float32Array;
  /** A place by chance. */
  nextStart(): number;
}

const TABLE_LENGTH = 65_536;

/** Marsaglia's xorshift with 32 bits of state ("Xorshift RNGs", 2003); `seed` is not 0. */
function createRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const tables = new Map<number, Float32Array>();

function gaussianTable(rowLength: number): Float32Array {
  const known = tables.get(rowLength);
  if (known) return known;
  const random = createRandom(0x5eed);
  const table = new Float32Array(TABLE_LENGTH + rowLength);
  for (let index = 0; index < table.length; index += 2) {
    // Box and Muller's transform of two uniform numbers into two normal ones.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    table[index] = radius * Math.cos(angle);
    if (index + 1 < table.length) table[index + 1] = radius * Math.sin(angle);
  }
  tables.set(rowLength, table);
  return table;
}

/** The same `seed` gives the same noise. */
export function createNoise(rowLength: number, seed: number): NoiseRows {
  const random = createRandom(seed === 0 ? 1 : seed);
  return { values: gaussianTable(rowLength), nextStart: () => Math.floor(random() * TABLE_LENGTH) };
}

/** No noise at all: for comparing waveforms. */
export function createSilence(rowLength: number): NoiseRows {
  return { values: new Float32Array(rowLength), nextStart: () => 0 };
}
