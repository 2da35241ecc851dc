import { expect, test } from 'vitest';
import { findSpeechStart, trimSilence } from './silence.ts';

/** A tone of `soundMs` with silence around it, at 24 kHz. */
function tone(beforeMs: number, soundMs: number, afterMs: number): Float32Array {
  const samples = new Float32Array((beforeMs + soundMs + afterMs) * 24);
  for (let index = 0; index < soundMs * 24; index += 1) samples[beforeMs * 24 + index] = 0.3 * Math.sin(index / 5);
  return samples;
}

test('keeps the sound, 10 ms before it and 20 ms after it', () => {
  const { samples, cutSamples } = trimSilence(tone(250, 400, 400));
  expect(cutSamples).toBe(240 * 24);
  expect(samples.length).toBe(430 * 24);
});

test('begins and ends at zero', () => {
  const { samples } = trimSilence(tone(0, 300, 0));
  expect(samples[0]).toBe(0);
  expect(samples.at(-1)).toBeCloseTo(0, 9);
  expect(samples.length).toBe(300 * 24);
});

test('of silence nothing is left', () => {
  expect(trimSilence(new Float32Array(5000)).samples.length).toBe(0);
  expect(trimSilence(new Float32Array(0)).samples.length).toBe(0);
  expect(findSpeechStart(new Float32Array(5000))).toBeUndefined();
});
