import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { madeClips, madeRun } from '../../../test/made-runs.ts';
import { seededRandom } from '../../sounds/seeded-random.ts';
import { alignBoth } from './align-both.ts';
import { compareRuns, verdictOf } from './compare-runs.ts';
import { worstRegressions } from './regressions.ts';

const options = { seed: 'test', resamples: 200, permutations: 20_000 };
const plain = (ms: number) => madeClips('plain', 120, (index) => (index % 10 === 0 ? 1 : 0), ms);
const names = (errors: (index: number) => number, ms: number) => madeClips('name', 40, errors, ms);

describe('two entries', () => {
  const baseline = madeRun('asr/a@1', [...plain(100), ...names(() => 1, 100)]);

  test('that are the same differ nowhere', () => {
    const found = compareRuns(baseline, { ...baseline, entry: 'asr/b@1' }, options);
    expect(found.map(({ slice, metric }) => `${slice} ${metric}`)).toEqual([
      'all wer',
      'plain wer',
      'name wer',
      'all recognition_ms',
      'plain recognition_ms',
      'name recognition_ms',
    ]);
    expect(found.every((one) => verdictOf(one) === 'open' && one.difference === 0)).toBe(true);
  });

  test('are told apart by slice, each way: faster everywhere, worse at names', () => {
    const candidate = madeRun('asr/b@1', [...plain(60), ...names((index) => (index % 2 === 0 ? 3 : 1), 60)]);
    const found = compareRuns(baseline, candidate, options);
    const verdicts = Object.fromEntries(found.map((one) => [`${one.slice} ${one.metric}`, verdictOf(one)]));
    expect(verdicts).toMatchObject({
      'plain wer': 'open',
      'name wer': 'worse',
      'plain recognition_ms': 'better',
      'name recognition_ms': 'better',
    });
    expect(found.find(({ slice, metric }) => slice === 'name' && metric === 'wer')).toMatchObject({
      baseline: 0.1,
      candidate: 0.2,
      difference: expect.closeTo(0.1),
      samples: 40,
    });
  });

  test('have no line for slices of a few recordings', () => {
    const small = madeRun('asr/a@1', [...plain(100), ...madeClips('rare', 9, () => 0)]);
    expect(compareRuns(small, small, options).some(({ slice }) => slice === 'rare')).toBe(false);
  });
});

test('A/A with other errors and other times in every run: something is called different in at most 5 % of 60 comparisons', () => {
  let alarms = 0;
  for (let run = 0; run < 60; run++) {
    const random = seededRandom(`aa ${run}`);
    const drawn = (entry: string) =>
      madeRun(
        entry,
        ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((slice) =>
          madeClips(slice, 20, () => (random.next() < 0.2 ? 1 : 0)).map((clip) => ({
            ...clip,
            ms: 100 * Math.exp(0.3 * random.gaussian()),
          })),
        ),
      );
    const found = compareRuns(drawn('asr/a@1'), drawn('asr/a@1'), {
      seed: `${run}`,
      resamples: 20,
      permutations: 5000,
    });
    if (found.some((one) => verdictOf(one) !== 'open')) alarms++;
  }
  expect(alarms).toBeLessThanOrEqual(3);
}, 60_000);

test('the worst regressions come first, one of each group, and improvements not at all', () => {
  const clips = (errors: Record<string, number>) =>
    madeRun(
      'asr/a@1',
      Object.entries(errors).map(([id, count]) => ({ id, group: id[0]!, errors: count })),
    );
  const [baseline, candidate] = [clips({ a1: 0, a2: 0, b1: 2, c1: 5 }), clips({ a1: 2, a2: 4, b1: 3, c1: 1 })];
  const told = baseline.clips.map(({ id, group }) => ({
    item: { id, group: group!, slices: [], sha256: '', reference: id, input: async () => undefined },
    hypotheses: ['before', 'after'],
  }));
  const found = worstRegressions([baseline, candidate], told, 'wer', 5);
  expect(found.map(({ item, candidate: { numerator } }) => [item.id, numerator])).toEqual([
    ['a2', 4],
    ['b1', 3],
  ]);
});

describe('two hypotheses under a reference', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });

  test('stand in common columns', () => {
    const columns = alignBoth(
      ['call', 'anna', 'weiss'],
      [
        ['call', 'anna', 'vice'],
        ['please', 'call', 'weiss'],
      ],
    );
    expect(columns.map(({ reference }) => reference)).toEqual(['', 'call', 'anna', 'weiss']);
    expect(columns.map(({ hypotheses }) => hypotheses.map(({ word }) => word))).toEqual([
      ['', 'please'],
      ['call', 'call'],
      ['anna', ''],
      ['vice', 'weiss'],
    ]);
  });

  test('lose no word and gain none', () => {
    fc.assert(
      fc.property(words, words, words, (reference, left, right) => {
        const columns = alignBoth(reference, [left, right]);
        expect(columns.map((column) => column.reference).filter(Boolean)).toEqual(reference);
        for (const [side, hypothesis] of [left, right].entries()) {
          expect(columns.map(({ hypotheses }) => hypotheses[side]!.word).filter(Boolean)).toEqual(hypothesis);
        }
      }),
    );
  });
});
