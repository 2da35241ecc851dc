import { readFile } from 'node:fs/promises';
import { resolveModel } from '@cascade/models';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadAcousticModel } from './acoustic-model.ts';
import { loadSynthesizer, type Synthesizer } from './synthesizer.ts';
import { createSilence } from './waveform/noise.ts';
import { NOISE_ROW_LENGTH, synthesizeWaveform } from './waveform/spectral-synthesis.ts';

interface ReferenceWaveform {
  readonly phonemes: string;
  readonly samples: number;
  readonly every: number;
  readonly pcm16: string;
}

let synthesizer: Synthesizer;
let locate: (name: string) => string;
beforeAll(async () => {
  const model = await resolveModel('hibari');
  locate = (name) => model.file(name);
  synthesizer = await loadSynthesizer(locate);
});

function correlation(a: readonly number[], b: readonly number[]): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    ab += value * b[index]!;
    aa += value * value;
    bb += b[index]! * b[index]!;
  }
  return ab / Math.sqrt(aa * bb);
}

describe('the waveform', () => {
  test("is as long as the reference's and correlates with it beyond 0.999", async () => {
    const file = await readFile(new URL('../../../fixtures/waveforms.json', import.meta.url), 'utf8');
    const acousticModel = await loadAcousticModel(locate);
    for (const { phonemes, samples, every, pcm16 } of JSON.parse(file) as ReferenceWaveform[]) {
      const { parts } = await acousticModel.run(phonemes, 1);
      const waveform = synthesizeWaveform(parts, createSilence(NOISE_ROW_LENGTH));
      expect(waveform.length).toBe(samples);
      const bytes = Buffer.from(pcm16, 'base64');
      const reference = Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(2 * index));
      const ours = reference.map((_, index) => waveform[index * every]! * 32767);
      expect(correlation(ours, reference)).toBeGreaterThan(0.999);
    }
  });

  test("has the model's own length for each phoneme", async () => {
    const acousticModel = await loadAcousticModel(locate);
    const { parts, leadingFrames, characterFrames } = await acousticModel.run('həlˈO ðˈɛɹ.', 1);
    expect(characterFrames.length).toBe([...'həlˈO ðˈɛɹ.'].length);
    const sounding = characterFrames.reduce((sum, frames) => sum + frames, 0);
    expect(leadingFrames).toBeGreaterThan(10);
    expect(parts.frames - leadingFrames - sounding).toBeGreaterThan(0);
    expect(parts.frames - leadingFrames - sounding).toBeLessThan(20);
  });
});

describe('speech', () => {
  test('is the same for the same text, begins at once and ends soon', async () => {
    const [first, second] = [
      await synthesizer.synthesize('Hello there.', 1),
      await synthesizer.synthesize('Hello there.', 1),
    ];
    expect(first).toEqual(second);
    const loud = (sample: number) => Math.abs(sample) > 0.01;
    expect(first.samples.findIndex(loud)).toBeLessThan(0.06 * 24_000);
    expect(first.samples.length - first.samples.findLastIndex(loud)).toBeLessThan(0.1 * 24_000);
  });

  test('is slower or faster as asked', async () => {
    const lengthAt = async (speed: number) => (await synthesizer.synthesize('This is a test.', speed)).samples.length;
    const normal = await lengthAt(1);
    expect((await lengthAt(0.7)) / normal).toBeGreaterThan(1.2);
    expect((await lengthAt(1.5)) / normal).toBeLessThan(0.8);
  });

  test('has a time for each word, in order and within the audio', async () => {
    const { samples, words } = await synthesizer.synthesize('The rain in Spain falls mainly. Does it really?', 1);
    expect(words.map((word) => word.text).join(' ')).toBe('The rain in Spain falls mainly. Does it really?');
    expect(words[0]!.startMs).toBe(0);
    for (const [index, word] of words.entries()) {
      expect(word.endMs - word.startMs).toBeGreaterThan(20);
      expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0);
    }
    expect(words.at(-1)!.endMs).toBeLessThanOrEqual(samples.length / 24);
    // The pause between the two sentences is made by rule.
    expect(words[6]!.startMs - words[5]!.endMs).toBeGreaterThan(200);
  });

  test("of a sentence beyond the model's length is spoken in several runs", async () => {
    const long = `${Array.from({ length: 30 }, () => 'and so it goes on').join(' ')}.`;
    const { words } = await synthesizer.synthesize(long, 1);
    expect(words.length).toBe(150);
  });

  test('of nothing to say is empty', async () => {
    for (const text of ['', ' ', '...', '—']) expect((await synthesizer.synthesize(text, 1)).samples.length).toBe(0);
  });

  test('stops between runs once it is cancelled', async () => {
    const { words } = await synthesizer.synthesize('One. Two. Three.', 1, () => true);
    expect(words).toEqual([]);
  });
});
