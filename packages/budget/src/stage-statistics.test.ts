import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { percentile, StageStatistics } from './stage-statistics.ts';

describe('percentile', () => {
  it('interpolates between the closest ranks', () => {
    // numpy.percentile([15, 20, 35, 40, 50], [0, 5, 30, 40, 50, 95, 100])
    const values = [50, 15, 40, 20, 35];
    const expected = [15, 16, 23, 29, 35, 48, 50];
    [0, 5, 30, 40, 50, 95, 100].forEach((percent, index) => {
      expect(percentile(values, percent)).toBeCloseTo(expected[index] as number, 9);
    });
    expect(percentile([7], 95)).toBe(7);
    expect(percentile([], 50)).toBeNull();
  });

  it('stays within the values and grows with the percentage', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (list, a, b) => {
        const low = percentile(list, Math.min(a, b)) as number;
        const high = percentile(list, Math.max(a, b)) as number;
        expect(low).toBeLessThanOrEqual(high + 1e-9);
        expect(low).toBeGreaterThanOrEqual(Math.min(...list));
        expect(high).toBeLessThanOrEqual(Math.max(...list));
      }),
    );
  });
});

describe('StageStatistics', () => {
  it('summarizes budgeted stages first, leaves out what did not occur, and counts what is over', () => {
    const statistics = new StageStatistics({ absent: 1, planning: 500 });
    statistics.add({ constructor: 3, planning: 500 });
    statistics.add({ planning: 700 });
    expect(statistics.summaries()).toEqual([
      { stage: 'planning', budgetMs: 500, turns: 2, p50Ms: 600, p95Ms: 690, maxMs: 700, over: 1 },
      { stage: 'constructor', budgetMs: undefined, turns: 1, p50Ms: 3, p95Ms: 3, maxMs: 3, over: 0 },
    ]);
  });
});
