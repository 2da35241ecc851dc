import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GainRamp } from './gain-ramp.ts';

const tone = (length: number) => new Float32Array(length).fill(1);

test('samples whose loudness stays as it is are handed on as they are', () => {
  const samples = tone(10);
  const ramp = new GainRamp();
  expect(ramp.apply(samples)).toBe(samples);
  ramp.setTarget(0.5);
  expect(ramp.apply(tone(480)).at(-1)).toBeCloseTo(0.5, 6);
  ramp.setTarget(1);
  ramp.apply(tone(480));
  expect(ramp.apply(samples)).toBe(samples);
});

test('however it is cut and whenever the target changes, loudness moves by 1/480 of the way at most, and arrives', () => {
  const piece = fc.record({
    length: fc.integer({ min: 1, max: 700 }),
    gain: fc.option(fc.constantFrom(1, 0.5, 0.126, 0), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 12 }), (pieces) => {
      const ramp = new GainRamp();
      let target = 1;
      let last = 1;
      for (const { length, gain } of pieces) {
        if (gain !== undefined) {
          target = gain;
          ramp.setTarget(gain);
        }
        for (const sample of ramp.apply(tone(length))) {
          expect(Math.abs(sample - last)).toBeLessThanOrEqual(1 / 480 + 1e-6);
          last = sample;
        }
      }
      expect(ramp.apply(tone(480)).at(-1)).toBeCloseTo(target, 5);
    }),
  );
});
