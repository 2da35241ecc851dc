import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/seeded-random.ts';
import { changePoints } from './change-points.ts';
import { simulateShare } from './power.ts';
import { mannKendall, theilSen } from './trend.ts';

const series = (seed: string, levels: readonly number[]) => {
  const random = seededRandom(seed);
  return levels.map((level) => level + random.gaussian());
};
const level = (value: number, count: number) => new Array<number>(count).fill(value);

describe('change points', () => {
  test('two steps of five deviations are found where they are', () => {
    const found = changePoints(series('steps', [...level(0, 20), ...level(5, 15), ...level(0, 25)]));
    expect(found).toEqual([20, 35]);
  });
  test('noise has none, in more than nine of ten series of 40', () => {
    const { share } = simulateShare(200, 'noise', (_, run) => changePoints(series(`n${run}`, level(0, 40))).length > 0);
    expect(share).toBeLessThan(0.1);
  });
  test('without noise every lasting step is one; too few values have none', () => {
    expect(changePoints([1, 1, 1, 1, 2, 2, 2, 2])).toEqual([4]);
    expect(changePoints([1, 5])).toEqual([]);
    expect(changePoints([])).toEqual([]);
  });
});

describe('trends', () => {
  test("Theil and Sen's line goes through points on a line, whatever a wild one does", () => {
    const points = [0, 1, 2, 3, 4, 5, 6].map((x) => [x, 2 * x + 1] as const);
    expect(theilSen(points)).toEqual({ slope: 2, intercept: 1 });
    expect(theilSen([...points, [7, 900]]).slope).toBe(2);
    expect(theilSen([])).toEqual({ slope: 0, intercept: 0 });
  });
  test('Mann and Kendall: ten rising values', () => {
    const { statistic, p } = mannKendall([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(statistic).toBe(45);
    expect(p).toBeCloseTo(0.000083, 6);
  });
  test('falling values have a statistic below 0, equal ones none', () => {
    expect(mannKendall([3, 2, 1]).statistic).toBe(-3);
    expect(mannKendall([1, 1, 1, 1]).p).toBe(1);
  });
  test('says of noise that it has a trend in about 5 %', () => {
    const { share } = simulateShare(400, 'trend', (_, run) => mannKendall(series(`t${run}`, level(0, 20))).p <= 0.05);
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.08);
  });
});
