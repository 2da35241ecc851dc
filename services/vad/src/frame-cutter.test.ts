import type { AudioChunk } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameCutter } from './frame-cutter.ts';

const options = { frameSamples: 8, contextSamples: 3, maxFrames: 4 };

function chunkOf(startSample: number, length: number): AudioChunk {
  const samples = Float32Array.from({ length }, (_, i) => startSample + i + 1);
  return { type: 'audio-chunk', index: 0, startSample, samples, receivedAtMs: 0 };
}

function chunksOf(lengths: readonly number[], start = 0): AudioChunk[] {
  let at = start;
  return lengths.map((length) => {
    at += length;
    return chunkOf(at - length, length);
  });
}

describe('cutting', () => {
  it('gives every frame once, with the samples before it, however the audio comes', () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(40), { maxLength: 5 }), { maxLength: 8 }), (calls) => {
        const cutter = new FrameCutter(options);
        const chunks = chunksOf(calls.flat());
        let next = 0;
        for (const call of calls) {
          for (const batch of cutter.cut(chunks.splice(0, call.length))) {
            expect(batch.startSample).toBe(next);
            expect(batch.frames).toBeGreaterThan(0);
            expect(batch.frames).toBeLessThanOrEqual(options.maxFrames);
            const expected = Array.from({ length: 3 + 8 * batch.frames }, (_, i) => Math.max(0, next - 3 + i + 1));
            expect([...batch.samples]).toEqual(expected);
            next += 8 * batch.frames;
          }
        }
        const total = calls.flat().reduce((sum, length) => sum + length, 0);
        expect(next).toBe(8 * Math.floor(total / 8));
      }),
    );
  });

  it('starts anew after a gap, without sound from before it', () => {
    const cutter = new FrameCutter(options);
    cutter.cut(chunksOf([13]));
    const [batch] = cutter.cut(chunksOf([8], 100));
    expect(batch).toMatchObject({ startSample: 100, frames: 1 });
    expect([...batch!.samples]).toEqual([0, 0, 0, 101, 102, 103, 104, 105, 106, 107, 108]);
  });

  it('keeps the frames before a gap within one call', () => {
    const cutter = new FrameCutter(options);
    const batches = cutter.cut([...chunksOf([9]), ...chunksOf([8], 50)]);
    expect(batches.map((batch) => batch.startSample)).toEqual([0, 50]);
  });

  it('begins wherever the audio begins', () => {
    expect(new FrameCutter(options).cut(chunksOf([8], 4000))[0]?.startSample).toBe(4000);
  });
});
