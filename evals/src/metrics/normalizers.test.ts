import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normalizeBasic } from './basic-normalizer.ts';
import { normalizedWords, whisperBasic, whisperBasicLetters, whisperEnglish, whisperPackage } from './normalizers.ts';

interface Vector {
  readonly text: string;
  readonly english: string;
  readonly package: string;
  readonly basic: string;
  readonly plain: string;
  readonly letters: string;
}
const golden = new URL('../../fixtures/golden/normalizer.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(golden, 'utf8')) as { vectors: readonly Vector[] };

const disagreements = (of: (text: string) => string, field: Exclude<keyof Vector, 'text'>) =>
  vectors
    .filter((vector) => of(vector.text) !== vector[field])
    .map((vector) => [vector.text, of(vector.text), vector[field]]);

describe('the normalizers make of every golden string what the reference makes of it', () => {
  test('there are enough of them to mean something', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(900);
    expect(vectors.filter(({ english, text }) => english !== text).length).toBeGreaterThanOrEqual(700);
  });
  test('English rules of openai-whisper', () => expect(disagreements(whisperEnglish.text, 'english')).toEqual([]));
  test('English rules of whisper-normalizer', () => expect(disagreements(whisperPackage.text, 'package')).toEqual([]));
  test('basic rules', () => expect(disagreements(whisperBasic.text, 'basic')).toEqual([]));
  test('basic rules, letter by letter', () => expect(disagreements(whisperBasicLetters.text, 'letters')).toEqual([]));
  test('basic rules without diacritics', () => {
    expect(disagreements((text) => normalizeBasic(text, { removeDiacritics: true }), 'plain')).toEqual([]);
  });
});

test('a worked example', () => {
  const said = "Um, Dr. Grey's flight's at gate twenty one; it cost two dollars and fifty cents!";
  expect(normalizedWords(said).join(' ')).toBe('doctor gray is flight is at gate 21 it cost $2.50');
});
