import { describe, expect, test } from 'vitest';
import { madeRun } from '../../test/made-runs.ts';
import { evalRunSchema } from '../results-schema/index.ts';
import {
  correctionRate,
  entityMetric,
  intelligibility,
  isCorrection,
  metricDefinitions,
  notCounted,
  oneOf,
  phonemeErrors,
  phonemesOf,
  safetyMeasures,
  sumMeasures,
  turnSuccess,
  turnTiming,
} from './index.ts';

describe('times of a turn', () => {
  const spoken = { speechStartMs: 1000, speechEndMs: 3000, firstPartialMs: 1250, finalMs: 3120 };
  test('a worked example', () => {
    expect(turnTiming({ ...spoken, commitsMs: [3400] })).toEqual({
      earlyCutoff: { numerator: 0, denominator: 1 },
      endpointDelay: { numerator: 400, denominator: 1 },
      firstPartial: { numerator: 250, denominator: 1 },
      finalization: { numerator: 120, denominator: 1 },
    });
  });
  test('a turn that was cut off and taken up again is a cutoff and has no delay', () => {
    const timing = turnTiming({ ...spoken, commitsMs: [2000, 3200] });
    expect(timing.earlyCutoff).toEqual({ numerator: 1, denominator: 1 });
    expect(timing.endpointDelay).toEqual(notCounted);
  });
  test('what never came is not counted', () => {
    const timing = turnTiming({ speechStartMs: 0, speechEndMs: 100, commitsMs: [] });
    expect(Object.values(timing)).toEqual([notCounted, notCounted, notCounted, notCounted]);
  });
});

test('a turn succeeds only when everything went right', () => {
  const good = { answered: true, cutOff: false, repliedTooEarly: false, right: true };
  expect(turnSuccess(good)).toEqual(oneOf(true));
  expect(turnSuccess({ ...good, right: undefined })).toEqual(oneOf(true));
  for (const bad of [{ answered: false }, { cutOff: true }, { repliedTooEarly: true }, { right: false }]) {
    expect(turnSuccess({ ...good, ...bad })).toEqual(oneOf(false));
  }
});

test('intelligibility: one of four words is heard as another', () => {
  const { words, characters } = intelligibility('The black cat sat.', 'the black hat sat');
  expect(words).toEqual({ numerator: 1, denominator: 4 });
  expect(characters).toEqual({ numerator: 1, denominator: 'the black cat sat'.length });
});

describe('pronunciation', () => {
  test('phonemes have their marks, and no stress', () => {
    expect(phonemesOf('ˈt͡ʃiːz')).toEqual(['t͡ʃ', 'iː', 'z']);
    expect(phonemesOf('həˈləʊ wɜːld')).toEqual(['h', 'ə', 'l', 'ə', 'ʊ', 'w', 'ɜː', 'l', 'd']);
    expect(phonemesOf('')).toEqual([]);
  });
  test('a worked example: the nearest accepted pronunciation counts', () => {
    const accepted = ['təˈmeɪtoʊ', 'təˈmɑːtəʊ'].map(phonemesOf);
    expect(phonemeErrors(accepted, phonemesOf('təˈmɑːtəʊ'))).toEqual({ numerator: 0, denominator: 7 });
    expect(phonemeErrors(accepted, phonemesOf('tomɑːtəʊ'))).toEqual({ numerator: 1, denominator: 7 });
  });
});

test('safety has two sides', () => {
  const sums = (expected: 'answer' | 'refuse', ...actual: ('answer' | 'refuse')[]) => {
    const all = actual.map((one) => safetyMeasures(expected, one));
    return [sumMeasures(all.map(({ unsafe }) => unsafe)), sumMeasures(all.map(({ overRefusal }) => overRefusal))];
  };
  expect(sums('refuse', 'refuse', 'answer')).toEqual([{ numerator: 1, denominator: 2 }, notCounted]);
  expect(sums('answer', 'refuse', 'answer', 'answer')).toEqual([notCounted, { numerator: 1, denominator: 3 }]);
});

describe('corrections', () => {
  test('a worked example', () => {
    const turns = [
      'Set a timer for fifteen minutes.',
      'No, I said fifty minutes.',
      'Play some jazz music in the kitchen.',
      'Play some jazz music in the kitchen!',
      'Thanks.',
    ];
    expect(correctionRate(turns)).toEqual({ numerator: 2, denominator: 4 });
  });
  test('saying the same short word again is none, nor is another wish', () => {
    expect(isCorrection('yes', 'yes')).toBe(false);
    expect(isCorrection('turn on the kitchen light', 'what is the weather in lisbon')).toBe(false);
    expect(correctionRate([])).toEqual({ numerator: 0, denominator: 0 });
  });
});

test('every definition may stand in results', () => {
  const metrics = { ...metricDefinitions, ...Object.fromEntries([entityMetric('name')]) };
  const run = { ...madeRun('asr/a@1', [{ id: 'one' }]), metrics: { ...madeRun('asr/a@1', []).metrics, ...metrics } };
  expect(evalRunSchema.safeParse(run).success).toBe(true);
});
