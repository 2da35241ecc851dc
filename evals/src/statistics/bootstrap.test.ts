import { describe, expect, test } from 'vitest';
import { aggregate } from '../results-schema/index.ts';
import { seededRandom } from '../sounds/seeded-random.ts';
import {
  bootstrapMeasure,
  bootstrapPAbove,
  bootstrapPBelow,
  makeClips,
  type PairedClip,
  pairedBootstrap,
  quantileDifference,
  simulateShare,
} from './index.ts';

const options = { seed: 'test', resamples: 500 };
const clip = (group: string, before: number, after: number, words = 10): PairedClip => ({
  group,
  baseline: { numerator: before, denominator: words },
  candidate: { numerator: after, denominator: words },
});
const clips = (count: number, after: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => clip(`g${index}`, 1, after(index)));

describe('the paired bootstrap', () => {
  test.each(['ratio', 'mean', 'p50', 'p95', 'max'] as const)('has the same figures as results have: %s', (kind) => {
    const random = seededRandom(kind);
    const made = Array.from({ length: 41 }, (_, index) =>
      clip(`${index % 30}`, random.below(9), random.below(9), index % 10),
    );
    const found = pairedBootstrap(made, kind, options)!;
    for (const side of ['baseline', 'candidate'] as const) {
      const expected = aggregate(
        made.map((one) => one[side]),
        kind,
      )!;
      expect(found[side]).toBeCloseTo(expected, 12);
    }
    expect(found.estimate).toBe(found.candidate - found.baseline);
    expect(found.samples).toBe(30);
  });

  test('of the same twice finds nothing: an empty interval, p-values of 1', () => {
    const found = pairedBootstrap(
      clips(30, () => 1),
      'ratio',
      options,
    )!;
    expect([found.estimate, ...found.interval]).toEqual([0, 0, 0]);
    expect([bootstrapPAbove(found, 0), bootstrapPBelow(found, 0)]).toEqual([1, 1]);
  });

  test('finds what is worse by more than allowed, and only that', () => {
    const found = pairedBootstrap(
      clips(40, (index) => (index % 2 === 0 ? 2 : 1)),
      'ratio',
      options,
    )!;
    expect(found.estimate).toBeCloseTo(0.05);
    expect(found.interval[0]).toBeGreaterThan(0);
    expect(bootstrapPAbove(found, 0)).toBeLessThan(0.01);
    expect(bootstrapPAbove(found, 0.1)).toBe(1);
    expect(bootstrapPBelow(found, 0.1)).toBeLessThan(0.01);
  });

  test('draws groups, not clips: forty takes of one sentence are one recording', () => {
    const takes = Array.from({ length: 40 }, () => clip('one', 0, 1));
    const found = pairedBootstrap([...takes, clip('other', 0, 0)], 'ratio', options)!;
    expect(found.samples).toBe(2);
    expect(bootstrapPAbove(found, 0)).toBeGreaterThan(0.1);
  });

  test('can be repeated by its seed, and differs by it', () => {
    const made = makeClips(
      { clips: 50, wordsPerClip: 10, errorRate: 0.1, regression: 0, churn: 0.5 },
      seededRandom('made'),
    );
    const intervalOf = (seed: string) => pairedBootstrap(made, 'ratio', { seed, resamples: 200 })!.interval;
    expect(intervalOf('a')).toEqual(intervalOf('a'));
    expect(intervalOf('a')).not.toEqual(intervalOf('b'));
  });

  test('has nothing to say of nothing', () => {
    expect(pairedBootstrap([], 'ratio', options)).toBeUndefined();
    expect(pairedBootstrap([clip('a', 0, 0, 0)], 'p95', options)).toBeUndefined();
  });
});

test('intervals of a word error rate hold the truth about as often as they say', () => {
  const truth = 0.08;
  const covered = simulateShare(150, 'coverage', (random, run) => {
    const made = makeClips({ clips: 100, wordsPerClip: 12, errorRate: truth, regression: 0, churn: 0 }, random);
    const measures = made.map(({ group, baseline }) => ({ group, measure: baseline }));
    const [low, high] = bootstrapMeasure(measures, 'ratio', { seed: `${run}`, resamples: 300 })!.interval;
    return low <= truth && truth <= high;
  });
  // 95 % stated; with 150 runs 0.88 is four standard deviations below.
  expect(covered.share).toBeGreaterThan(0.88);
});

describe('a quantile of two samples', () => {
  const latencies = (seed: string, addedMs: number) => {
    const random = seededRandom(seed);
    return Array.from({ length: 150 }, () => 200 + addedMs + 40 * random.gaussian());
  };
  test('differs by about what was added, surely', () => {
    const found = quantileDifference(latencies('a', 0), latencies('b', 50), 'p50', options)!;
    expect(found.interval[0]).toBeGreaterThan(25);
    expect(found.interval[1]).toBeLessThan(75);
  });
  test('does not differ where nothing was added', () => {
    const found = quantileDifference(latencies('a', 0), latencies('b', 0), 'p95', options)!;
    expect(found.interval[0]).toBeLessThan(0);
    expect(found.interval[1]).toBeGreaterThan(0);
  });
  test('of nothing is nothing', () => expect(quantileDifference([], [1], 'p50', options)).toBeUndefined());
});
