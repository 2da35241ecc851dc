import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/seeded-random.ts';
import type { PairedClip } from '../statistics/index.ts';
import { pairedDifference } from './paired-difference.ts';

const ratio = { aggregate: 'ratio', better: 'lower' } as const;
const options = { resamples: 500, seed: 'test' };
const clip = (group: string, before: number, after: number, words = 10): PairedClip => ({
  group,
  baseline: { numerator: before, denominator: words },
  candidate: { numerator: after, denominator: words },
});
const clips = (count: number, after: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => clip(`g${index}`, 1, after(index)));

describe('the difference of two entries', () => {
  test('of the same twice finds nothing: no difference, an empty interval, a p-value of 1', () => {
    const found = pairedDifference(
      clips(30, () => 1),
      ratio,
      options,
    )!;
    expect([found.difference, ...found.interval]).toEqual([0, 0, 0]);
    expect(found.shownWorse(0)).toBe(1);
  });

  test('weighs a long clip more than a short one', () => {
    const found = pairedDifference([clip('a', 0, 1, 1), clip('b', 0, 0, 99)], ratio, options)!;
    expect([found.baseline, found.candidate]).toEqual([0, 0.01]);
  });

  test('finds what is worse by more than allowed, and only that', () => {
    const found = pairedDifference(
      clips(40, (index) => (index % 2 === 0 ? 2 : 1)),
      ratio,
      options,
    )!;
    expect(found.difference).toBeCloseTo(0.05);
    expect(found.interval[0]).toBeGreaterThan(0);
    expect(found.shownWorse(0)).toBeLessThan(0.01);
    expect(found.shownWorse(0.1)).toBe(1);
    expect(found.shownSafe(0.1)).toBeLessThan(0.01);
  });

  test('knows which way is better', () => {
    const higher = { ...ratio, better: 'higher' } as const;
    const found = pairedDifference(
      clips(40, () => 2),
      higher,
      options,
    )!;
    expect(found.shownWorse(0)).toBe(1);
    expect(
      pairedDifference(
        clips(40, () => 0),
        higher,
        options,
      )!.shownWorse(0),
    ).toBeLessThan(0.01);
  });

  test('draws groups, not clips: forty takes of one sentence are one recording', () => {
    const takes = Array.from({ length: 40 }, () => clip('one', 0, 1));
    const found = pairedDifference([...takes, clip('other', 0, 0)], ratio, options)!;
    expect(found.samples).toBe(2);
    expect(found.shownWorse(0)).toBeGreaterThan(0.1);
  });

  test('has nothing to say of nothing', () => {
    expect(pairedDifference([], ratio, options)).toBeUndefined();
    expect(pairedDifference([clip('a', 0, 0, 0)], ratio, options)).toBeUndefined();
  });

  test('raises false alarms about as often as stated when both do equally well by chance', () => {
    const random = seededRandom('alarms');
    let alarms = 0;
    for (let round = 0; round < 200; round++) {
      const errors = () => (random.next() < 0.2 ? 1 : 0);
      const made = Array.from({ length: 60 }, (_, index) => clip(`${index}`, errors(), errors()));
      if (pairedDifference(made, ratio, { resamples: 200, seed: `${round}` })!.shownWorse(0) < 0.05) alarms++;
    }
    // 5 % of 200 are 10; 19 or more come by chance once in 200 times.
    expect(alarms).toBeLessThan(19);
  });
});
