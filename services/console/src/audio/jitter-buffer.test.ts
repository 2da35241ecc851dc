import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JitterBuffer } from './jitter-buffer.ts';

const rateHz = 1000;
const block = (buffer: JitterBuffer, samples: number) => {
  const read = new Float32Array(samples);
  buffer.read(read);
  return [...read];
};
const tone = (samples: number, value = 0.5) => new Float32Array(samples).fill(value);
const buffer = () => new JitterBuffer({ rateHz, startMs: 40, maxStartMs: 160, fadeMs: 4 });

test('waits for a start, plays in order, and says how far it has come', () => {
  const playing = buffer();
  playing.push(0, tone(30));
  expect(block(playing, 8)).toEqual(new Array(8).fill(0));
  expect(playing.isPlaying).toBe(false);
  playing.push(0, tone(30));
  const first = block(playing, 20);
  expect(first.slice(0, 5)).toEqual([0.125, 0.25, 0.375, 0.5, 0.5]);
  expect(playing).toMatchObject({ item: 0, playedSamples: 20, queuedSamples: 40, isPlaying: true, underruns: 0 });
});

test('fades out at its end, and is silent after it', () => {
  const playing = buffer();
  playing.push(0, tone(50));
  const read = block(playing, 64);
  expect(read.slice(45, 50)).toEqual([0.5, 0.375, 0.25, 0.125, 0]);
  expect(read.slice(50)).toEqual(new Array(14).fill(0));
  expect(playing).toMatchObject({ playedSamples: 50, queuedSamples: 0, isPlaying: false });
});

test('an item that runs dry and goes on is an underrun, and the next start waits for more', () => {
  const playing = buffer();
  playing.push(0, tone(50));
  block(playing, 64);
  playing.push(0, tone(50));
  expect(playing).toMatchObject({ underruns: 1, startSamples: 80, isPlaying: false });
  playing.push(0, tone(50));
  block(playing, 30);
  expect(playing).toMatchObject({ isPlaying: true, playedSamples: 80 });
});

test('another item after the end of the first is no underrun; each counts from zero', () => {
  const playing = buffer();
  playing.push(0, tone(50));
  block(playing, 64);
  playing.push(1, tone(50));
  block(playing, 20);
  expect(playing).toMatchObject({ item: 1, playedSamples: 20, underruns: 0 });
});

test('a flush fades out what sounds, forgets the rest, and stays at the position heard', () => {
  const playing = buffer();
  playing.push(0, tone(100));
  block(playing, 20);
  playing.flush();
  const read = block(playing, 20);
  expect(read.slice(0, 4)).toEqual([0.375, 0.25, 0.125, 0]);
  expect(read.slice(4)).toEqual(new Array(16).fill(0));
  expect(playing).toMatchObject({ playedSamples: 24, queuedSamples: 0, isPlaying: false });
  playing.push(1, tone(50));
  expect(block(playing, 20)[10]).toBe(0.5);
  expect(playing.underruns).toBe(0);
});

test('a short item plays when it is let go', () => {
  const playing = buffer();
  playing.push(0, tone(10));
  block(playing, 8);
  playing.release();
  expect(Math.max(...block(playing, 16))).toBe(0.5);
  expect(playing.playedSamples).toBe(10);
});

test('a change of loudness is a ramp, holds for what comes later, and is taken back', () => {
  const playing = new JitterBuffer({ rateHz, startMs: 40, fadeMs: 4, rampMs: 10 });
  playing.push(0, tone(400, 1));
  block(playing, 20);
  playing.setLoudness(0.5);
  expect(block(playing, 6).map((sample) => Math.round(sample * 10) / 10)).toEqual([0.9, 0.8, 0.7, 0.6, 0.5, 0.5]);
  playing.push(0, tone(100, 1));
  expect(new Set(block(playing, 200))).toEqual(new Set([0.5]));
  playing.setLoudness(1);
  expect(block(playing, 20).at(-1)).toBe(1);
});

test('silence that is played is not taken for something audible', () => {
  const playing = buffer();
  playing.push(0, tone(50, 0));
  block(playing, 64);
  expect(playing).toMatchObject({ playedSamples: 50, audibleSamples: 0 });
});

test('however audio is cut and read, every sample is played once, in order, and no step is larger than a fade', () => {
  const pieces = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 64 }), fc.boolean(), (lengths, blockSamples, isLate) => {
      const playing = buffer();
      const heard: number[] = [];
      const total = lengths.reduce((sum, length) => sum + length, 0);
      for (const length of lengths) {
        playing.push(0, tone(length));
        if (isLate) heard.push(...block(playing, blockSamples));
      }
      for (let reads = 0; reads <= total; reads += blockSamples) {
        playing.release();
        heard.push(...block(playing, blockSamples));
      }
      for (let spare = 0; spare < 4; spare += 1) {
        playing.release();
        heard.push(...block(playing, 200));
      }
      expect(playing.queuedSamples).toBe(0);
      expect(playing.playedSamples).toBe(total);
      const steps = heard.slice(1).map((sample, at) => Math.abs(sample - heard[at]!));
      expect(steps.reduce((largest, step) => Math.max(largest, step), 0)).toBeLessThanOrEqual(0.126);
    }),
  );
});
