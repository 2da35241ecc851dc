import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignWords, type SpokenWord } from './word-alignment.ts';

/** Words of 100 ms each, one after the other. */
const spoken = (text: string): SpokenWord[] =>
  text.split(' ').map((word, index) => ({ text: word, startMs: index * 100, endMs: (index + 1) * 100 }));

const times = (written: string, said: string) =>
  alignWords(written, spoken(said)).map(({ text, startMs, endMs }) => [text, startMs, endMs]);

test('the same words have the same times, whatever marks and markup are around them', () => {
  expect(times('“Hello,” **dear** World!', 'Hello, dear World!')).toEqual([
    ['“Hello,”', 0, 100],
    ['**dear**', 100, 200],
    ['World!', 200, 300],
  ]);
});

test('what is said in more words than written gets the time of all of them', () => {
  expect(times('It costs $5.20 today', 'It costs five dollars and twenty cents today')).toEqual([
    ['It', 0, 100],
    ['costs', 100, 200],
    ['$5.20', 200, 700],
    ['today', 700, 800],
  ]);
});

test('what is written in more words shares the time by length', () => {
  expect(times('see 555 12 now', 'see number now')).toEqual([
    ['see', 0, 100],
    ['555', 100, 160],
    ['12', 160, 200],
    ['now', 200, 300],
  ]);
});

test('places are those of the written text', () => {
  const text = '  Well, *really* so.';
  const words = alignWords(text, spoken('Well, really so.'));
  expect(words.map((word) => text.slice(word.startChar, word.endChar))).toEqual(['Well,', '*really*', 'so.']);
});

test('marks that nobody says have no time, and nothing said gives no words', () => {
  expect(times('yes — no', 'yes no').map(([text]) => text)).toEqual(['yes', 'no']);
  expect(alignWords('hello', [])).toEqual([]);
});

test('for any words, times never run backwards and places never overlap', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c', '5', 'five', '$5', '-', 'it’s', 'its'), { maxLength: 20 });
  fc.assert(
    fc.property(words, words, (written, said) => {
      const aligned = alignWords(written.join(' '), said.length === 0 ? [] : spoken(said.join(' ')));
      for (const [index, word] of aligned.entries()) {
        const before = aligned[index - 1];
        expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
        expect(word.startMs).toBeGreaterThanOrEqual(before?.endMs ?? 0);
        expect(word.startChar).toBeGreaterThanOrEqual(before?.endChar ?? 0);
      }
    }),
  );
});
