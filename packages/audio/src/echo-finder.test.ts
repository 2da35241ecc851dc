import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEchoFinder } from './echo-finder.ts';

const rateHz = 8000;
const windowSamples = 2048;
const referenceSamples = 8192;
const finder = createEchoFinder({ windowSamples, referenceSamples, rateHz });

/** A linear congruential generator: noise that is the same in every run. */
function noise(seed: number, count: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** Something like a voice: pulses at a pitch through a resonance, as loud as a syllable lets it be. */
function voice(seed: number, count: number): Float32Array {
  const breath = noise(seed, count);
  const period = 50 + (seed % 40);
  let [one, two] = [0, 0];
  return Float32Array.from({ length: count }, (_, n) => {
    const pulse = n % period === 0 ? 1 : 0.1 * breath[n]!;
    const value = pulse + 1.6 * Math.cos((2 * Math.PI * (400 + seed)) / rateHz) * one - 0.7 * two;
    [one, two] = [value, one];
    return 0.1 * value * (1 + Math.sin((2 * Math.PI * 4 * n) / rateHz));
  });
}

describe('an echo is found', () => {
  it('where it comes from, however faint', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 0, max: referenceSamples - windowSamples }),
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        (seed, position, gain) => {
          const reference = voice(seed, referenceSamples);
          const window = reference.slice(position, position + windowSamples).map((sample) => sample * gain);
          const found = finder.find(window, reference);
          expect(found.position).toBe(position);
          expect(found.peakToNoise).toBeGreaterThan(10);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('with the room in it', () => {
    const reference = voice(7, referenceSamples);
    const position = 3000;
    const window = Float32Array.from({ length: windowSamples }, (_, n) =>
      [0, 37, 180, 411, 700].reduce((sum, late, nth) => sum + reference[position + n - late]! * 0.6 ** nth, 0),
    );
    expect(finder.find(window, reference)).toMatchObject({ position, peakToNoise: expect.toSatisfy((p) => p > 8) });
  });
});

it('what is no echo stands out nowhere', () => {
  const pairs = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 500, max: 1000 }));
  fc.assert(
    fc.property(pairs, ([one, other]) => {
      const reference = voice(one, referenceSamples);
      expect(finder.find(voice(other, windowSamples), reference).peakToNoise).toBeLessThan(8);
      expect(finder.find(noise(other, windowSamples), reference).peakToNoise).toBeLessThan(8);
    }),
    { numRuns: 30 },
  );
});

it('silence is no echo, and has none', () => {
  const silence = new Float32Array(referenceSamples);
  expect(finder.find(silence.subarray(0, windowSamples), voice(1, referenceSamples)).peakToNoise).toBe(0);
  expect(finder.find(voice(1, windowSamples), silence).peakToNoise).toBe(0);
});
