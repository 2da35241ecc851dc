/** Standard normal numbers in long rows, from a table that is made once from a fixed seed. */
export interface NoiseRow {
  /** Fills nothing: `values` from `start` on are to be read, at least `rowLength` of them. */
  readonly values: Float32Array;
  /** A new place to read from, by chance. */
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
export function createNoise(rowLength: number, seed: number): NoiseRow {
  const random = createRandom(seed === 0 ? 1 : seed);
  return { values: gaussianTable(rowLength), nextStart: () => Math.floor(random() * TABLE_LENGTH) };
}

/** No noise at all: for comparing waveforms. */
export function createSilence(rowLength: number): NoiseRow {
  return { values: new Float32Array(rowLength), nextStart: () => 0 };
}
