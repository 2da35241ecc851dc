import { readFile } from 'node:fs/promises';
import { resolveModel } from '@cascade/models';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadPhonemizer, type Phonemizer } from './phonemizer.ts';
import { createTextExpander } from './text/expansion.ts';
import type { ExpansionTables } from './text/expansion-readings.ts';
import { readJson, VOICE_FILES } from './voice-files.ts';

let phonemizer: Phonemizer;
beforeAll(async () => {
  const model = await resolveModel('hibari');
  phonemizer = await loadPhonemizer((name) => model.file(name), 'reference');
});

test('at least 98 % of 300 varied sentences have the phonemes of the reference implementation', async () => {
  const lines = await readFile(new URL('../../../fixtures/phonemes.jsonl', import.meta.url), 'utf8');
  const rows = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { text: string; phonemes: string[] });
  const different: unknown[] = [];
  for (const { text, phonemes } of rows) {
    const ours = await phonemizer.phonemize(text);
    if (ours.join('\n') !== phonemes.join('\n')) different.push({ text, phonemes, ours });
  }
  expect(rows.length).toBeGreaterThanOrEqual(300);
  expect(different.length / rows.length, JSON.stringify(different, undefined, 1)).toBeLessThanOrEqual(0.02);
});

describe('what the reference would fail on is read all the same', () => {
  test.each([
    '',
    '   ',
    '...',
    '$',
    '[x]()',
    '[x](/)',
    '1'.repeat(60),
    "'",
    'ˈ',
    '’’’',
    '²',
    '٣ apples',
    'x\u0301',
    '🙂',
  ])('%j', async (text) => {
    expect(await phonemizer.phonemize(text)).toEqual(expect.any(Array));
  });
});

test('a pronunciation in the text wins', async () => {
  expect(await phonemizer.phonemize('Say [hibari](/hibˈɑɹi/) now.')).toEqual(['sˈA hibˈɑɹi nˈW.']);
});

test("without the reference's mistakes, kings, suns and answers are read as they are", async () => {
  const model = await resolveModel('hibari');
  const tables = await readJson<ExpansionTables>(model.file(VOICE_FILES.expansionTables));
  const expand = createTextExpander(tables, 'speech');
  expect(expand('King Charles saw the Sun.')).toBe('King Charles saw the Sun.');
  expect(expand('Is it? no.')).toBe('Is it? no.');
  expect(expand('The book I read, a Class C license, Gen Z.')).toBe('The book I read, a Class C license, Gen Z.');
  expect(expand('Henry VIII, Chapter IV, Gen. Lee, at 7:05 p.m.')).toBe(
    'Henry the eighth, Chapter 4, General Lee, at seven oh five P.M.',
  );
});
