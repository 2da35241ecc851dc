import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedWords } from './seam.ts';

const repeated = (earlier: string, later: string, expected = 0) =>
  repeatedWords(earlier.split(' '), later.split(' '), expected);

test('words that both segments have are skipped in the later one', () => {
  expect(repeated('the stale smell of old beer', 'of old beer lingers')).toBe(3);
  expect(repeated('the stale smell of old beer.', 'Old beer lingers')).toBe(2);
});

test('a word broken by the cut, on either side, is no obstacle', () => {
  expect(repeated('the stale smell of old be', 'old beer lingers')).toBe(2);
  expect(repeated('the stale smell of old beer', 'fold beer lingers')).toBe(2);
});

test('the longest run wins over a chance one', () => {
  expect(repeated('it was the best of times it was', 'of times it was the worst of times')).toBe(4);
});

test('where nothing matches, the estimate decides', () => {
  expect(repeated('one two three', 'four five six', 2)).toBe(2);
  expect(repeated('one two three', 'four', 3)).toBe(1);
});

test('text split with any overlap of up to four words is joined without loss or doubling', () => {
  const text = fc.uniqueArray(fc.stringMatching(/^[a-z]{2,6}$/), { minLength: 8, maxLength: 20 });
  fc.assert(
    fc.property(text, fc.nat(3), fc.double({ min: 0.3, max: 0.7, noNaN: true }), (words, shared, share) => {
      const cut = Math.floor(words.length * share) + 1;
      const later = words.slice(Math.max(0, cut - shared - 1));
      const skipped = repeatedWords(words.slice(0, cut), later, 0);
      expect([...words.slice(0, cut), ...later.slice(skipped)]).toEqual(words);
    }),
  );
});
