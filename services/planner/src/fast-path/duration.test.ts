import fc from 'fast-check';
import { expect, test } from 'vitest';
import { durationInWords, findDuration } from './duration.ts';
import { readUtterance } from './utterance.ts';

const minuteMs = 60_000;

test.each([
  ['set a timer for 30 seconds', 30_000, 'set a timer for'],
  ['ten minute pasta timer', 10 * minuteMs, 'pasta timer'],
  ['an hour and a half', 90 * minuteMs, ''],
  ['one and a half hours', 90 * minuteMs, ''],
  ['two hours and a half', 150 * minuteMs, ''],
  ['half an hour', 30 * minuteMs, ''],
  ['a quarter of an hour', 15 * minuteMs, ''],
  ['three quarters of an hour', 45 * minuteMs, ''],
  ['1 hour 20 minutes and 5 seconds', 80 * minuteMs + 5_000, ''],
  ['a minute and thirty seconds', 90_000, ''],
  ['five minutes thirty', 5.5 * minuteMs, ''],
  ['a couple of minutes', 2 * minuteMs, ''],
  ['timer for to minutes', 2 * minuteMs, 'timer for'],
  ['timer four ten minutes', 10 * minuteMs, 'timer for'],
  ['ten minuets', 10 * minuteMs, ''],
])('%s', (text, durationMs, rest) => {
  expect(findDuration(readUtterance(text).text)).toEqual({ durationMs, rest });
});

test.each(['at seven', 'ten', 'the second one', 'a minuscule thing', ''])('no duration in "%s"', (text) => {
  expect(findDuration(readUtterance(text).text)).toBeUndefined();
});

test('a duration in words is understood again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 86_399 }), (seconds) => {
      const words = readUtterance(durationInWords(seconds * 1000)).text;
      expect(findDuration(words)).toEqual({ durationMs: seconds * 1000, rest: '' });
    }),
  );
});
