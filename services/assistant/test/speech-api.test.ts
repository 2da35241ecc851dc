import { decodePcm16, readWav, resample, writeWav } from '@cascade/audio';
import { wordErrorRate } from '@cascade/client';
import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Assistant } from '../src/index.ts';
import { humanSpeech, startForTest } from './service.ts';

let assistant: Assistant;
let client: OpenAI;
beforeAll(async () => {
  assistant = await startForTest();
  client = new OpenAI({ apiKey: 'none', baseURL: `${assistant.url}/v1`, maxRetries: 0 });
}, 60_000);
afterAll(() => assistant?.close());

const said = 'Ever tried. Ever failed. No matter. Try again. Fail again. Fail better.';
const asFile = (samples: Float32Array, rateHz: number) => toFile(writeWav(samples, rateHz), 'speech.wav');

describe('a recording of a person', () => {
  test('is transcribed, with words and segments in their place', { timeout: 60_000 }, async () => {
    const { samples, sampleRateHz } = await humanSpeech();
    const verbose = await client.audio.transcriptions.create({
      file: await asFile(samples, sampleRateHz),
      model: 'whisper-1',
      language: 'en',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    });
    expect(wordErrorRate(said, verbose.text).rate).toBeLessThan(0.3);
    expect(verbose.duration).toBeCloseTo(samples.length / sampleRateHz, 1);
    const words = verbose.words ?? [];
    expect(words.map(({ word }) => word).join(' ')).toBe(verbose.text);
    for (const parts of [words, verbose.segments ?? []]) {
      let before = 0;
      for (const { start, end } of parts) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(verbose.duration);
        before = start;
      }
    }
  });

  test('longer than the recognizer can hear at once is transcribed piece by piece', { timeout: 60_000 }, async () => {
    const { samples, sampleRateHz } = await humanSpeech();
    const pause = new Float32Array(sampleRateHz);
    const long = new Float32Array(5 * (samples.length + pause.length));
    for (let i = 0; i < 5; i++) long.set(samples, i * (samples.length + pause.length));
    const stream = await client.audio.transcriptions.create({
      file: await asFile(long, sampleRateHz),
      model: 'whisper-1',
      stream: true,
    });
    const deltas: string[] = [];
    let text = '';
    for await (const event of stream) {
      if (event.type === 'transcript.text.delta') deltas.push(event.delta);
      else if (event.type === 'transcript.text.done') text = event.text;
    }
    expect(deltas.length).toBeGreaterThan(2);
    expect(deltas.join('')).toBe(text);
    expect(wordErrorRate(Array.from({ length: 5 }, () => said).join(' '), text).rate).toBeLessThan(0.3);
  });
});

test('silence and noise have no text', { timeout: 30_000 }, async () => {
  let state = 1;
  const noise = Float32Array.from({ length: 32_000 }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return 0.002 * (state / 2_147_483_647 - 0.5);
  });
  for (const samples of [new Float32Array(48_000), noise]) {
    const { text } = await client.audio.transcriptions.create({ file: await asFile(samples, 16_000), model: 'm' });
    expect(text).toBe('');
  }
});

describe('a text', () => {
  const text = 'The meeting begins at half past three. Bring your own lunch, please.';

  test('is read out, and the recognizer understands it', { timeout: 60_000 }, async () => {
    const response = await client.audio.speech.create({
      model: 'tts-1',
      voice: 'alloy',
      input: text,
      response_format: 'wav',
    });
    const { samples, sampleRateHz } = readWav(new Uint8Array(await response.arrayBuffer()));
    expect(sampleRateHz).toBe(24_000);
    const file = await asFile(samples, sampleRateHz);
    const heard = await client.audio.transcriptions.create({ file, model: 'whisper-1' });
    expect(wordErrorRate(text, heard.text).rate).toBeLessThan(0.15);
  });

  test('is shorter at a faster pace, and mp3 unless something else is asked for', { timeout: 60_000 }, async () => {
    const seconds = async (speed: number) => {
      const response = await client.audio.speech.create({
        model: 'tts-1',
        voice: 'heart',
        input: text,
        speed,
        response_format: 'pcm',
      });
      return decodePcm16(new Uint8Array(await response.arrayBuffer())).length / 24_000;
    };
    const [slow, fast] = [await seconds(0.8), await seconds(1.6)];
    expect(slow / fast).toBeGreaterThan(1.6);
    const mp3 = await client.audio.speech.create({ model: 'tts-1', voice: 'heart', input: text });
    expect(mp3.headers.get('content-type')).toBe('audio/mpeg');
    expect((await mp3.arrayBuffer()).byteLength).toBeGreaterThan(8000);
    await expect(
      client.audio.speech.create({ model: 'tts-1', voice: 'heart', input: text, speed: 3 }),
    ).rejects.toMatchObject({ status: 400, code: 'unsupported_value', param: 'speed' });
  });

  test('of many clauses is made as fast as it is taken, not at the pace of speech', { timeout: 60_000 }, async () => {
    const sentences = Array.from({ length: 12 }, (_, i) => `This is sentence number ${i + 1} of a longer text.`);
    const response = await client.audio.speech.create({
      model: 'tts-1',
      voice: 'heart',
      input: sentences.join(' '),
      response_format: 'pcm',
    });
    const bytes = new Uint8Array(await response.arrayBuffer());
    // More than the stage makes ahead of what can have been played.
    expect(bytes.length / 48_000).toBeGreaterThan(20);
  });
});

test('what runs is listed with its versions', async () => {
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.values(assistant.versions)));
  const voices = (await (await fetch(`${assistant.url}/v1/voices`)).json()) as { data: object[] };
  expect(voices.data).toEqual([{ id: 'heart', object: 'voice', language: 'en-US', slowest: 0.5, fastest: 2 }]);
});

test('a client that hangs up leaves nothing behind', { timeout: 60_000 }, async () => {
  const { samples, sampleRateHz } = await humanSpeech();
  const spoken = resample(samples, { fromHz: sampleRateHz, toHz: 16_000 });
  const long = new Float32Array(20 * spoken.length);
  for (let i = 0; i < 20; i++) long.set(spoken, i * spoken.length);
  const stream = await client.audio.transcriptions.create({
    file: await asFile(long, 16_000),
    model: 'whisper-1',
    stream: true,
  });
  for await (const event of stream) {
    expect(event.type).toBe('transcript.text.delta');
    break;
  }
  const depth = async () => {
    const metrics = await (await fetch(`${assistant.url}/metrics`)).text();
    return /cascade_inference_queue_depth\{pool="inference",class="background"\} (\d+)/.exec(metrics)?.[1];
  };
  await expect.poll(depth, { timeout: 10_000 }).toBe('0');
  const file = await asFile(spoken, 16_000);
  expect((await client.audio.transcriptions.create({ file, model: 'm' })).text).not.toBe('');
});
