import { readFile } from 'node:fs/promises';
import { readWav, resample } from '@cascade/audio';
import { type AudioChunk, inputRateHz } from '@cascade/contracts';

/** The samples as a client would send them. */
export function audioChunks(samples: Float32Array, chunkSamples = 320): AudioChunk[] {
  return Array.from({ length: Math.ceil(samples.length / chunkSamples) }, (_, index) => ({
    type: 'audio-chunk',
    index,
    startSample: index * chunkSamples,
    samples: samples.slice(index * chunkSamples, (index + 1) * chunkSamples),
    receivedAtMs: 0,
  }));
}

/** At 16 kHz, with silence around it. */
export async function readSpeech(path: string, beforeMs = 0, afterMs = 0): Promise<Float32Array> {
  const { samples, sampleRateHz } = readWav(await readFile(path));
  const speech = resample(samples, { fromHz: sampleRateHz, toHz: inputRateHz });
  const [before, after] = [beforeMs, afterMs].map((durationMs) => (durationMs * inputRateHz) / 1000);
  const padded = new Float32Array(before! + speech.length + after!);
  padded.set(speech, before);
  return padded;
}

/** Repeatable noise of −1 … 1. */
export function createNoise(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}
