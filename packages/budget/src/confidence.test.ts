import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentileInterval, shareInterval } from './confidence.ts';

describe('the interval of a percentile', () => {
  const ranks = (n: number) => Array.from({ length: n }, (_, index) => index + 1);

  test('is that of the published tables of the binomial', () => {
    // P(B(10, ½) ≤ 1) = 1.07 %, P(B ≤ 2) = 5.5 %: the second and the ninth of ten.
    expect(percentileInterval(ranks(10), 50)).toEqual({ low: 2, high: 9 });
    expect(percentileInterval(ranks(100), 50)).toEqual({ low: 40, high: 61 });
  });

  test('has no upper bound while that many values say nothing of it', () => {
    // 0.95ⁿ falls below 2.5 % at 72 values; until then even the largest may lie below the percentile.
    expect(percentileInterval(ranks(71), 95).high).toBeNull();
    expect(percentileInterval(ranks(72), 95).high).toBe(72);
    expect(percentileInterval([], 95)).toEqual({ low: null, high: null });
    expect(percentileInterval([7], 95)).toEqual({ low: null, high: null });
  });

  test('covers the true percentile in at least 95 of 100 samples, and not in all', () => {
    // Mulberry32, so that the share is always the same.
    let state = 12345;
    const random = () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    let covered = 0;
    const samples = 2000;
    for (let sample = 0; sample < samples; sample += 1) {
      const { low, high } = percentileInterval(
        Array.from({ length: 120 }, random).sort((a, b) => a - b),
        90,
      );
      if ((low ?? 0) <= 0.9 && 0.9 <= (high ?? 1)) covered += 1;
    }
    expect(covered / samples).toBeGreaterThan(0.945);
    expect(covered / samples).toBeLessThan(0.985);
  });

  test('never turns around, and holds the middle of many', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.constantFrom(50, 90, 95, 99), (n, percent) => {
        const { low, high } = percentileInterval(ranks(n), percent);
        if (low !== null && high !== null) expect(low).toBeLessThanOrEqual(high);
        if (low !== null) expect(low).toBeLessThanOrEqual(Math.ceil((percent / 100) * n));
        if (high !== null) expect(high).toBeGreaterThanOrEqual(Math.floor((percent / 100) * n));
      }),
    );
  });
});

describe('the interval of a share', () => {
  test('is Wilson’s', () => {
    // Newcombe 1998, table I: 81 of 263 is 0.2553 … 0.3662; 0 of 20 is 0 … 0.1611.
    expect(shareInterval(81, 263).low).toBeCloseTo(0.2553, 4);
    expect(shareInterval(81, 263).high).toBeCloseTo(0.3662, 4);
    expect(shareInterval(0, 20).low).toBe(0);
    expect(shareInterval(0, 20).high).toBeCloseTo(0.1611, 4);
    expect(shareInterval(5, 5).high).toBe(1);
    expect(shareInterval(0, 0)).toEqual({ low: null, high: null });
  });
});
