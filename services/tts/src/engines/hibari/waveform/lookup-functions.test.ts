import { expect, test } from 'vitest';
import { cosineAt, limitedExponential, sineAt, squashedTurnPosition, tablePosition } from './lookup-functions.ts';

const values = (from: number, to: number) => Array.from({ length: 2001 }, (_, i) => from + ((to - from) * i) / 2000);

test('the exponential is right to four digits from −16 to 7, and limited beyond', () => {
  for (const x of values(-15.99, 7)) expect(limitedExponential(x) / Math.exp(x)).toBeCloseTo(1, 4);
  expect(limitedExponential(20)).toBeCloseTo(Math.exp(7), 3);
  expect(limitedExponential(-20)).toBe(0);
  expect(limitedExponential(Number.NaN)).toBe(0);
});

test('sine and cosine are right to five digits for any angle', () => {
  for (const angle of values(-50, 50)) {
    expect(sineAt(tablePosition(angle))).toBeCloseTo(Math.sin(angle), 5);
    expect(cosineAt(tablePosition(angle))).toBeCloseTo(Math.cos(angle), 5);
  }
});

test('the squashed turn is π·tanh(x), half a turn ahead', () => {
  for (const x of values(-12, 12)) {
    expect(-sineAt(squashedTurnPosition(x))).toBeCloseTo(Math.sin(Math.PI * Math.tanh(x)), 3);
    expect(-cosineAt(squashedTurnPosition(x))).toBeCloseTo(Math.cos(Math.PI * Math.tanh(x)), 3);
  }
});
