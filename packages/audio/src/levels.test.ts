import { describe, expect, it } from 'vitest';
import {
  amplitudeToDbfs,
  dbfsToAmplitude,
  firstAudibleSample,
  firstSpeechSample,
  lastSpeechSample,
  peak,
  rms,
} from './levels.ts';

function loud(length: number, amplitude: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => (i % 2 === 0 ? amplitude : -amplitude));
}

function joined(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

describe('levels', () => {
  it('measures amplitude', () => {
    expect(rms(loud(100, 0.5))).toBeCloseTo(0.5, 9);
    expect(rms(new Float32Array(0))).toBe(0);
    expect(peak(Float32Array.of(0.1, -0.7, 0.3))).toBeCloseTo(0.7, 6);
    expect(amplitudeToDbfs(0.1)).toBeCloseTo(-20, 9);
    expect(amplitudeToDbfs(0)).toBe(-180);
    expect(dbfsToAmplitude(-40)).toBeCloseTo(0.01, 9);
  });
});

describe('speech by level', () => {
  const frame = 320;

  it('ends with the last loud frame, whole frames counted from sample 0', () => {
    const clip = joined(loud(frame, 0.001), loud(2 * frame + 10, 0.5), loud(5 * frame, 0.001));
    expect(lastSpeechSample(clip, 16_000)).toBe(4 * frame);
    expect(firstSpeechSample(clip, 16_000)).toBe(frame);
  });

  it('ends at the end of the clip in a partial last frame', () => {
    expect(lastSpeechSample(loud(2 * frame + 7, 0.5), 16_000)).toBe(2 * frame + 7);
  });

  it('lets the loudest frame raise the threshold: noise 35 dB below it is no speech', () => {
    const noise = loud(4 * frame, 0.008);
    expect(lastSpeechSample(joined(loud(frame, 0.1), noise), 16_000)).toBe(5 * frame);
    expect(lastSpeechSample(joined(loud(frame, 0.9), noise), 16_000)).toBe(frame);
  });

  it('finds none in silence', () => {
    expect(lastSpeechSample(new Float32Array(1000), 16_000)).toBe(0);
    expect(lastSpeechSample(new Float32Array(0), 16_000)).toBe(0);
    expect(firstSpeechSample(new Float32Array(1000), 16_000)).toBeUndefined();
  });

  it('refuses frames without a sample', () => {
    expect(() => lastSpeechSample(new Float32Array(10), 10)).toThrow(RangeError);
  });
});

describe('audible', () => {
  it('begins with the first sample louder than −40 dBFS', () => {
    expect(firstAudibleSample(Float32Array.of(0, 0.0099, -0.0099, -0.011, 0.5))).toBe(3);
    expect(firstAudibleSample(Float32Array.of(0, 0.0099))).toBeUndefined();
    expect(firstAudibleSample(Float32Array.of(0, 0.0099), -60)).toBe(1);
  });
});
