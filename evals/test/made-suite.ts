import { hashParts } from '../src/suites/hash-parts.ts';
import type { Unit } from '../src/suites/runner/unit.ts';

/** Units of made-up items, for tests of what runs them. */
export const madeUnits = (count: number, log: string, settings: Record<string, string> = {}): Unit[] =>
  Array.from({ length: count }, (_, index) => ({
    item: {
      id: `item-${index}`,
      group: `item-${index}`,
      slices: [],
      sha256: hashParts(index),
      reference: '',
      input: async () => ({ index, log }),
    },
    entries: [{ id: 'made@1', settings, versions: {}, sha256: hashParts('made') }],
    repeat: 0,
  }));
