import { expect, test } from 'vitest';
import { cardinalWords, decimalWords, digitWords, ordinalWords, yearWords } from './number-words.ts';

test.each([
  ['0', 'zero'],
  ['13', 'thirteen'],
  ['40', 'forty'],
  ['99', 'ninety-nine'],
  ['100', 'one hundred'],
  ['305', 'three hundred and five'],
  ['1000', 'one thousand'],
  ['1001', 'one thousand and one'],
  ['1234', 'one thousand, two hundred and thirty-four'],
  ['1000000', 'one million'],
  ['2000005', 'two million and five'],
  ['007', 'seven'],
  ['1000000000000000000000', 'one sextillion'],
  ['9'.repeat(37), Array(37).fill('nine').join(' ')],
])('%s is %s', (digits, words) => {
  expect(cardinalWords(digits)).toBe(words);
});

test.each([
  [1, 'first'],
  [12, 'twelfth'],
  [20, 'twentieth'],
  [23, 'twenty-third'],
  [101, 'one hundred and first'],
  [1000, 'one thousandth'],
])('rank %i is %s', (rank, words) => {
  expect(ordinalWords(rank)).toBe(words);
});

test.each([
  ['1905', 'nineteen oh-five'],
  ['1900', 'nineteen hundred'],
  ['2000', 'two thousand'],
  ['2005', 'two thousand and five'],
  ['2010', 'twenty ten'],
  ['0066', 'sixty-six'],
])('year %s is %s', (year, words) => {
  expect(yearWords(year)).toBe(words);
});

test('decimals lose their trailing zeros, digits are named one by one', () => {
  expect(decimalWords('3.140')).toBe('three point one four');
  expect(decimalWords('5.0')).toBe('five');
  expect(decimalWords('.5')).toBe('zero point five');
  expect(digitWords('007')).toBe('zero zero seven');
});
