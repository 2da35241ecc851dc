import { describe, expect, it } from 'vitest';
import { createRealFft } from './real-fft.ts';

function noise(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * i * 12.9898 + 4) * Math.cos(i * 78.233));
}

function naiveSpectrum(samples: Float32Array) {
  return Array.from({ length: samples.length / 2 + 1 }, (_, k) => {
    let [re, im] = [0, 0];
    for (let n = 0; n < samples.length; n += 1) {
      const angle = (-2 * Math.PI * ((k * n) % samples.length)) / samples.length;
      re += samples[n]! * Math.cos(angle);
      im += samples[n]! * Math.sin(angle);
    }
    return { re, im };
  });
}

describe.each([2, 4, 6, 8, 10, 12, 18, 30, 50, 54, 64, 90, 120, 250, 400, 450, 512, 1200])('size %i', (size) => {
  const fft = createRealFft(size);
  const samples = noise(size);
  const real = new Float64Array(fft.bins);
  const imaginary = new Float64Array(fft.bins);

  it('equals the definition', () => {
    fft.forward(samples, real, imaginary);
    for (const [k, bin] of naiveSpectrum(samples).entries()) {
      expect(real[k]).toBeCloseTo(bin.re, 9);
      expect(imaginary[k]).toBeCloseTo(bin.im, 9);
    }
  });

  it('is undone by the inverse', () => {
    const back = new Float32Array(size);
    fft.forward(samples, real, imaginary);
    fft.inverse(real, imaginary, back);
    for (let n = 0; n < size; n += 1) expect(back[n]).toBeCloseTo(samples[n]!, 6);
  });
});

describe('the inverse', () => {
  it('leaves its input alone and ignores imaginary parts that no real signal has', () => {
    const fft = createRealFft(8);
    const real = Float32Array.of(8, 0, 0, 0, 0);
    const imaginary = Float32Array.of(5, 0, 0, 0, 7);
    const output = new Float32Array(8);
    fft.inverse(real, imaginary, output);
    expect([...output]).toEqual(Array(8).fill(1));
    expect([...imaginary]).toEqual([5, 0, 0, 0, 7]);
  });
});

describe('sizes', () => {
  it.each([0, 1, 7, 14, 399, 2.5])('refuses %d', (size) => {
    expect(() => createRealFft(size)).toThrow(RangeError);
  });
});
