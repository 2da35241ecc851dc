import fc from 'fast-check';
import { expect, test } from 'vitest';
import { audioMinutePrice, type CostFactors, computePrice } from './cost-equation.ts';

const alone: CostFactors = {
  realTimeFactor: 1,
  workerHourly: 0.6,
  utilization: 1,
  retryRate: 0,
  duplicateShare: 0,
};

test('1.0x RTF at 50 % utilization costs twice as much per audio minute as at full utilization', () => {
  expect(audioMinutePrice(alone)).toBeCloseTo(0.01, 12);
  expect(audioMinutePrice({ ...alone, utilization: 0.5 })).toBeCloseTo(0.02, 12);
});

test('a tenth that is said again and a fifth that comes twice: 1.1 × 1.2 of the audio is processed', () => {
  expect(audioMinutePrice({ ...alone, retryRate: 0.1, duplicateShare: 0.2 })).toBeCloseTo(0.0132, 12);
});

const factors: fc.Arbitrary<CostFactors> = fc.record({
  realTimeFactor: fc.double({ min: 0.001, max: 10, noNaN: true }),
  workerHourly: fc.double({ min: 0.001, max: 100, noNaN: true }),
  utilization: fc.double({ min: 0.01, max: 1, noNaN: true }),
  retryRate: fc.double({ min: 0, max: 3, noNaN: true }),
  duplicateShare: fc.double({ min: 0, max: 3, noNaN: true }),
});
const more = fc.double({ min: 1.01, max: 10, noNaN: true });
const isNear = (found: number, expected: number) => Math.abs(found - expected) <= 1e-9 * Math.abs(expected);

test('the price is linear in the hourly price and in the real-time factor', () => {
  fc.assert(
    fc.property(factors, more, (given, times) => {
      const once = audioMinutePrice(given);
      return (
        isNear(audioMinutePrice({ ...given, workerHourly: given.workerHourly * times }), once * times) &&
        isNear(audioMinutePrice({ ...given, realTimeFactor: given.realTimeFactor * times }), once * times)
      );
    }),
  );
});

test('it falls with utilization, and rises with retries and duplicates', () => {
  fc.assert(
    fc.property(factors, more, (given, times) => {
      const once = audioMinutePrice(given);
      return (
        audioMinutePrice({ ...given, utilization: given.utilization / times }) > once &&
        audioMinutePrice({ ...given, retryRate: given.retryRate + times }) > once &&
        audioMinutePrice({ ...given, duplicateShare: given.duplicateShare + times }) > once
      );
    }),
  );
});

test('an hour of one worker of four, busy half of its time, is half of the machine', () => {
  expect(computePrice(3_600_000, { hourly: 2, workers: 4, utilization: 0.5 })).toBeCloseTo(1, 12);
});
