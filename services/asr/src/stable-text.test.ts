import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { coreOf, StableText, splitStable } from './stable-text.ts';

const options = { agreement: 2, heldBackWords: 1, confidence: 0.5 };
const words = (text: string, confidence = 0.9) =>
  text
    .split(' ')
    .filter(Boolean)
    .map((word) => ({ text: word, confidence }));
const join = (list: readonly { readonly text: string }[]) => list.map((word) => word.text).join(' ');
function stableAfter(...hypotheses: string[]): StableText {
  const text = new StableText(options);
  for (const hypothesis of hypotheses) text.observe(words(hypothesis));
  return text;
}

describe('a word becomes stable', () => {
  it('when enough hypotheses in a row agree, but for the last words', () => {
    expect(join(stableAfter('set a timer', 'set a timer for').words)).toBe('set a');
    expect(join(stableAfter('set a timer', 'set the timer for').words)).toBe('set');
    expect(join(stableAfter('set a timer for').words)).toBe('');
  });

  it('only when all of them were sure of it', () => {
    const text = new StableText(options);
    text.observe([...words('set'), ...words('a', 0.2), ...words('timer for')]);
    text.observe(words('set a timer for'));
    expect(join(text.words)).toBe('set');
  });

  it('without the punctuation after it, which is not known before the next word', () => {
    const text = stableAfter('yes, set, a', 'yes, set, a timer');
    expect(join(text.words)).toBe('yes, set');
    expect(join(text.merge(words('yes set. A timer')).words)).toBe('yes, set. A timer');
  });
});

describe('a hypothesis is made to begin with the stable words', () => {
  const stable = stableAfter('Get me a medium roast', 'Get me a medium roast');
  const merge = (text: string) => {
    const { words: merged, forced } = stable.merge(words(text));
    return [join(merged), forced];
  };

  it.each([
    ['case and punctuation don’t matter', 'get me, a MEDIUM, roast mocha', 'Get me a medium, roast mocha', false],
    ['nor do hyphens', 'Get me a medium-roast mocha', 'Get me a medium-roast mocha', false],
    ['other words do', 'Give me a medium roast mocha', 'Get me a medium roast mocha', true],
    ['a longer word is another word', 'Get me a mediumish roast', 'Get me a medium roast', true],
    ['a shorter hypothesis is filled up', 'Get me', 'Get me a medium', true],
    ['an empty one too', '', 'Get me a medium', true],
  ])('%s', (_, hypothesis, expected, forced) => {
    expect(merge(hypothesis)).toEqual([expected, forced]);
  });
});

describe('where a segment ends, stable words are split', () => {
  const split = (segment: string) => {
    const stable = stableAfter('the old man, he said no more', 'the old man, he said no more');
    const { words: own, carried, forced } = splitStable(stable, words(segment));
    return [join(own), join(carried), forced];
  };

  it.each([
    ['those after it are carried on', 'The old man.', ['the old man,', 'he said no', false]],
    [
      'all of them belong to a longer segment',
      'the old man, he said no, never',
      ['the old man, he said no, never', '', false],
    ],
    ['a segment that heard something else keeps what was stable', 'the cold man', ['the old man,', 'he said no', true]],
    ['a segment without words takes none', '', ['', 'the old man, he said no', true]],
  ])('%s', (_, segment, expected) => {
    expect(split(segment)).toEqual(expected);
  });
});

test('a stable text only grows and is the beginning of everything after it', () => {
  const word = fc.record({
    text: fc.constantFrom('yes', 'Yes,', 'no', 'no.', 'a-b', 'a', 'b', '12', 'it’s', '-'),
    confidence: fc.constantFrom(0.3, 0.6, 0.9),
  });
  const hypotheses = fc.array(fc.array(word, { maxLength: 8 }), { maxLength: 12 });
  fc.assert(
    fc.property(hypotheses, fc.integer({ min: 1, max: 3 }), fc.nat(2), (all, agreement, heldBackWords) => {
      const text = new StableText({ agreement, heldBackWords, confidence: 0.5 });
      let before = '';
      for (const hypothesis of all) {
        const merged = join(text.observe(hypothesis).words);
        expect(merged.startsWith(before)).toBe(true);
        const stable = join(text.words);
        expect(stable.startsWith(before)).toBe(true);
        expect(merged.startsWith(stable)).toBe(true);
        before = stable;
      }
    }),
  );
});

test('letters and digits make a word', () => {
  expect(['It’s,', '“Hello”', '3.5', '—'].map(coreOf)).toEqual(['its', 'hello', '35', '']);
});
