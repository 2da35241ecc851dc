import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createExplainedShare } from './coherence.ts';

const explainedShare = createExplainedShare(256);
const length = 2048;

/** A linear congruential generator: noise that is the same in every run. */
function noise(seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}
const seeds = fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 501, max: 1000 }));
const mix = (one: Float32Array, other: Float32Array, gain: number) => one.map((sample, n) => sample + gain * other[n]!);

describe('the share of a signal that another explains', () => {
  it('is all of it, at any level and through a short filter', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.001, max: 10, noNaN: true }), ([seed], gain) => {
        const by = noise(seed);
        expect(
          explainedShare(
            by.map((sample) => sample * gain),
            by,
          ),
        ).toBeCloseTo(1, 6);
        const filtered = by.map((sample, n) => sample - 0.5 * (by[n - 1] ?? 0) + 0.3 * (by[n - 9] ?? 0));
        expect(explainedShare(filtered, by)).toBeGreaterThan(0.95);
      }),
      { numRuns: 30 },
    );
  });

  it('is little of what has nothing to do with it', () => {
    fc.assert(
      fc.property(seeds, ([one, other]) => {
        expect(explainedShare(noise(one), noise(other))).toBeLessThan(0.15);
      }),
      { numRuns: 30 },
    );
  });

  it('is that of the energies in a mixture', () => {
    fc.assert(
      fc.property(seeds, fc.double({ min: 0.2, max: 3, noNaN: true }), ([one, other], gain) => {
        const by = noise(one);
        expect(explainedShare(mix(by, noise(other), gain), by)).toBeCloseTo(1 / (1 + gain ** 2), 0);
      }),
      { numRuns: 30 },
    );
  });

  it('is none of silence, and none by silence', () => {
    expect(explainedShare(new Float32Array(length), noise(1))).toBe(0);
    expect(explainedShare(noise(1), new Float32Array(length))).toBe(0);
  });
});
