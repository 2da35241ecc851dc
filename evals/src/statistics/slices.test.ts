import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/seeded-random.ts';
import {
  adjustBenjaminiHochberg,
  adjustHolm,
  compareSlices,
  influenceDeviation,
  makeClips,
  type PairedClip,
  pairedPermutationTest,
  samplesForPower,
  simulateShare,
} from './index.ts';

const wer = { aggregate: 'ratio', better: 'lower' } as const;
const same = { clips: 60, wordsPerClip: 12, errorRate: 0.08, regression: 0, churn: 0.3 };
const clipOf = (group: string, before: number, after: number): PairedClip => ({
  group,
  baseline: { numerator: before, denominator: 10 },
  candidate: { numerator: after, denominator: 10 },
});

describe('the permutation test', () => {
  const five = Array.from({ length: 5 }, (_, index) => clipOf(`${index}`, 0, 1));
  test('comes near the exact p-value: five clips that are all worse are 1 of 32 ways', () => {
    const p = pairedPermutationTest(five, 'ratio', {
      seed: 'x',
      alternative: 'greater',
      enough: Number.POSITIVE_INFINITY,
    });
    expect(p).toBeCloseTo(1 / 32, 2);
  });
  test('knows which way is worse, and both ways', () => {
    const p = (alternative: 'greater' | 'less' | 'two-sided') =>
      pairedPermutationTest(five, 'mean', { seed: 'x', alternative });
    expect(p('less')).toBe(1);
    expect(p('two-sided')).toBeCloseTo(2 / 32, 1);
  });
  test('finds nothing in the same twice', () => {
    expect(pairedPermutationTest([clipOf('a', 1, 1)], 'ratio', { seed: 'x', alternative: 'greater' })).toBe(1);
  });
  test('swaps groups as a whole: takes of one sentence are one coin', () => {
    const takes = Array.from({ length: 40 }, () => clipOf('one', 0, 1));
    expect(pairedPermutationTest(takes, 'ratio', { seed: 'x', alternative: 'greater' })).toBeCloseTo(0.5, 0);
  });
});

describe('many slices', () => {
  const slicesOf = (count: number, seed: string, planted?: number) =>
    new Map(
      Array.from({ length: count }, (_, index) => {
        const isPlanted = index === planted;
        const slice = isPlanted ? { ...same, clips: 400, regression: 0.01, churn: 0.1 } : same;
        return [`s${index}`, makeClips(slice, seededRandom(`${seed}/${index}`))] as const;
      }),
    );
  const fast = { resamples: 20, permutations: 1000 };

  test('A/A: a false alarm in at most 5 % of 100 runs of 24 slices', () => {
    const alarms = simulateShare(100, 'alarms', (_, run) =>
      compareSlices(slicesOf(24, `aa/${run}`), wer, { ...fast, seed: `${run}` }).some(
        ({ adjustedP }) => adjustedP <= 0.05,
      ),
    );
    expect(alarms.share).toBeLessThanOrEqual(0.05);
  });

  test('a point of word error rate in one slice of 400 clips of 12 words is found in more than three of four runs, at churn 0.1', () => {
    let elsewhere = 0;
    const found = simulateShare(40, 'power', (_, run) => {
      const compared = compareSlices(slicesOf(12, `planted/${run}`, 7), wer, { ...fast, seed: `${run}` });
      const alarms = compared.filter(({ adjustedP }) => adjustedP <= 0.05).map(({ slice }) => slice);
      if (alarms.some((slice) => slice !== 's7')) elsewhere++;
      return alarms.includes('s7');
    });
    expect(found.share).toBeGreaterThan(0.75);
    expect(elsewhere).toBeLessThanOrEqual(5);
  });

  test('says of each slice what was measured, and knows which way is better', () => {
    const better = new Map([['all', Array.from({ length: 40 }, (_, index) => clipOf(`${index}`, 1, 2))]]);
    const [lower] = compareSlices(better, wer, { seed: 'x', resamples: 200 });
    expect(lower).toMatchObject({ slice: 'all', baseline: 0.1, candidate: 0.2, difference: 0.1, samples: 40 });
    expect(lower!.adjustedP).toBeLessThan(0.01);
    for (const aggregate of ['ratio', 'p50'] as const) {
      const [higher] = compareSlices(better, { aggregate, better: 'higher' }, { seed: 'x', resamples: 200 });
      expect(higher!.p).toBe(1);
    }
  });

  test('a slice in which nothing counts is left out, and not corrected for', () => {
    const nothing: PairedClip = { ...clipOf('a', 0, 0), baseline: { numerator: 0, denominator: 0 } };
    expect(compareSlices(new Map([['empty', [nothing]]]), wer, { seed: 'x' })).toEqual([]);
  });
});

describe('corrections for many tests', () => {
  const textbook = [0.01, 0.04, 0.03, 0.005];
  const rounded = (values: number[]) => values.map((p) => Number(p.toFixed(4)));
  test('Holm', () => expect(rounded(adjustHolm(textbook))).toEqual([0.03, 0.06, 0.06, 0.02]));
  test('Benjamini and Hochberg', () => {
    expect(rounded(adjustBenjaminiHochberg(textbook))).toEqual([0.02, 0.04, 0.04, 0.02]);
  });
  test('neither makes a p-value smaller or changes their order; Holm is the stricter one', () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(pValues, (values) => {
        const [holm, hochberg] = [adjustHolm(values), adjustBenjaminiHochberg(values)];
        for (const [index, value] of values.entries()) {
          expect(hochberg[index]).toBeGreaterThanOrEqual(value);
          expect(holm[index]).toBeGreaterThanOrEqual(hochberg[index]!);
          expect(holm[index]).toBeLessThanOrEqual(1);
          for (const [other, compared] of values.entries()) {
            if (value < compared) expect(holm[index]).toBeLessThanOrEqual(holm[other]!);
          }
        }
      }),
    );
  });
});

describe('how many clips it takes', () => {
  test('by the textbook: half a standard deviation, one-sided 5 %, power 80 %', () => {
    expect(samplesForPower({ effect: 0.5, deviation: 1, alpha: 0.05, power: 0.8 })).toBe(25);
  });
  test('the formula agrees with simulation to within a tenth', () => {
    const question = { ...same, regression: 0.02 };
    const deviation = influenceDeviation(makeClips({ ...question, clips: 3000 }, seededRandom('pilot')));
    const clips = samplesForPower({ effect: 0.02, deviation, alpha: 0.05, power: 0.8 });
    const { interval } = simulateShare(150, 'formula', (random, run) => {
      const made = makeClips({ ...question, clips }, random);
      const p = pairedPermutationTest(made, 'ratio', {
        seed: `${run}`,
        alternative: 'greater',
        permutations: 500,
        enough: 26,
      });
      return p <= 0.05;
    });
    expect(interval[0]).toBeLessThan(0.9);
    expect(interval[1]).toBeGreaterThan(0.7);
  });
});
