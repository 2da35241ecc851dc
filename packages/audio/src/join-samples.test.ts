import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinSamples } from './join-samples.ts';

test('is the pieces one after the other, however they were cut', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.integer())), (pieces) => {
      expect([...joinSamples(pieces.map((piece) => Float32Array.from(piece)))]).toEqual([
        ...Float32Array.from(pieces.flat()),
      ]);
    }),
  );
});
