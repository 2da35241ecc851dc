import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { digitsForNumberWords, numberInWords } from './number-words.ts';

const heard = (text: string) => digitsForNumberWords(text.split(' ')).join(' ');

test.each([
  ['twelve times seven', '12 times 7'],
  ['twenty five', '25'],
  ['twenty twenty five', '20 25'],
  ['five five', '5 5'],
  ['one two three', '1 2 3'],
  ['seven thirty', '7 30'],
  ['nineteen ninety nine', '19 99'],
  ['a hundred', '100'],
  ['a hundred and five', '105'],
  ['two hundred and then', '200 and then'],
  ['one thousand two hundred and thirty four', '1234'],
  ['five hundred and sixty seven thousand', '567000'],
  ['one million two', '1000002'],
  ['5 million', '5000000'],
  ['two and a half', '2.5'],
  ['three and three quarters', '3.75'],
  ['three quarters of', '0.75 of'],
  ['one third', '0.333333'],
  ['three point one four', '3.14'],
  ['point five', '0.5'],
  ['zero point oh five', '0.05'],
  ['a dozen', '12'],
  ['half a dozen', '6'],
  ['two dozen', '24'],
  ['half an hour', 'half an hour'],
  ['a minute and thirty seconds', 'a minute and 30 seconds'],
  ['a second', 'a second'],
  ['nobody', 'nobody'],
  ['constructor', 'constructor'],
])('%s is heard as %s', (words, digits) => {
  expect(heard(words)).toBe(digits);
});

describe('numbers in words', () => {
  it.each([
    [0, 'zero'],
    [84, 'eighty-four'],
    [100, 'one hundred'],
    [1728, 'one thousand seven hundred twenty-eight'],
    [123_456, '123,456'],
    [-2.5, 'minus two point five'],
    [0.05, 'zero point zero five'],
  ])('%s is said "%s"', (value, words) => {
    expect(numberInWords(value)).toBe(words);
  });

  it('are understood again', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 99 }), (whole, hundredths) => {
        const value = Number(`${whole}.${String(hundredths).padStart(2, '0')}`);
        expect(Number(heard(numberInWords(value).replaceAll('-', ' ')))).toBe(value);
      }),
    );
  });
});
