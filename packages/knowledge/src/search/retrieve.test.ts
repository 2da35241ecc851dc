import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fuse } from './retrieve.ts';

test('reciprocal rank fusion: 1 / (60 + rank), summed', () => {
  expect(fuse([[7, 8], [8]])).toEqual([
    { rowId: 8, fused: 1 / 62 + 1 / 61 },
    { rowId: 7, fused: 1 / 61 },
  ]);
});

test('does not depend on the order of the lists, and has every row once', () => {
  const list = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 10 });
  fc.assert(
    fc.property(fc.array(list, { maxLength: 4 }), (lists) => {
      const fused = fuse(lists).map(({ rowId }) => rowId);
      expect([...fused].sort()).toEqual([...new Set(lists.flat())].sort());
      const scores = fuse(lists.toReversed()).map(({ fused: score }) => score);
      for (const [index, { fused: score }] of fuse(lists).entries()) expect(scores[index]).toBeCloseTo(score, 12);
    }),
  );
});
