import { expect, test } from 'vitest';
import { meterShare } from './level-meter.ts';

test('a meter goes by loudness: nothing below its floor, full from its top, half in the middle', () => {
  expect(meterShare(0)).toBe(0);
  expect(meterShare(0.001)).toBe(0);
  expect(meterShare(10 ** (-33.5 / 20))).toBeCloseTo(0.5);
  expect(meterShare(1)).toBe(1);
});
