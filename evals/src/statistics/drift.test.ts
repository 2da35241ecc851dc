import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/seeded-random.ts';
import { chiSquareTest, driftVerdict, kolmogorovSmirnov, populationStability, upperGamma } from './drift.ts';
import { simulateShare } from './power.ts';

const normal = (seed: string, count: number, mean = 0) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => mean + random.gaussian());
};

describe('Kolmogorov and Smirnov', () => {
  test('the largest distance of two staircases', () => {
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6]).statistic).toBe(0.5);
    expect(kolmogorovSmirnov([1, 1, 2], [1, 1, 2]).statistic).toBe(0);
  });
  test('p-values: no shift, a large one, and the 5 % point of the table', () => {
    expect(kolmogorovSmirnov(normal('a', 200), normal('b', 200)).p).toBeGreaterThan(0.05);
    expect(kolmogorovSmirnov(normal('a', 200), normal('b', 200, 0.6)).p).toBeLessThan(1e-4);
    const apart = [...Array(1000).keys()];
    const shifted = apart.map((value) => value + 61);
    // D = 0.061 with 1000 against 1000: 1.358 / √500 is the 5 % point.
    expect(kolmogorovSmirnov(apart, shifted).p).toBeCloseTo(0.047, 2);
  });
  test('says of no drift that there is some in about 5 % of windows', () => {
    const { share } = simulateShare(400, 'ks', (_, run) => {
      return kolmogorovSmirnov(normal(`l${run}`, 100), normal(`r${run}`, 100)).p <= 0.05;
    });
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.08);
  });
});

describe('chi-square', () => {
  test('of a table of two by two', () => {
    const { statistic, p } = chiSquareTest([30, 70], [45, 55]);
    expect(statistic).toBeCloseTo(4.8, 10);
    expect(p).toBeCloseTo(0.02846, 5);
  });
  test('its tail is that of the tables, by series and by fraction', () => {
    expect(upperGamma(0.5, 3.841459 / 2)).toBeCloseTo(0.05, 6);
    expect(upperGamma(5, 4.865182 / 2)).toBeCloseTo(0.9, 6);
    expect(upperGamma(5, 0)).toBe(1);
  });
  test('of one category there is nothing to tell', () => expect(chiSquareTest([5], [9]).p).toBe(1));
});

describe('the stability index', () => {
  test('of the same is 0, of a shift by one deviation large', () => {
    const reference = normal('a', 500);
    expect(populationStability(reference, reference).value).toBe(0);
    expect(populationStability(reference, normal('b', 500, 1)).value).toBeGreaterThan(0.5);
  });
  test('chance alone gives about what is said', () => {
    const values = Array.from({ length: 200 }, (_, run) =>
      populationStability(normal(`l${run}`, 100), normal(`r${run}`, 100)),
    );
    const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
    expect(values[0]!.expected).toBeCloseTo(0.18, 10);
    expect(mean).toBeGreaterThan(0.14);
    expect(mean).toBeLessThan(0.22);
  });
  test('a feature with one value has one bin', () => {
    expect(populationStability([1, 1, 1], [1, 1]).value).toBeCloseTo(0, 1);
  });
});

test('a verdict needs both a sure and a large difference', () => {
  const index = (value: number) => ({ value, expected: 0.02 });
  expect(driftVerdict(0.5, index(0.9))).toBe('stable');
  expect(driftVerdict(0.001, index(0.1))).toBe('stable');
  expect(driftVerdict(0.001, index(0.2))).toBe('notice');
  expect(driftVerdict(0.001, index(0.3))).toBe('alarm');
});
