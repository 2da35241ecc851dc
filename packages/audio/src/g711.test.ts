import { describe, expect, it } from 'vitest';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from './g711.ts';

const codes = Uint8Array.from({ length: 256 }, (_, i) => i);
const linear = (decode: (bytes: Uint8Array) => Float32Array, code: number) => decode(Uint8Array.of(code))[0]! * 32768;

describe('mu-law', () => {
  it('has the values of the recommendation at the ends of its range', () => {
    expect(linear(decodeMulaw, 0x80)).toBe(32124);
    expect(linear(decodeMulaw, 0x00)).toBe(-32124);
    expect(linear(decodeMulaw, 0xff)).toBe(0);
    expect(linear(decodeMulaw, 0xfe)).toBe(8);
    expect(linear(decodeMulaw, 0x8f)).toBe(16764);
  });

  it('gives every code back, but the two zeros as one', () => {
    const expected = codes.map((code) => (code === 0x7f ? 0xff : code));
    expect(encodeMulaw(decodeMulaw(codes))).toEqual(expected);
  });
});

describe('A-law', () => {
  it('has the values of the recommendation at the ends of its range', () => {
    expect(linear(decodeAlaw, 0xaa)).toBe(32256);
    expect(linear(decodeAlaw, 0x2a)).toBe(-32256);
    expect(linear(decodeAlaw, 0xd5)).toBe(8);
    expect(linear(decodeAlaw, 0x55)).toBe(-8);
  });

  it('gives every code back', () => {
    expect(encodeAlaw(decodeAlaw(codes))).toEqual(codes);
  });
});

describe('both laws', () => {
  const ramp = Float32Array.from({ length: 65536 }, (_, i) => (i - 32768) / 32768);

  it.each([
    ['mu-law', encodeMulaw, decodeMulaw, 4 / 32768, 1 / 16],
    ['A-law', encodeAlaw, decodeAlaw, 8 / 32768, 1 / 16],
  ] as const)('%s errs by half a step at most, and steps grow with the level', (_, encode, decode, floor, share) => {
    const clip = 32124 / 32768;
    const back = decode(encode(ramp));
    const worst = ramp.reduce((most, sample, i) => {
      const wanted = Math.min(clip, Math.max(-clip, sample));
      const allowed = floor + Math.abs(wanted) * share * 0.55;
      return Math.max(most, Math.abs(back[i]! - wanted) / allowed);
    }, 0);
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('keeps the order of levels', () => {
    for (const back of [decodeMulaw(encodeMulaw(ramp)), decodeAlaw(encodeAlaw(ramp))]) {
      expect(back.every((value, i) => i === 0 || value >= back[i - 1]!)).toBe(true);
    }
  });
});
