import { expect, test } from 'vitest';
import { visibleWords } from './visible-words.ts';

const options = { fastestWordMs: 250, lastWordConfidence: 0.8 };
/** Words; one with ? behind it is unsure. */
const words = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ text: word.replace('?', ''), confidence: word.endsWith('?') ? 0.3 : 0.9 }));
const shown = (text: string, speechMs: number, previous = '') =>
  visibleWords(words(text), words(previous), speechMs, options)
    .map((word) => word.text)
    .join(' ');

test('no more words than can have been said, but always one', () => {
  expect(shown('I am very happy to be', 150)).toBe('I');
  expect(shown('Get me a medium', 800)).toBe('Get me a');
});

test('a stutter of one or two words counts once', () => {
  expect(shown('can can can can', 2000)).toBe('can');
  expect(shown('what would what would', 2000)).toBe('what would');
  expect(shown('Get me a media media media', 2000)).toBe('Get me a media');
});

test('an unsure last word waits for the next hypothesis to have it too', () => {
  expect(shown('Get me a rhyme?', 2000)).toBe('Get me a');
  expect(shown('Get me a rhyme?', 2000, 'Get me a rhyme')).toBe('Get me a rhyme');
  expect(shown('With? the? first?', 2000)).toBe('With');
});

test('the punctuation after the last word is not shown: the sentence may go on', () => {
  expect(shown('What’s the weather, like.', 2000)).toBe('What’s the weather, like');
  expect(shown('$', 2000)).toBe('$');
});

test('nothing is nothing', () => {
  expect(shown('', 2000)).toBe('');
});
