import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VisibleWords } from './visible-words.ts';

const options = { fastestWordMs: 250, confidence: 0.7, contradictions: 2 };
/** Words; one with ? behind it is unsure. */
const words = (text: string) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ text: word.replace('?', ''), confidence: word.endsWith('?') ? 0.3 : 0.9 }));
/** What is shown after each of the hypotheses. */
function shown(hypotheses: readonly string[], speechMs = 5000, stableWords = 0): string[] {
  const visible = new VisibleWords(options);
  return hypotheses.map((text) =>
    visible
      .observe(words(text), Math.min(stableWords, words(text).length), speechMs, 0)
      .map((word) => word.text)
      .join(' '),
  );
}
const lastShown = (...hypotheses: string[]) => shown(hypotheses).at(-1);

test('the first word comes at once, the others when a second hypothesis has them', () => {
  expect(shown(['Get me', 'Get me a', 'Get me a coffee'])).toEqual(['Get', 'Get me', 'Get me a']);
});

test('no more words than can have been said, but always one', () => {
  expect(shown(['I am very happy', 'I am very happy'], 150).at(-1)).toBe('I');
  expect(shown(['Get me a medium', 'Get me a medium'], 800).at(-1)).toBe('Get me a');
});

test('a stutter of one or two words counts once', () => {
  expect(lastShown('can can can can', 'can can can can')).toBe('can');
  expect(lastShown('what would what would', 'what would what would')).toBe('what would');
});

test.each([
  ['Telltelltell', 'Tell'],
  ['telltell,', 'tell'],
  ['papa', 'papa'],
  ['hahaha', 'ha'],
  ['100100100', '100100100'],
])('a word that is the same letters over and over shows them once: %s as %s', (heard, expected) => {
  expect(lastShown(heard)).toBe(expected);
});

test('an unsure word is not shown, however often it comes', () => {
  expect(lastShown('Get me a rhyme?', 'Get me a rhyme?', 'Get me a rhyme?')).toBe('Get me a');
});

test('one hypothesis that says otherwise changes nothing, two do', () => {
  expect(shown(['turn on', 'turn on', 'turn off', 'turn on the'])).toEqual(['turn', 'turn on', 'turn on', 'turn on']);
  expect(shown(['turn on', 'turn on', 'turn off', 'turn off the'])).toEqual(['turn', 'turn on', 'turn on', 'turn off']);
});

test('what is stable is shown whatever else is believed', () => {
  expect(shown(['one? two? three?'], 5000, 2)).toEqual(['one two']);
});

test('the punctuation after the last word is not shown: the sentence may go on', () => {
  expect(lastShown('What’s the weather, like.', 'What’s the weather, like.')).toBe('What’s the weather, like');
  expect(lastShown('$')).toBe('$');
});

test('nothing is nothing', () => {
  expect(lastShown('')).toBe('');
});

test('a word is withdrawn only when the newest hypothesis lacks it, and never a stable one', () => {
  const word = fc.record({
    text: fc.constantFrom('a', 'b', 'c'),
    confidence: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { maxLength: 12 }), (hypotheses) => {
      const visible = new VisibleWords(options);
      let before: string[] = [];
      for (const hypothesis of hypotheses) {
        const now = visible.observe(hypothesis, 0, 10_000).map(({ text }) => text);
        const lost = before.findIndex((text, index) => now[index] !== text);
        if (lost >= 0) expect(hypothesis[lost]?.text).not.toBe(before[lost]);
        before = now;
      }
    }),
  );
});
