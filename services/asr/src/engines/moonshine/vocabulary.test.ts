import { readFile } from 'node:fs/promises';
import { resolveModel } from '@cascade/models';
import { beforeAll, expect, test } from 'vitest';
import type { PhraseNode } from './phrase-trie.ts';
import { Tokenizer } from './tokenizer.ts';
import { VocabularyCache } from './vocabulary.ts';

let tokenizer: Tokenizer;
beforeAll(async () => {
  const model = await resolveModel('moonshine-tiny-en');
  tokenizer = new Tokenizer(await readFile(model.file('tokenizer.bin')));
});

function holds(trie: PhraseNode | undefined, phrase: string): boolean {
  let node = trie;
  for (const token of tokenizer.encode(phrase) ?? []) node = node?.next.get(token);
  return node?.ends ?? false;
}

test('a phrase is known as it is written, without its articles, and at the beginning of a sentence', () => {
  const trie = new VocabularyCache(tokenizer).trieOf(['cancel the timer', ' Ada ']);
  for (const phrase of ['cancel the timer', 'cancel timer', 'Cancel the timer', 'Cancel timer', 'Ada']) {
    expect(holds(trie, phrase), phrase).toBe(true);
  }
  for (const phrase of ['cancel', 'the timer', 'ada']) expect(holds(trie, phrase), phrase).toBe(false);
});

test('nothing to prefer is nothing, and what has no letters is left out', () => {
  const cache = new VocabularyCache(tokenizer);
  expect(cache.trieOf([])).toBeUndefined();
  expect([...(cache.trieOf([' ', 'the', '\ud800'])?.next.values() ?? [])].filter(({ ends }) => ends)).toHaveLength(2);
});

test('a list that is used again is not built again, unless many others were used since', () => {
  const cache = new VocabularyCache(tokenizer);
  const first = cache.trieOf(['lamp']);
  const others = Array.from({ length: 15 }, (_, index) => cache.trieOf([`lamp ${index}`]));
  expect(cache.trieOf(['lamp'])).toBe(first);
  cache.trieOf(['kettle']);
  expect(cache.trieOf(['lamp'])).toBe(first);
  expect(cache.trieOf(['lamp 0'])).not.toBe(others[0]);
});
