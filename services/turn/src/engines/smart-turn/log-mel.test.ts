import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { golden, madeSignal } from '../../../test/smart-turn-golden.ts';
import { createLogMel, melBands, melFrames, windowSamples } from './log-mel.ts';
import { createMelFilters } from './mel-filters.ts';

const logMel = createLogMel();

describe('log-mel spectrogram', () => {
  it.each(golden.signals)(
    'equals the reference feature extractor: $samples samples',
    ({ samples, offset, features }) => {
      const computed = logMel.compute(madeSignal(samples, offset));
      expect(computed).toHaveLength(melBands * melFrames);
      let largest = 0;
      golden.frames.forEach((frame, index) => {
        for (let band = 0; band < melBands; band++) {
          largest = Math.max(largest, Math.abs(computed[band * melFrames + frame]! - features[index]![band]!));
        }
      });
      expect(largest).toBeLessThan(2e-4);
    },
  );

  it('puts what is missing as silence at the front', () => {
    fc.assert(
      fc.property(fc.integer({ min: 800, max: 40_000 }), (samples) => {
        const short = madeSignal(samples, 0);
        const padded = new Float32Array(windowSamples);
        padded.set(short, windowSamples - samples);
        const [a, b] = [logMel.compute(short), logMel.compute(padded)];
        let largest = 0;
        for (let index = 0; index < a.length; index++) largest = Math.max(largest, Math.abs(a[index]! - b[index]!));
        expect(largest).toBeLessThan(1e-6);
      }),
      { numRuns: 8 },
    );
  });

  it('uses the last eight seconds only, and does not care how loud they are', () => {
    const long = madeSignal(windowSamples + 5000, 0);
    expect(logMel.compute(long)).toEqual(logMel.compute(long.slice(5000)));
    const quiet = logMel.compute(long.map((value) => value * 0.1));
    logMel.compute(long).forEach((value, index) => {
      expect(Math.abs(value - quiet[index]!)).toBeLessThan(1e-3);
    });
  });

  it('is finite and the same everywhere for silence', () => {
    for (const audio of [new Float32Array(0), new Float32Array(windowSamples)]) {
      const features = logMel.compute(audio);
      expect(new Set(features)).toEqual(new Set([features[0]]));
      expect(Number.isFinite(features[0])).toBe(true);
    }
  });
});

describe('mel filters', () => {
  it('are triangles of equal area up to half the sample rate', () => {
    const filters = createMelFilters(80, 400, 16_000);
    expect(filters).toHaveLength(80);
    filters.forEach(({ firstBin, weights }, index) => {
      expect(weights.length).toBeGreaterThan(0);
      expect(firstBin + weights.length).toBeLessThanOrEqual(201);
      if (index > 0) expect(firstBin).toBeGreaterThanOrEqual(filters[index - 1]!.firstBin);
    });
    // Wide filters have many bins: the sum over them, times the width of a bin, comes near the area.
    for (const { weights } of filters.slice(50)) {
      expect(weights.reduce((sum, weight) => sum + weight, 0) * 40).toBeCloseTo(1, 1);
    }
  });
});
