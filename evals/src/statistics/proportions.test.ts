import { describe, expect, test } from 'vitest';
import { normalCdf, normalQuantile } from './normal.ts';
import { binomialProbability, binomialTest, preferenceTest, wilsonInterval } from './proportions.ts';

test('quantiles of the normal distribution are those of the tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 4);
  expect(normalCdf(normalQuantile(0.3))).toBeCloseTo(0.3, 9);
});

describe("Wilson's interval", () => {
  test('of a textbook example: 81 of 263 (Newcombe 1998)', () => {
    expect(wilsonInterval(81, 263).map((end) => Number(end.toFixed(4)))).toEqual([0.2553, 0.3662]);
  });
  test('of none and of all stays within 0 to 1', () => {
    expect(wilsonInterval(0, 20)[0]).toBe(0);
    expect(wilsonInterval(0, 20)[1]).toBeCloseTo(0.1611, 4);
    expect(wilsonInterval(29, 29)[1]).toBe(1);
    expect(wilsonInterval(0, 0)).toEqual([0, 1]);
  });
});

describe('the binomial test', () => {
  test('of coins: 9 of 10 heads', () => expect(binomialTest(9, 10)).toBeCloseTo(22 / 1024, 10));
  test('of an uneven share: 682 of 925 at 3/4 (Conover)', () =>
    expect(binomialTest(682, 925, 0.75)).toBeCloseTo(0.3825, 4));
  test('its probabilities add up to 1, also where numbers are large', () => {
    const sum = Array.from({ length: 2001 }, (_, count) => binomialProbability(count, 2000, 0.3)).reduce(
      (a, b) => a + b,
    );
    expect(sum).toBeCloseTo(1, 9);
  });
});

test('a preference of 32 to 18 is not one, 36 to 14 is; of no vote nothing is known', () => {
  expect(preferenceTest({ a: 32, b: 18 }).p).toBeCloseTo(0.0649, 4);
  expect(preferenceTest({ a: 36, b: 14 }).p).toBeCloseTo(0.0026, 4);
  expect(preferenceTest({ a: 0, b: 0 })).toEqual({ share: 0.5, interval: [0, 1], p: 1 });
});
