import { rms } from '@cascade/audio';
import { expect, test } from 'vitest';
import { FrameCutter } from './frame-cutter.ts';

const cut = (fromHz: number, blocks: readonly Float32Array[]) => {
  const frames: Float32Array[] = [];
  const cutter = new FrameCutter({ fromHz, toHz: 16_000, frameMs: 20 }, (frame) => frames.push(frame));
  for (const block of blocks) cutter.add(block);
  return frames;
};
const sine = (rateHz: number, hz: number, samples: number) =>
  Float32Array.from({ length: samples }, (_, n) => 0.5 * Math.sin((2 * Math.PI * hz * n) / rateHz));
const inBlocks = (samples: Float32Array, size: number) =>
  Array.from({ length: Math.ceil(samples.length / size) }, (_, n) => samples.subarray(n * size, (n + 1) * size));

test('blocks of 128 at 16 kHz become frames of 20 ms without a change', () => {
  const samples = sine(16_000, 440, 16_000);
  const frames = cut(16_000, inBlocks(samples, 128));
  expect(frames.map(({ length }) => length)).toEqual(new Array(50).fill(320));
  expect(frames.flatMap((frame) => [...frame])).toEqual([...samples]);
});

test.each([44_100, 48_000])('a context at %i Hz is resampled, with its loudness kept', (rateHz) => {
  const frames = cut(rateHz, inBlocks(sine(rateHz, 440, rateHz), 128));
  expect(frames.length).toBeGreaterThanOrEqual(48);
  expect(frames.length).toBeLessThanOrEqual(50);
  expect(rms(frames[20]!)).toBeCloseTo(0.5 / Math.SQRT2, 2);
});

test('each frame is an array of its own: it may be given away', () => {
  const [first, second] = cut(16_000, [new Float32Array(320).fill(0.1), new Float32Array(320).fill(0.2)]);
  expect(first).not.toBe(second);
  expect(first![0]).toBeCloseTo(0.1);
});
