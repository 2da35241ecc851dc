import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildPhraseTrie, phraseReward } from './phrase-trie.ts';

/** 10 and above go on with the word before. */
const continuesWord = (token: number) => token >= 10;
const reward = (tokens: number[], phrases: number[][], most = 100) =>
  phraseReward(tokens, buildPhraseTrie(phrases), 1, most, continuesWord);

test('only whole phrases count, the longest at each place, each once', () => {
  const phrases = [[1, 2], [1, 2, 3, 4], [5]];
  expect(reward([1], phrases)).toBe(0);
  expect(reward([7, 1, 2, 7], phrases)).toBe(2);
  expect(reward([1, 2, 3], phrases)).toBe(2);
  expect(reward([1, 2, 3, 4, 5], phrases)).toBe(5);
  expect(reward([1, 1, 2], phrases)).toBe(2);
});

test('a phrase that is the beginning of a longer word is not said', () => {
  expect(reward([1, 2, 10], [[1, 2]])).toBe(0);
  expect(reward([1, 2, 3], [[1, 2]])).toBe(2);
});

test('a phrase that is said again and again counts once', () => {
  expect(reward([1, 2, 1, 2, 5, 1, 2], [[1, 2], [5]])).toBe(3);
});

test('one phrase is worth no more than the bound', () => {
  expect(reward([1, 2, 3, 4], [[1, 2, 3, 4]], 2.5)).toBe(2.5);
});

test('without phrases nothing is worth anything, and never more than each token once', () => {
  const token = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(fc.array(token), fc.array(fc.array(token, { minLength: 1, maxLength: 4 })), (tokens, phrases) => {
      expect(reward(tokens, [])).toBe(0);
      const worth = reward(tokens, phrases);
      expect(worth).toBeGreaterThanOrEqual(0);
      expect(worth).toBeLessThanOrEqual(tokens.length);
    }),
  );
});
