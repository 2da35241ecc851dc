import { describe, expect, it, test } from 'vitest';
import { highPass } from './high-pass.ts';
import { amplitudeToDbfs, rms } from './levels.ts';

const rateHz = 16_000;
const tone = (hz: number) =>
  Float32Array.from({ length: 2 * rateHz }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hz * index) / rateHz));
/** Decibels that a tone gains, once the filter has settled. */
const gainDb = (hz: number, cutoffHz: number) =>
  amplitudeToDbfs(rms(highPass(tone(hz), cutoffHz, rateHz).subarray(rateHz))) -
  amplitudeToDbfs(rms(tone(hz).subarray(rateHz)));

describe('highPass', () => {
  it.each([60, 120, 300])('halves the power at its cutoff of %i Hz', (cutoffHz) => {
    expect(gainDb(cutoffHz, cutoffHz)).toBeCloseTo(-3.01, 1);
  });

  it('takes away 12 dB with each octave below and nothing above', () => {
    expect(gainDb(30, 120)).toBeCloseTo(-24.1, 0);
    expect(gainDb(1000, 120)).toBeCloseTo(0, 2);
  });

  it('takes away a constant offset', () => {
    const filtered = highPass(new Float32Array(rateHz).fill(0.3), 120, rateHz);
    expect(filtered).toHaveLength(rateHz);
    expect(rms(filtered.subarray(rateHz / 2))).toBeLessThan(1e-6);
  });
});

test('a cutoff outside the band is refused', () => {
  expect(() => highPass(tone(100), 0, rateHz)).toThrow('between 0 and 8000');
  expect(() => highPass(tone(100), 8_000, rateHz)).toThrow('got 8000');
});
