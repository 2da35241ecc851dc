import { readFile } from 'node:fs/promises';
import { readWav, resample } from '@cascade/audio';
import { inputRateHz } from '@cascade/contracts';
import { resolveModel } from '@cascade/models';
import { createInferencePool } from '@cascade/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RecognitionEngine } from '../../recognition-engine.ts';
import { createMoonshineEngine, moonshineEngineSpec } from './moonshine-engine.ts';
import { encoderFrames, MoonshineModel, minEncoderSamples, vocabularySize } from './moonshine-model.ts';
import { NoiseSuppressor } from './noise-suppressor.ts';
import { Tokenizer } from './tokenizer.ts';
import { type MoonshineJob, transcribe } from './transcribe.ts';
import { VocabularyCache } from './vocabulary.ts';

let model: MoonshineModel;
let tokenizer: Tokenizer;
/** "Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.", 10 s. */
let speech: Float32Array;

beforeAll(async () => {
  const files = await resolveModel('moonshine-tiny-en');
  model = await MoonshineModel.load({
    encoder: files.file('encoder_model.ort'),
    decoder: files.file('decoder_model_merged.ort'),
  });
  tokenizer = new Tokenizer(await readFile(files.file('tokenizer.bin')));
  const wav = readWav(await readFile((await resolveModel('sample-speech')).file('beckett.wav')));
  speech = resample(wav.samples, { fromHz: wav.sampleRateHz, toHz: inputRateHz });
}, 30_000);
afterAll(() => model.release());

/** The first three seconds, in which noise makes words doubtful. */
function noisy(): Float32Array {
  let state = 1;
  return speech.slice(0, 48_000).map((sample) => {
    // Linear congruential generator of Numerical Recipes.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return sample + 0.05 * (state / 2 ** 31 - 1);
  });
}

const transcriber = () => ({
  model,
  tokenizer,
  vocabularies: new VocabularyCache(tokenizer),
  noiseSuppressor: () => NoiseSuppressor.load(),
});
const run = (job: Partial<MoonshineJob> & { samples: Float32Array }) =>
  transcribe(
    transcriber(),
    {
      cuts: [{ start: 0, end: job.samples.length }],
      noiseReduction: false,
      phrases: [],
      sureEnough: 0,
      headroomMs: Number.POSITIVE_INFINITY,
      draft: [],
      beginning: '',
      forbidEmpty: true,
      ...job,
    },
    () => false,
  );
const plain = (text: string) => text.toLowerCase().replace(/[^a-z ]/g, '');
const sentence = 'ever tried ever failed no matter try again fail again fail better';

describe('Moonshine', () => {
  it('hears a sentence, with a confidence for each word', async () => {
    const { text, words, meanLogProbability, looped } = await run({ samples: speech });
    expect(plain(text)).toBe(sentence);
    expect(words.map((word) => word.text).join(' ')).toBe(text);
    for (const { confidence } of words) expect(confidence).toBeGreaterThan(0.5);
    expect(meanLogProbability).toBeGreaterThan(-0.5);
    expect(looped).toBe(false);
  });

  it('verifies a draft in far fewer runs, and mends a wrong one', async () => {
    const first = await run({ samples: speech });
    const again = await run({ samples: speech, draft: first.tokens });
    expect(plain(again.text)).toBe(sentence);
    expect(again.decoderRuns).toBeLessThan(first.decoderRuns / 2);
    const wrong = await run({ samples: speech, draft: [...first.tokens.slice(0, 4), 500, 501, 502] });
    expect(plain(wrong.text)).toBe(sentence);
    expect(wrong.draftAccepted).toBeLessThanOrEqual(4);
  });

  it('keeps its cache right over runs of any length: rows of one pass are those of single steps, nearly', async () => {
    await model.encode(speech);
    const tokens = [18274, 1898, 29892, 3926];
    await model.begin([1]);
    const together = (await model.continueWith(tokens)).slice();
    await model.begin([1]);
    for (const [row, token] of tokens.entries()) {
      const single = await model.continueWith([token]);
      const rowOf = (logits: Float32Array, at: number) =>
        logits.subarray(at * vocabularySize, (at + 1) * vocabularySize);
      const best = (logits: Float32Array) => logits.indexOf(logits.reduce((a, b) => Math.max(a, b)));
      expect(best(rowOf(together, row))).toBe(best(single));
    }
    await model.begin([1]);
    await model.continueWith([...tokens, 7, 8, 9]);
    model.keep(1 + tokens.length);
    expect(model.length).toBe(5);
    const afterCut = (await model.continueWith([5229])).slice();
    await model.begin([1]);
    await model.continueWith(tokens);
    const uncut = await model.continueWith([5229]);
    const difference = afterCut.reduce((sum, value, id) => sum + Math.abs(value - (uncut[id] as number)), 0);
    expect(difference / vocabularySize).toBeLessThan(0.3);
  });

  it('takes the surer of two cuts, and tries no second one when the first is sure enough', async () => {
    const cuts = [
      { start: 0, end: 16_000 },
      { start: 0, end: speech.length },
    ];
    const best = await run({ samples: speech, cuts, sureEnough: 0 });
    const means = await Promise.resolve([]).then(async () => [
      (await run({ samples: speech, cuts: cuts.slice(0, 1) })).meanLogProbability,
      (await run({ samples: speech, cuts: cuts.slice(1) })).meanLogProbability,
    ]);
    expect(best.cut).toBe((means[0] as number) > (means[1] as number) ? 0 : 1);
    expect((await run({ samples: speech, cuts: cuts.toReversed(), sureEnough: -5 })).cut).toBe(0);
  });

  it('tries neither a second cut nor phrases when the first has taken too long', async () => {
    const late = { samples: noisy(), phrases: ['ever tried', 'ever failed'], headroomMs: -1 };
    expect(plain((await run(late)).text)).toBe('ever dry ever fail');
    const cuts = [
      { start: 0, end: 16_000 },
      { start: 0, end: speech.length },
    ];
    const [best, first] = [await run({ samples: speech, cuts }), await run({ samples: speech, cuts, headroomMs: -1 })];
    expect([best.cut, first.cut]).toEqual([1, 0]);
    expect(best.alternatives).toEqual([first.text]);
    expect(first.alternatives).toEqual([]);
  });

  it('prefers the cut whose text begins with what has been shown', async () => {
    const cuts = [
      { start: 0, end: speech.length },
      { start: 40_000, end: speech.length },
    ];
    expect((await run({ samples: speech, cuts, beginning: 'evertried' })).cut).toBe(0);
    const later = await run({ samples: speech, cuts: cuts.slice(1) });
    const beginning = plain(later.text).replaceAll(' ', '').slice(0, 8);
    expect((await run({ samples: speech, cuts, beginning, sureEnough: -5 })).cut).toBe(1);
  });

  it('is not moved by a vocabulary of other words, nor by one of the words that it hears', async () => {
    const expected = await run({ samples: speech });
    for (const phrases of [
      ['kitchen', 'set a timer', 'lighthouse'],
      ['no matter', 'fail better'],
    ]) {
      const { text, biased } = await run({ samples: speech, phrases, sureEnough: 0 });
      expect([text, biased]).toEqual([expected.text, false]);
    }
  });

  it('hears in noise what is in the vocabulary', async () => {
    expect(plain((await run({ samples: noisy() })).text)).toBe('ever dry ever fail');
    const { text, biased, alternatives } = await run({ samples: noisy(), phrases: ['ever tried', 'ever failed'] });
    expect([plain(text), biased]).toEqual(['ever tried ever failed', true]);
    expect(alternatives.map(plain)).toEqual(['ever dry ever fail']);
    const shown = await run({ samples: noisy(), phrases: ['ever tried', 'ever failed'], beginning: 'everdry' });
    expect(plain(shown.text)).toMatch(/^ever dry/);
  });

  it('prepares each cut as it says', async () => {
    const faint = speech.map((sample) => 1e-4 * sample);
    const whole = { start: 0, end: speech.length };
    const expected = plain((await run({ samples: speech })).text);
    expect(plain((await run({ samples: faint })).text)).not.toBe(expected);
    const louder = await run({ samples: faint, cuts: [{ ...whole, levelDbfs: -25 }] });
    expect(plain(louder.text)).toBe(expected);
    const offset = speech.map((sample) => sample + 0.5);
    expect(plain((await run({ samples: offset })).text)).not.toBe(expected);
    const filtered = await run({ samples: offset, cuts: [{ ...whole, highPassHz: 120 }] });
    expect(plain(filtered.text)).toBe(expected);
  });

  it('takes audio of any length, also shorter than its encoder can', async () => {
    for (const length of [0, 1, 100, 1600, minEncoderSamples, 20_000]) {
      const { text } = await run({ samples: speech.slice(8000, 8000 + length) });
      expect(typeof text).toBe('string');
    }
  });

  it('never says more than can be said in the time', async () => {
    const noise = Float32Array.from({ length: 8000 }, (_, index) => 0.3 * Math.sin(index * index));
    const { tokens } = await run({ samples: noise });
    expect(tokens.length).toBeLessThanOrEqual(6);
  });
});

it('frames of the encoder follow from the samples', async () => {
  expect(encoderFrames(16_000)).toBe(40);
  await model.encode(new Float32Array(16_000));
  await expect(model.begin([1])).resolves.toHaveLength(vocabularySize);
});

describe('the engine on a pool', () => {
  let engine: RecognitionEngine;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const files = await resolveModel('moonshine-tiny-en');
    const pool = await createInferencePool({ name: 'asr-test', workers: 1, engines: [moonshineEngineSpec(files)] });
    engine = createMoonshineEngine({ pool, registryId: files.registryId });
    close = () => pool.close();
  });
  afterAll(() => close());
  const request = (signal = new AbortController().signal) => ({
    session: 'session-1',
    kind: 'final' as const,
    samples: Float32Array.from(speech),
    cuts: [{ start: 0, end: speech.length }],
    noiseReduction: false,
    phrases: [],
    sureEnough: 0,
    draft: [],
    beginning: '',
    signal,
  });

  it('names its model and tells what the work cost', async () => {
    const { words, draft, computeMs, attributes } = await engine.recognize(request());
    expect(plain(words.map((word) => word.text).join(' '))).toBe(sentence);
    expect(computeMs).toBeGreaterThan(0);
    expect(attributes).toMatchObject({ tokens: draft.length, looped: false });
    expect(Object.values(engine.versions)).toEqual(['moonshine-tiny-en@0.1.0']);
  });

  it('stops when nobody wants the text', async () => {
    const controller = new AbortController();
    const running = engine.recognize(request(controller.signal));
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('does not load a file that is no network', async () => {
    const wrong = { file: () => new URL('./tokenizer.ts', import.meta.url).pathname };
    const opening = createInferencePool({ name: 'asr-test', workers: 1, engines: [moonshineEngineSpec(wrong)] });
    await expect(opening).rejects.toMatchObject({ code: 'model_corrupt' });
  });
});
