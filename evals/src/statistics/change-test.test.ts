import { expect, test } from 'vitest';
import { seededRandom } from '../sounds/seeded-random.ts';
import { changeTest } from './change-test.ts';

const random = seededRandom('change test');
const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
const series = (length: number, step: number) =>
  Array.from({ length }, (_, index) => normal() + (index >= length / 2 ? step : 0));

test('calls a level that stays changed as often as it says, and finds one that moves', () => {
  const share = (step: number) =>
    Array.from({ length: 200 }, (_, run) => changeTest(series(16, step), { seed: `${run}`, permutations: 500 })).filter(
      (p) => p < 0.05,
    ).length / 200;
  expect(share(0)).toBeLessThan(0.1);
  expect(share(3)).toBeGreaterThan(0.95);
});

test('is exact for four values: two of their orders are as extreme in either direction', () => {
  // 0 0 1 1 and 1 1 0 0 among the 6 arrangements.
  expect(changeTest([0, 0, 1, 1], { seed: 'a', permutations: 20_000 })).toBeCloseTo(1 / 3, 1);
});

test('says nothing of values that are too few or all the same', () => {
  expect(changeTest([], { seed: 'a' })).toBe(1);
  expect(changeTest([1, 5], { seed: 'a' })).toBe(1);
  expect(changeTest([2, 2, 2, 2], { seed: 'a' })).toBe(1);
});
