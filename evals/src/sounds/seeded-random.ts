/** Chance that can be repeated: the same seed gives the same numbers on every machine. */
export interface SeededRandom {
  /** In [0, 1). */
  next(): number;
  /** In [low, high). */
  between(low: number, high: number): number;
  /** A whole number in [0, count). */
  below(count: number): number;
  pick<T>(choices: readonly T[]): T;
  /** Normally distributed: mean 0, standard deviation 1. */
  gaussian(): number;
}

/** @param seed any text or number */
export function seededRandom(seed: string | number): SeededRandom {
  let state = hash(String(seed));
  // Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for test sounds and schedules.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below,
    pick: (choices) => choices[below(choices.length)]!,
    gaussian: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

/** FNV-1a, so that seeds that differ in one letter are far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value | 0;
}
