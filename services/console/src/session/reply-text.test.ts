import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitAtHeard, splitAtPlayhead, type WordTime } from './reply-text.ts';

const text = 'It is noon. Have lunch.';
const words: WordTime[] = [
  { startChar: 0, endChar: 2, startMs: 0, endMs: 100 },
  { startChar: 3, endChar: 5, startMs: 100, endMs: 200 },
  { startChar: 6, endChar: 11, startMs: 200, endMs: 500 },
  { startChar: 12, endChar: 16, startMs: 800, endMs: 900 },
  { startChar: 17, endChar: 23, startMs: 900, endMs: 1300 },
];

test('while a reply plays, the word that sounds is between the heard and the unheard', () => {
  expect(splitAtPlayhead(text, words, 250)).toEqual({
    heardText: 'It is ',
    soundingText: 'noon.',
    unheardText: ' Have lunch.',
  });
});

test('a word sounds a little longer than it does; in a pause after it, nothing sounds', () => {
  expect(splitAtPlayhead(text, words, 600).soundingText).toBe('noon.');
  expect(splitAtPlayhead(text, words, 760)).toEqual({
    heardText: 'It is noon.',
    soundingText: '',
    unheardText: ' Have lunch.',
  });
});

test('nothing is heard before the first sample, or without times', () => {
  const nothing = { heardText: '', soundingText: '', unheardText: text };
  expect(splitAtPlayhead(text, words, 0)).toEqual(nothing);
  expect(splitAtPlayhead(text, [], 400)).toEqual(nothing);
});

test('the three parts always join to the text', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 2000, noNaN: true }), (heardMs) => {
      const { heardText, soundingText, unheardText } = splitAtPlayhead(text, words, heardMs);
      expect(heardText + soundingText + unheardText).toBe(text);
    }),
  );
});

test('after an interruption the service says what was heard, and its last word takes its punctuation along', () => {
  expect(splitAtHeard(text, 'It is noon')).toEqual({
    heardText: 'It is noon.',
    soundingText: '',
    unheardText: ' Have lunch.',
  });
  expect(splitAtHeard(` ${text}`, 'It is').unheardText).toBe(' noon. Have lunch.');
});

test('nothing heard is all unheard; what is left out in the middle is not taken for heard', () => {
  expect(splitAtHeard(text, '')).toEqual({ heardText: '', soundingText: '', unheardText: text });
  expect(splitAtHeard('One. Two. Three.', 'One. Three.').heardText).toBe('One. T');
});
