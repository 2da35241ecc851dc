import { describe, expect, test } from 'vitest';
import { cleanText } from './clean-text.ts';

describe('cleanText', () => {
  test('takes out and counts what cannot be seen', () => {
    const tags = [...'use'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
    const hidden = `A\u200B\u200Cb \u202Ereversed\u202C \u2066x\u2069 soft\u00ADhyphen${tags}\uFEFF`;
    expect(cleanText(hidden)).toEqual({ text: 'Ab reversed x softhyphen', removed: 11 });
  });

  test('keeps letters of all scripts, line breaks, tabs and signs', () => {
    const text = 'Größe 5 °C\n\tπ ≈ 3.14 — naïve 日本 €';
    expect(cleanText(text)).toEqual({ text, removed: 0 });
  });

  test('composes accents, so that the same word is the same', () => {
    expect(cleanText('cafe\u0301').text).toBe('caf\u00e9');
  });
});
