import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeHistory } from './heard-words.ts';

const text = ' Bees dance, and they find flowers.';
const words = [...text.matchAll(/\w+/g)].map(({ index, 0: word }, order) => ({
  startChar: index,
  endChar: index + word.length,
  startMs: order * 200,
  endMs: order * 200 + 180,
}));
const reply = { itemId: 'item', text, words };

describe('history is compared with what was heard', () => {
  test.each([
    ['nothing heard, nothing kept', 100, '', 'equal'],
    ['to the word', 400, 'Bees dance', 'equal'],
    ['with the punctuation after a clause', 400, 'Bees dance,', 'equal'],
    ['all of it', 1200, 'Bees dance, and they find flowers.', 'equal'],
    ['a word too many, just cut off', 350, 'Bees dance', 'near'],
    ['a word too few, just heard', 400, 'Bees', 'near'],
    ['a word too many, hardly begun', 250, 'Bees dance', 'different'],
    ['a word too few, long heard', 560, 'Bees', 'different'],
    ['two words too many', 350, 'Bees dance, and', 'different'],
    ['words that were not said', 400, 'Bees sting', 'different'],
    ['nothing kept of what was heard', 1200, '', 'different'],
  ])('%s', (_, playedMs, kept, verdict) => {
    expect(judgeHistory(reply, playedMs, kept).verdict).toBe(verdict);
  });
});

test('what counts as heard only ever grows with time', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1500 }), fc.integer({ min: 0, max: 1500 }), (one, other) => {
      const [early, late] = [Math.min(one, other), Math.max(one, other)];
      const heard = (atMs: number) => judgeHistory(reply, atMs, '').heardText;
      expect(heard(late).startsWith(heard(early))).toBe(true);
    }),
  );
});
