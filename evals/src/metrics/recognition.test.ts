import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  biasedErrors,
  entityErrors,
  entityResults,
  errorMeasure,
  stabilizationLag,
  timestampDrift,
  unstablePartialWords,
  wordErrors,
  wordLags,
} from './index.ts';

describe('entities', () => {
  const reference = 'Call Anna Weiss at 221b Baker Street, booking B 47 X, on May fifth.';
  const entities = [
    { type: 'name', text: 'Anna Weiss' },
    { type: 'address', text: '221b Baker Street' },
    { type: 'code', text: 'B 47 X' },
    { type: 'date', text: 'May fifth' },
  ];
  const results = (hypothesis: string) => entityResults(reference, entities, hypothesis);

  test('a worked example: a name with one wrong letter is wrong as a whole, the rest is right', () => {
    const heard = results('call anna wise at 221 b baker street booking b47x on may 5th');
    expect(heard.map(({ correct }) => correct)).toEqual([false, true, true, true]);
    expect(heard[0]?.heard).toBe('anna wise');
    expect(entityErrors(heard)).toEqual({
      name: { numerator: 1, denominator: 1 },
      address: { numerator: 0, denominator: 1 },
      code: { numerator: 0, denominator: 1 },
      date: { numerator: 0, denominator: 1 },
    });
  });
  test('what was not heard at all is wrong', () => {
    expect(results('').map(({ correct, heard }) => [correct, heard])).toEqual(entities.map(() => [false, '']));
  });
  test('a word too many inside is wrong, beside it is not', () => {
    const name = [{ type: 'name', text: 'Anna Weiss' }];
    const rightOf = (hypothesis: string) => entityResults('call anna weiss now', name, hypothesis)[0]!.correct;
    expect(rightOf('call anna von weiss now')).toBe(false);
    expect(rightOf('call please anna weiss right now')).toBe(true);
  });
  test('each is looked for after the one before; digits that merge with their neighbours count with them', () => {
    const rooms = [
      { type: 'number', text: 'five' },
      { type: 'number', text: 'five' },
    ];
    const heard = entityResults('five apples and five pears', rooms, 'five apples and nine pears');
    expect(heard.map(({ correct }) => correct)).toEqual([true, false]);
    const digits = [{ type: 'number', text: 'two three' }];
    expect(entityResults('gate one two three', digits, 'gate 124')[0]).toMatchObject({ correct: false, heard: '124' });
  });
  test('one that is not in the reference is named', () => {
    const missing = [{ type: 'name', text: 'Bob' }];
    expect(() => entityResults('hello', missing, 'hello')).toThrow(/"Bob" is not in "hello"/);
  });
});

describe('biased and unbiased words', () => {
  test('a worked example', () => {
    const { biased, unbiased } = biasedErrors('tell ottoline to meet quint', 'tell caroline meet quint quint now', [
      'Ottoline',
      'Quint',
    ]);
    // ottoline→caroline and the second quint are biased; "to" is missing, "now" too many.
    expect(biased).toEqual({ numerator: 2, denominator: 2 });
    expect(unbiased).toEqual({ numerator: 2, denominator: 3 });
  });
  test('both together are all word errors', () => {
    const sentence = fc.array(fc.constantFrom('call', 'quint', 'now', 'ottoline'), { maxLength: 8 });
    fc.assert(
      fc.property(sentence, sentence, (said, heard) => {
        const texts = [said.join(' '), heard.join(' ')] as const;
        const { biased, unbiased } = biasedErrors(...texts, ['quint', 'ottoline']);
        expect({
          numerator: biased.numerator + unbiased.numerator,
          denominator: biased.denominator + unbiased.denominator,
        }).toEqual(errorMeasure(wordErrors(...texts)));
      }),
    );
  });
});

describe('partials', () => {
  const shown = [
    { text: 'recognize', atMs: 300 },
    { text: 'wreck a nice', atMs: 500 },
    { text: 'wreck a nice beach', atMs: 700 },
    { text: 'recognize speech', atMs: 900 },
  ];
  test('a worked example: one word changed, then two changed and two withdrawn, of two', () => {
    expect(unstablePartialWords(shown)).toEqual({ numerator: 5, denominator: 2 });
  });
  test('words that are only added are stable', () => {
    const growing = [
      { text: 'turn', atMs: 1 },
      { text: 'turn on', atMs: 2 },
      { text: 'turn on.', atMs: 3 },
    ];
    expect(unstablePartialWords(growing)).toEqual({ numerator: 0, denominator: 2 });
    expect(wordLags(growing).map(({ fixedMs }) => fixedMs)).toEqual([1, 2]);
  });
  test('a word was right early and fixed late', () => {
    const lags = wordLags(shown);
    expect(lags).toEqual([
      { word: 'recognize', firstCorrectMs: 300, fixedMs: 900 },
      { word: 'speech', firstCorrectMs: 900, fixedMs: 900 },
    ]);
    expect(stabilizationLag(lags, [250, 700])).toEqual({ numerator: 650 + 200, denominator: 2 });
  });
  test('of nothing there is nothing', () => {
    expect(unstablePartialWords([])).toEqual({ numerator: 0, denominator: 0 });
    expect(wordLags([])).toEqual([]);
  });
});

describe('word times', () => {
  const words = (shift: (ms: number) => number) =>
    ['a', 'b', 'c', 'd'].map((word, index) => ({
      word,
      startMs: shift(1000 * index),
      endMs: shift(1000 * index + 400),
    }));
  test('a constant shift is an offset, a growing one a drift', () => {
    const reference = words((ms) => ms);
    expect(
      timestampDrift(
        reference,
        words((ms) => ms + 30),
      ),
    ).toEqual({
      words: 4,
      meanAbsoluteMs: 30,
      offsetMs: 30,
      driftMsPerSecond: 0,
    });
    expect(
      timestampDrift(
        reference,
        words((ms) => ms * 1.002),
      )?.driftMsPerSecond,
    ).toBeCloseTo(2, 9);
  });
  test('only words that were heard right count', () => {
    const heard = words((ms) => ms - 10).map((timed, index) => (index === 1 ? { ...timed, word: 'x' } : timed));
    expect(
      timestampDrift(
        words((ms) => ms),
        heard,
      ),
    ).toMatchObject({ words: 3, meanAbsoluteMs: 10, offsetMs: -10 });
    expect(timestampDrift(heard, [])).toBeUndefined();
  });
});
