import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWav } from '@cascade/audio';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BenchClip, chooseClips, loadClips, shuffled, speechMs, withoutSilence } from './clips.ts';
import { interruptingClips } from './interrupt-reply.ts';

const ms = (count: number) => count * 16;
const sounding = (silentMs: number, soundMs: number, afterMs: number) =>
  new Float32Array(ms(silentMs + soundMs + afterMs)).fill(0.3, ms(silentMs), ms(silentMs + soundMs));
const clip = (id: string, changes: Partial<BenchClip> = {}): BenchClip => ({
  id,
  slices: [],
  text: undefined,
  samples: sounding(1000, 500, 700),
  firstSpeech: ms(1000),
  lastSpeech: ms(1500),
  ...changes,
});
const clips = ['a', 'b', 'c', 'd'].map((id) => clip(id));

describe('choosing', () => {
  test('the seed decides the order, every clip comes once before any comes twice', () => {
    const ids = (seed: string) => chooseClips(clips, 10, seed).map(({ id }) => id);
    expect(ids('one')).toEqual(ids('one'));
    expect(ids('one')).not.toEqual(ids('two'));
    expect(ids('one').slice(0, 4).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(ids('one').slice(4, 8).toSorted()).toEqual(['a', 'b', 'c', 'd']);
    expect(ids('one')).toHaveLength(10);
  });

  test('shuffling loses nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.string(), (items, seed) => {
        expect(shuffled(items, seed).toSorted((a, b) => a - b)).toEqual(items.toSorted((a, b) => a - b));
      }),
    );
  });
});

test('silence is taken away but for 300 ms on each side, where there is so much', () => {
  const short = withoutSilence(clips[0]!);
  expect(short.samples).toHaveLength(ms(300 + 500 + 300));
  expect(short.samples[short.firstSpeech - 1]).toBe(0);
  expect(short.samples[short.firstSpeech]).toBeCloseTo(0.3);
  expect(speechMs(short)).toBe(500);
  const tight = withoutSilence(
    clip('t', { samples: sounding(100, 500, 50), firstSpeech: ms(100), lastSpeech: ms(600) }),
  );
  expect(tight.samples).toHaveLength(ms(650));
});

test('people interrupt with what is short and clear', () => {
  const noisy = clip('noisy', { slices: ['short-command', 'noisy-or-farfield'] });
  const long = clip('long', { lastSpeech: ms(7000) });
  expect(interruptingClips([clip('good', { slices: ['short-command'] }), noisy, long]).map(({ id }) => id)).toEqual([
    'good',
  ]);
});

describe('a manifest', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cascade-bench-clips-'));
    await writeFile(join(folder, 'said.wav'), writeWav(sounding(200, 300, 100), 16_000));
    await writeFile(join(folder, 'silent.wav'), writeWav(new Float32Array(ms(500)), 16_000));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const manifest = async (...lines: object[]) => {
    const file = join(folder, 'manifest.jsonl');
    await writeFile(file, lines.map((line) => JSON.stringify(line)).join('\n'));
    return file;
  };

  test('is read with what is said and where speech is; a clip without speech is left out', async () => {
    const file = await manifest(
      { id: 'said', file: 'said.wav', text: 'hello', slice: ['short'] },
      { id: 'silent', file: 'silent.wav' },
    );
    const [said, ...others] = loadClips(file);
    expect(said).toMatchObject({
      id: 'said',
      text: 'hello',
      slices: ['short'],
      firstSpeech: ms(200),
      lastSpeech: ms(500),
    });
    expect(others).toEqual([]);
  });

  test('without any speech is refused', async () => {
    const file = await manifest({ id: 'silent', file: 'silent.wav' });
    expect(() => loadClips(file)).toThrow(/There is no speech in any clip/);
  });

  test('that is missing is named', () => {
    expect(() => loadClips(join(folder, 'none.jsonl'))).toThrow(/none\.jsonl cannot be read/);
  });
});
