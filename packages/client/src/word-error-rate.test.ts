import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { countWordErrors, normalizeEnglish, sumWordErrors, wordErrorRate } from './word-error-rate.ts';

describe('normalization makes no difference of', () => {
  const same: readonly (readonly [string, string, string])[] = [
    ['case and punctuation', 'What’s the weather like?', "what's the weather, like"],
    ['contractions', "I can't, they're late and he won't", 'I cannot they are late and he will not'],
    ['hesitations and notes', 'um so [noise] uh yes (laughs)', 'so yes'],
    ['titles', 'Mr. Quilter and Dr. Smith', 'mister quilter and doctor smith'],
    ['hyphens', 'a twelve-ounce cold-hearted man', 'a 12 ounce cold hearted man'],
    ['British spelling', 'endeavouring in grey colour at the centre', 'endeavoring in gray color at the center'],
    ['times of day', '2:30 PM', '2.30 p.m.'],
    ['spelled times of day', 'at two thirty pm', 'at 2:30 PM'],
    ['numbers', 'one hundred and five of twenty-five', '105 of 25'],
    ['years', 'in nineteen eighty four', 'in 1984'],
    ['digits one by one', 'four one five', '415'],
    ['ordinals', 'the twenty first and the third', 'the 21st and the 3rd'],
    ['thousands', 'two thousand three hundred', '2,300'],
    ['money and shares', '$5 and 20%', 'five dollars and twenty percent'],
    ['accents', 'café', 'cafe'],
  ];
  it.each(same)('%s', (_, reference, hypothesis) => {
    expect(normalizeEnglish(hypothesis)).toEqual(normalizeEnglish(reference));
    expect(wordErrorRate(reference, hypothesis).rate).toBe(0);
  });

  it('but of a different number, word or order', () => {
    for (const hypothesis of ['a 13 ounce mocha', 'a twelve ounce motor', 'twelve a ounce mocha']) {
      expect(wordErrorRate('a twelve ounce mocha', hypothesis).rate).toBeGreaterThan(0);
    }
    expect(normalizeEnglish('3.5 meters')).toEqual(['3.5', 'meters']);
  });
});

test('errors are told apart', () => {
  const { substitutions, deletions, insertions, referenceWords, rate } = wordErrorRate(
    'set kitchen lights to green now',
    'so set kitchen light to green',
  );
  expect({ substitutions, deletions, insertions, referenceWords }).toEqual({
    substitutions: 1,
    deletions: 1,
    insertions: 1,
    referenceWords: 6,
  });
  expect(rate).toBe(0.5);
});

test('an empty reference: nothing said is right, anything said is wrong', () => {
  expect(wordErrorRate('', '').rate).toBe(0);
  expect(wordErrorRate('', 'thank you').rate).toBe(1);
  expect(wordErrorRate('thank you', '').rate).toBe(1);
});

test('the sum weighs by words', () => {
  const long = wordErrorRate('one apple and two pears and three plums', 'one apple and two pears and three plums');
  const short = wordErrorRate('no', 'yes');
  expect(sumWordErrors([long, short]).rate).toBeCloseTo(1 / 9);
});

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

test('the edits are no more than the longer text and no fewer than the difference in length', () => {
  fc.assert(
    fc.property(words, words, (reference, hypothesis) => {
      const { substitutions, deletions, insertions } = countWordErrors(reference, hypothesis);
      const edits = substitutions + deletions + insertions;
      expect(edits).toBeLessThanOrEqual(Math.max(reference.length, hypothesis.length));
      expect(edits).toBeGreaterThanOrEqual(Math.abs(reference.length - hypothesis.length));
      expect(insertions - deletions).toBe(hypothesis.length - reference.length);
      const back = countWordErrors(hypothesis, reference);
      expect(back.substitutions + back.deletions + back.insertions).toBe(edits);
      expect(edits === 0).toBe(reference.join(' ') === hypothesis.join(' '));
    }),
  );
});

test('the triangle: going through a third text is never shorter', () => {
  const distance = (a: readonly string[], b: readonly string[]) => {
    const { substitutions, deletions, insertions } = countWordErrors(a, b);
    return substitutions + deletions + insertions;
  };
  fc.assert(
    fc.property(words, words, words, (a, b, c) => {
      expect(distance(a, c)).toBeLessThanOrEqual(distance(a, b) + distance(b, c));
    }),
  );
});

test('whatever the text, words hold letters, digits and decimal points only', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      for (const word of normalizeEnglish(text)) expect(word).toMatch(/^[\p{L}\p{N}.]+$/u);
    }),
  );
});
