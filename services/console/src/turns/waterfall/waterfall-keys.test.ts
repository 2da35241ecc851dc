import { expect, test } from 'vitest';
import { type Direction, neighbour } from './waterfall-keys.ts';

const bar = (id: string, from: number, to: number) => ({ id, from, to });
const rows = [
  { bars: [bar('a', 0, 0.2), bar('b', 0.4, 0.5)] },
  { bars: [] },
  { bars: [bar('c', 0, 0.1), bar('d', 0.42, 0.44), bar('e', 0.9, 1)] },
];

test.each<[string, Direction, string | undefined]>([
  ['a', 'later', 'b'],
  ['b', 'later', undefined],
  ['b', 'earlier', 'a'],
  ['b', 'row-below', 'd'],
  ['e', 'row-above', 'b'],
  ['a', 'row-above', undefined],
  ['d', 'first', 'c'],
  ['d', 'last', 'e'],
  ['unknown', 'later', undefined],
])('%s, %s: %s', (from, direction, to) => {
  expect(neighbour(rows, from, direction)).toBe(to);
});
