import { describe, expect, it } from 'vitest';
import { chunkClip } from './clip.ts';

const tone = (length: number, rateHz: number) =>
  Float32Array.from({ length }, (_, index) => Math.sin((2 * Math.PI * 440 * index) / rateHz) / 2);

describe('chunkClip', () => {
  it('cuts 16 kHz audio into 20 ms, the last one filled up', () => {
    const { chunks, lastSpeechChunk } = chunkClip({ id: 'a', samples: tone(700, 16000), sampleRateHz: 16000 });
    expect(chunks.map((chunk) => chunk.length)).toEqual([640, 640, 640]);
    expect(chunks[2]?.subarray(2 * 60).every((byte) => byte === 0)).toBe(true);
    expect(lastSpeechChunk).toBe(2);
  });

  it('finds the chunk with the end of speech at any rate', () => {
    const samples = new Float32Array(44100);
    samples.set(tone(22050, 44100));
    const { chunks, lastSpeechChunk } = chunkClip({ id: 'a', samples, sampleRateHz: 44100 });
    expect(chunks).toHaveLength(50);
    expect(lastSpeechChunk).toBeGreaterThanOrEqual(24);
    expect(lastSpeechChunk).toBeLessThanOrEqual(25);
  });

  it('knows silence and nothing', () => {
    expect(
      chunkClip({ id: 'a', samples: new Float32Array(1600), sampleRateHz: 16000 }).lastSpeechChunk,
    ).toBeUndefined();
    expect(chunkClip({ id: 'a', samples: new Float32Array(0), sampleRateHz: 16000 }).chunks).toEqual([]);
  });
});
