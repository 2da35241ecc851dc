import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/seeded-random.ts';
import { type PairedClip, signedRankTest, simulateShare } from './index.ts';

const clipOf = (group: string, before: number, after: number): PairedClip => ({
  group,
  baseline: { numerator: before, denominator: 1 },
  candidate: { numerator: after, denominator: 1 },
});
const options = { seed: 'x', alternative: 'greater', permutations: 4000 } as const;
const timesOf = (count: number, factor: number, seed: string) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const time = 80 * Math.exp(0.5 * random.gaussian());
    const noise = () => Math.exp(0.2 * random.gaussian());
    return clipOf(`${index}`, time * noise(), factor * time * noise());
  });
};

describe('the signed-rank test', () => {
  test('finds nothing in the same twice, and knows which way is worse', () => {
    expect(signedRankTest([clipOf('a', 5, 5), clipOf('b', 7, 7)], options)).toBe(1);
    const slower = timesOf(60, 1.3, 'slower');
    expect(signedRankTest(slower, options)).toBeLessThan(0.01);
    expect(signedRankTest(slower, { ...options, alternative: 'less' })).toBeGreaterThan(0.9);
  });

  test('comes near the exact p-value: the share of all 32 ways to sign five ranks whose sum is as large', () => {
    const clips = [1, 2, 3, -4, 5].map((difference, index) => clipOf(`${index}`, 10, 10 + difference));
    const ways = Array.from({ length: 32 }, (_, way) =>
      [1, 2, 3, 4, 5].reduce((sum, rank, bit) => sum + ((way >> bit) % 2 === 1 ? rank : 0), 0),
    ).filter((sum) => sum >= 11).length;
    const p = signedRankTest(clips, { ...options, enough: Number.POSITIVE_INFINITY });
    expect(p).toBeCloseTo(ways / 32, 1);
  });

  test('takes a group for one difference, and leaves out what does not count', () => {
    const takes = Array.from({ length: 40 }, () => clipOf('one', 1, 2));
    expect(signedRankTest(takes, options)).toBeCloseTo(0.5, 0);
    const nothing = clipOf('none', 0, 9);
    const uncounted = { ...nothing, baseline: { numerator: 0, denominator: 0 } };
    expect(signedRankTest([...takes, uncounted], options)).toBe(signedRankTest(takes, options));
  });

  test('raises false alarms as often as stated, also with few clips', () => {
    const alarms = simulateShare(200, 'alarms', (_, run) => {
      return signedRankTest(timesOf(12, 1, `aa${run}`), { ...options, permutations: 400 }) < 0.05;
    });
    // 5 % of 200 are 10; 19 or more come by chance once in 200 times.
    expect(alarms.share * 200).toBeLessThan(19);
  });
});
