import { resolveModel } from '@cascade/models';
import { createInferencePool, type InferencePool } from '@cascade/runtime';
import { endingInput, stageContract, testContext } from '@cascade/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePronunciationLexicon } from '../../pronunciation-lexicon.ts';
import type { SpeechEngine } from '../../speech-engine.ts';
import { createTtsStage, type TtsStage } from '../../tts-stage.ts';
import { createHibariEngine, hibariEngineSpec } from './hibari-engine.ts';

let pool: InferencePool;
let engine: SpeechEngine;
let stage: TtsStage;
beforeAll(async () => {
  const model = await resolveModel('hibari');
  const lexicon = parsePronunciationLexicon('xylqu = hello', 'test.lexicon');
  pool = await createInferencePool({ name: 'tts-test', workers: 1, engines: [hibariEngineSpec({ model, lexicon })] });
  engine = createHibariEngine({ pool, model, lexicon });
  stage = createTtsStage({ engine });
});
afterAll(() => pool.close());

const request = { voice: 'heart', speed: 1, urgency: () => 'first-clause' as const } as const;
const signal = new AbortController().signal;
const speak = (text: string, change: object = {}) =>
  Array.fromAsync(engine.synthesize({ ...request, text, signal, ...change }));

describe('the embedded voice', () => {
  test('speaks a clause in one part, with the times of its words', async () => {
    const [part, ...more] = await speak('It costs $5.20 today.');
    expect(more).toEqual([]);
    expect(part!.words!.map((word) => word.text)).toEqual(['It', 'costs', '$5.20', 'today.']);
    expect(part!.samples.length / 24_000).toBeGreaterThan(1.5);
    expect(part!.computeMs).toBeGreaterThan(0);
  });

  test('names its version, and with the lexicon another one', () => {
    expect(engine.versions.voice).toMatch(/^hibari@/);
    expect(engine.versions.lexicon).not.toBe('none');
  });

  test('follows the lexicon', async () => {
    const [own] = await speak('Xylqu there.');
    const [same] = await speak('Hello there.');
    expect(own!.samples).toEqual(same!.samples);
  });

  test('gives no part for nothing to say', async () => {
    expect(await speak('...')).toEqual([]);
  });

  test('is cancelled with its signal', async () => {
    await expect(speak('Hello.', { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('speaks at a pace that it was trained for, however wild the wish', async () => {
    const [slow] = await speak('Hello there.', { speed: 0.25 });
    const [half] = await speak('Hello there.', { speed: 0.5 });
    expect(slow!.samples.length).toBe(half!.samples.length);
  });
});

describe('contract', () => {
  for (const behaviour of stageContract) {
    test(behaviour.name, async () => {
      const inputs = () => [
        { type: 'plan-text', responseId: 'r', delta: 'Good morning! It is 7:30.', signal },
        { type: 'plan-done', responseId: 'r', source: 'announcement', signal },
      ];
      await behaviour.check({ stage, inputs } as never);
    });
  }
});

test('a reply is spoken without a gap, its words in order', async () => {
  const text = 'Sure, it is five past nine. The train leaves at 10:15 a.m. from platform 4.';
  const events = await Array.fromAsync(
    stage.run(
      endingInput([
        { type: 'plan-text', responseId: 'r', delta: text, signal },
        { type: 'plan-done', responseId: 'r', source: 'announcement', signal },
      ]),
      testContext().context,
    ),
  );
  const audio = events.filter((event) => event.type === 'speech-audio');
  const words = audio.flatMap((event) => event.words);
  expect(words.map((word) => word.text).join(' ')).toBe(text);
  for (const [index, word] of words.entries()) {
    expect(word.startMs).toBeGreaterThanOrEqual(words[index - 1]?.endMs ?? 0);
  }
  expect(audio.every((event) => event.samples.every((sample) => Math.abs(sample) < 1))).toBe(true);
});
