import { expect, test } from 'vitest';
import { defaultSpeechCheck, isNoSpeech } from './speech-check.ts';

const heard = (text: string, bestLogProbability?: number) =>
  isNoSpeech(
    {
      words: text
        .split(' ')
        .filter(Boolean)
        .map((word) => ({ text: word, confidence: 1 })),
      meanLogProbability: bestLogProbability ?? 0,
      ...(bestLogProbability === undefined ? {} : { bestLogProbability }),
      draft: [],
      queueMs: 0,
      computeMs: 0,
      attributes: {},
    },
    defaultSpeechCheck,
  );

test('a few words that the recognizer is not sure of at all are no speech', () => {
  expect(heard('All the time', -1.3)).toBe(true);
  expect(heard('All the time', -1)).toBe(false);
  expect(heard('And then it was all over', -1.3)).toBe(false);
});

test('what is heard in silence has to be surer', () => {
  expect(heard('You', -0.6)).toBe(true);
  expect(heard('Thanks for watching!', -0.6)).toBe(true);
  expect(heard('You.', -0.1)).toBe(false);
  expect(heard('Yes.', -0.6)).toBe(false);
});

test('signs of subtitles and other scripts are no speech, however sure', () => {
  expect(heard('\u266a la la la la la', -0.05)).toBe(true);
  expect(heard('\u00a9 transcript', -0.05)).toBe(true);
  expect(heard('\u4f60\u5f88', -0.05)).toBe(true);
  expect(heard('2.30', -0.3)).toBe(false);
});

test('an engine that does not say how sure it is is believed', () => {
  expect(heard('\u4f60\u5f88')).toBe(false);
  expect(heard('You')).toBe(false);
  expect(heard('', -2)).toBe(false);
});
