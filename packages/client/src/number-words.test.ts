import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { foldNumbers } from './number-words.ts';

const fold = (text: string) => foldNumbers(text.split(' ')).join(' ');

it.each([
  ['seven', '7'],
  ['twenty five', '25'],
  ['one hundred', '100'],
  ['one hundred and five apples', '105 apples'],
  ['three hundred forty two thousand and six', '342006'],
  ['two million', '2000000'],
  ['nineteen eighty four', '1984'],
  ['first', '1st'],
  ['the eleventh hour', 'the 11th hour'],
  ['twenty second', '22nd'],
  ['one hundred and twenty third', '123rd'],
  ['five five', '55'],
  ['5 5', '55'],
  ['zero', '0'],
  ['hundred', 'hundred'],
  ['you and five', 'you and 5'],
  ['two and a half', '2 and a half'],
  ['one hundred and', '100 and'],
  ['3.5 and two', '3.5 and 2'],
])('%s → %s', (spelled, digits) => {
  expect(fold(spelled)).toBe(digits);
});

const ones =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
function spell(value: number): string {
  if (value >= 1000)
    return [spell(Math.floor(value / 1000)), 'thousand', value % 1000 ? spell(value % 1000) : ''].join(' ').trim();
  if (value >= 100)
    return [ones[Math.floor(value / 100) - 1], 'hundred', value % 100 ? `and ${spell(value % 100)}` : '']
      .join(' ')
      .trim();
  if (value >= 20) return [tens[Math.floor(value / 10) - 2], value % 10 ? ones[(value % 10) - 1] : ''].join(' ').trim();
  return ones[value - 1] as string;
}

test('a number that is spelled out comes back as its digits', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999 }), (value) => {
      expect(fold(spell(value))).toBe(String(value));
    }),
  );
});

test('words that are no numbers stay as they are', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('apples', 'and', 'the', 'someone', 'often', 'hundred')), (words) => {
      expect(foldNumbers(words)).toEqual(words);
    }),
  );
});
