import { cp, mkdtemp, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rms } from '@cascade/audio';
import type { SessionSettings, Stage, VadInput, VadOutput } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { endingInput, openInput, stageContract, testContext } from '@cascade/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { audioChunks, createNoise, readSpeech } from '../test/audio-chunks.ts';
import { createVadStage } from './vad-stage.ts';

let stage: Stage<VadInput, VadOutput>;
let beckett: Float32Array;

beforeAll(async () => {
  stage = await createVadStage();
  beckett = await readSpeech((await resolveModel('sample-speech')).file('beckett.wav'), 500, 1000);
});
afterAll(() => stage.close?.());

async function run(input: AsyncIterable<VadInput> | readonly VadInput[], subject = stage) {
  const { context, spans } = testContext();
  const events: VadOutput[] = [];
  const source = Array.isArray(input) ? endingInput(input as readonly VadInput[]) : (input as AsyncIterable<VadInput>);
  for await (const event of subject.run(source, context)) events.push(event);
  return { events, spans, told: events.filter((event) => event.type !== 'speech-silence') };
}

const secondsAt = (sample: number) => sample / 16_000;

describe('human speech', () => {
  it('is found where it is, with its pauses', async () => {
    const { told } = await run(audioChunks(beckett));
    const starts = told.filter((event) => event.type === 'speech-start');
    const ends = told.filter((event) => event.type === 'speech-end');
    expect(starts.length).toBeGreaterThan(0);
    expect(ends).toHaveLength(starts.length);
    expect(told.some((event) => event.type === 'speech-misfire')).toBe(false);
    expect(told[0]?.type).toBe('speech-start');
    expect(secondsAt(starts[0]!.startSample)).toBeGreaterThan(0.45);
    expect(secondsAt(ends.at(-1)!.endSample)).toBeLessThan(secondsAt(beckett.length) - 0.8);
    const energyOf = (samples: Float32Array) => rms(samples) ** 2 * samples.length;
    const energyTold = ends.reduce(
      (sum, event) => sum + energyOf(beckett.slice(event.startSample, event.endSample)),
      0,
    );
    expect(energyTold / energyOf(beckett)).toBeGreaterThan(0.97);
  });

  it('gives the same events however the audio is cut', async () => {
    const { events } = await run(audioChunks(beckett, 320));
    for (const chunkSamples of [133, 1600, 16_000, beckett.length]) {
      expect((await run(audioChunks(beckett, chunkSamples))).events).toEqual(events);
    }
  });

  it('is told while it goes on: the start comes before the audio ends', async () => {
    const chunks = audioChunks(beckett.slice(0, 24_000));
    const session = new AbortController();
    const { context } = testContext(session.signal);
    for await (const event of stage.run(openInput(chunks, session.signal), context)) {
      expect(event.type).toBe('speech-start');
      session.abort();
    }
    expect(session.signal.aborted).toBe(true);
  });

  it('keeps many sessions apart', async () => {
    const { events } = await run(audioChunks(beckett));
    const together = await Promise.all(Array.from({ length: 6 }, () => run(audioChunks(beckett))));
    for (const other of together) expect(other.events).toEqual(events);
  });

  it('leaves a span for each thing told', async () => {
    const { told, spans } = await run(audioChunks(beckett));
    expect(spans.map((span) => span.name)).toEqual(told.map((event) => event.type).slice(0, spans.length));
    expect(spans.every((span) => span.computeMs! > 0 && Number(span.attributes!.frames) >= 1)).toBe(true);
  });

  it('is found by the older model, too', async () => {
    const older = await createVadStage({ model: 'silero-vad-v5' });
    expect(older.versions).toEqual({ model: 'silero-vad-v5@0.0.31' });
    const { told } = await run(audioChunks(beckett), older);
    expect(told[0]?.type).toBe('speech-start');
    await older.close?.();
  });
});

describe('what is no speech', () => {
  const noise = createNoise();
  const seconds = 6;
  const signal = (valueAt: (i: number) => number) =>
    Float32Array.from({ length: seconds * 16_000 }, (_, i) => valueAt(i));
  let brown = 0;
  const sounds: Readonly<Record<string, Float32Array>> = {
    silence: signal(() => 0),
    'loud hiss': signal(() => 0.1 * noise()),
    'faint hiss': signal(() => 0.003 * noise()),
    rumble: signal(() => {
      brown = 0.98 * brown + 0.1 * noise();
      return 0.2 * brown;
    }),
    'mains hum': signal((i) => 0.1 * Math.sin((2 * Math.PI * 50 * i) / 16_000)),
    claps: signal((i) => noise() * Math.exp(-(i % 12_000) / 500)),
    chords: signal((i) => {
      const base = [262, 330, 392, 494][Math.floor(i / 8000) % 4]!;
      const harmonics = [1, 2, 3, 4].map((h) => Math.sin((2 * Math.PI * base * h * i) / 16_000) / h);
      return 0.15 * Math.exp(-(i % 8000) / 4000) * harmonics.reduce((sum, value) => sum + value, 0);
    }),
  };

  it.each(Object.keys(sounds))('%s says nothing', async (name) => {
    expect((await run(audioChunks(sounds[name]!))).events).toEqual([]);
  });

  it('a snippet of a vowel is a misfire, and nothing hangs on it', async () => {
    const { events: whole } = await run(audioChunks(beckett));
    const start = whole.find((event) => event.type === 'speech-start')!.startSample;
    const snippet = new Float32Array(48_000);
    snippet.set(beckett.slice(start + 3200, start + 4800), 16_000);
    const strict = await createVadStage({ minSpeechMs: 480 });
    const { told } = await run(audioChunks(snippet), strict);
    await strict.close?.();
    expect(told.map((event) => event.type)).toEqual(['speech-start', 'speech-pause', 'speech-misfire']);
  });
});

describe('what the client says', () => {
  it('a threshold applies from where it is set', async () => {
    const deaf = { type: 'session-settings', settings: { vadThreshold: 1 } as SessionSettings } as const;
    expect((await run([deaf, ...audioChunks(beckett)])).events).toEqual([]);
    const hearing = { type: 'session-settings', settings: { vadThreshold: 0.5 } as SessionSettings } as const;
    const chunks = audioChunks(beckett);
    const at = Math.floor(chunks.length / 2);
    const { told } = await run([deaf, ...chunks.slice(0, at), hearing, ...chunks.slice(at)]);
    const [first] = told;
    if (first?.type !== 'speech-start') throw new Error('no speech was heard');
    expect(first.atSample).toBeGreaterThan(chunks[at]!.startSample);
  });

  it('a commit closes speech in the place where it stands, and is handed on after it', async () => {
    const chunks = audioChunks(beckett.slice(0, 32_000));
    const commit = { type: 'input-commit', endSample: 32_000 } as const;
    const { told } = await run([...chunks, commit]);
    expect(told.slice(-2)).toMatchObject([{ type: 'speech-end', atSample: 32_000 }, commit]);
    const clear = { type: 'input-clear', endSample: 32_000 } as const;
    const cleared = await run([...chunks, clear]);
    expect(cleared.told.slice(-2)).toMatchObject([{ type: 'speech-misfire', atSample: 32_000 }, clear]);
  });
});

describe('the stage contract', () => {
  it.each(stageContract)('$name', async ({ check }) => {
    const subject = { stage, inputs: () => audioChunks(beckett) };
    await check(subject as unknown as Parameters<typeof check>[0]);
  });
});

describe('a broken model', () => {
  it('is refused by hash, with what to do', async () => {
    const right = dirname((await resolveModel('silero-vad-v6')).directory);
    const directory = await mkdtemp(join(tmpdir(), 'cascade-vad-'));
    await cp(join(right, 'silero-vad-v6@0.0.31'), join(directory, 'silero-vad-v6@0.0.31'), { recursive: true });
    await truncate(join(directory, 'silero-vad-v6@0.0.31', 'silero_vad_v6.onnx'), 1000);
    await expect(createVadStage({ modelsDirectory: directory })).rejects.toMatchObject({
      code: 'model_corrupt',
      message: expect.stringContaining('pnpm models pull'),
    });
    await rm(directory, { recursive: true });
  });
});
