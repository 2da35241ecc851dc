import { describe, expect, test } from 'vitest';
import { wordsOf } from './words.ts';

const norms = (text: string) => wordsOf(text).map(({ norm }) => norm);

describe('wordsOf', () => {
  test.each([
    ['two hundred', ['200']],
    ['two fifty', ['250']],
    ['twenty twenty six', ['2026']],
    ['six thousand four hundred and eighty dollars', ['6480', 'dollars']],
    ['6,480 dollars', ['6480', 'dollars']],
    ['one four', ['1', '4']],
    ['of eighty. Two remain', ['of', '80', '2', 'remain']],
    ['at 2.4 gigahertz', ['at', '2.4', 'gigahertz']],
    ['the third of May', ['the', '3rd', 'of', 'may']],
  ])('numbers as digits: %s', (text, expected) => expect(norms(text)).toEqual(expected));

  test.each(['HX-14', 'HX14', 'HX 14', 'h x 14', 'h x fourteen'])('one form of a code: %s', (text) => {
    expect(norms(text)).toEqual(['hx14']);
  });

  test('"a" and "I" before a number are words', () => {
    expect(norms('a 14 day trial, I 2')).toEqual(['a', '14', 'day', 'trial', 'i', '2']);
  });

  test('says where each word stands', () => {
    const text = 'Is the air-to-water unit two hundred dollars?';
    for (const { surface, start, end } of wordsOf(text)) expect(text.slice(start, end)).toBe(surface);
  });

  test('stems, possessives and contractions', () => {
    expect(wordsOf("What's the tank's warranties").map(({ stem }) => stem)).toEqual([
      'what',
      'the',
      'tank',
      'warranti',
    ]);
  });
});
