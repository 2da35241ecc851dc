import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePcm16, encodePcm16 } from './pcm16.ts';

describe('PCM16', () => {
  it('keeps every 16-bit value', () => {
    const all = new Int16Array(65536).map((_, i) => i - 32768);
    const bytes = new Uint8Array(all.buffer);
    expect(encodePcm16(decodePcm16(bytes))).toEqual(bytes);
  });

  it('is little-endian and spans −1 … 1', () => {
    expect([...decodePcm16(Uint8Array.of(0x00, 0x80, 0x00, 0x40, 0xff, 0x7f))]).toEqual([-1, 0.5, 32767 / 32768]);
  });

  it('reads from any position of a larger buffer', () => {
    const bytes = Uint8Array.of(9, 0x00, 0x40, 0x00, 0xc0, 9);
    expect([...decodePcm16(bytes.subarray(1, 5))]).toEqual([0.5, -0.5]);
  });

  it('clips what is beyond full scale and silences what is no number', () => {
    const bytes = encodePcm16(Float32Array.of(2, -2, 1, Number.NaN, Number.POSITIVE_INFINITY));
    expect([...new Int16Array(bytes.buffer)]).toEqual([32767, -32768, 32767, 0, 32767]);
  });

  it('loses at most half a step', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -1, max: 0.999969482421875, noNaN: true }), (samples) => {
        const back = decodePcm16(encodePcm16(samples));
        expect(back.every((sample, i) => Math.abs(sample - samples[i]!) <= 0.5 / 32768 + 1e-9)).toBe(true);
      }),
    );
  });

  it('refuses half a sample', () => {
    expect(() => decodePcm16(new Uint8Array(3))).toThrow(RangeError);
  });
});
