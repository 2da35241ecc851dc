import { decodePcm16, readWav } from '@cascade/audio';
import { CascadeError } from '@cascade/contracts';
import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { errorSchema } from '../src/http/wire-schemas.ts';
import { eventually, gatewayBench } from './gateway-bench.ts';
import { ScriptedSpeechApi } from './scripted-speech-api.ts';

/** What the scripted voice says: 300 and 450 ms. */
const audioMs = 750;
const request = { model: 'tts-1', voice: 'alloy', input: 'Hello there. How are you?' } as const;

async function open(options: Parameters<typeof gatewayBench>[0] = {}) {
  const speechApi = new ScriptedSpeechApi();
  const bench = await gatewayBench({ speechApi: () => speechApi, ...options });
  const client = new OpenAI({ apiKey: 'none', baseURL: `${bench.url}/v1`, maxRetries: 0 });
  const post = (body: object | string, init: RequestInit = {}) =>
    fetch(`${bench.url}/v1/audio/speech`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    });
  const refusal = async (response: Response) => {
    const body = errorSchema.parse(await response.json());
    return { status: response.status, code: body.error.code, param: body.error.param, message: body.error.message };
  };
  return { ...bench, speechApi, client, post, refusal };
}
const bytesOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());

/** Frames of MPEG-2 layer III: their count and the bit rate of each, by the headers alone (ISO 13818-3, 2.4.2.3). */
function mp3Frames(bytes: Uint8Array): { bitrateKbps: number; rateHz: number }[] {
  const bitrates = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
  const rates = [22_050, 24_000, 16_000];
  const frames: { bitrateKbps: number; rateHz: number }[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const [first, second, third] = bytes.subarray(at, at + 3) as unknown as [number, number, number];
    if (first !== 0xff || (second & 0xfe) !== 0xf2) throw new Error(`no frame at byte ${at} of ${bytes.length}`);
    const bitrateKbps = bitrates[third >> 4]!;
    const rateHz = rates[(third >> 2) & 3]!;
    frames.push({ bitrateKbps, rateHz });
    at += Math.floor((72_000 * bitrateKbps) / rateHz) + ((third >> 1) & 1);
  }
  return frames;
}

describe('the stock client gets', () => {
  test('mp3 unless it asks for something else', async () => {
    const { client, speechApi, logs } = await open();
    const response = await client.audio.speech.create(request);
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(response.headers.get('x-cascade-model')).toBe('speaker@3');
    expect(response.headers.get('x-cascade-voice')).toBe('heart');
    const frames = mp3Frames(await bytesOf(response));
    expect(new Set(frames.map(({ bitrateKbps, rateHz }) => `${bitrateKbps} ${rateHz}`))).toEqual(new Set(['64 24000']));
    // A frame holds 24 ms; the encoder adds a delay of some frames.
    expect(frames.length).toBeGreaterThanOrEqual(audioMs / 24);
    expect(frames.length).toBeLessThanOrEqual(audioMs / 24 + 4);
    expect(speechApi.texts).toEqual([{ text: request.input, voice: 'heart', speed: 1 }]);
    await eventually(() => logs.find(({ message }) => message === 'text read out')?.fields).toMatchObject({
      characters: request.input.length,
      audio_ms: audioMs,
    });
    expect(JSON.stringify(logs)).not.toContain('Hello');
  });

  test('the samples as they are, bare or as a wav of open length', async () => {
    const { client } = await open();
    const pcm = await client.audio.speech.create({ ...request, response_format: 'pcm' });
    expect(pcm.headers.get('content-type')).toBe('audio/pcm');
    const samples = decodePcm16(await bytesOf(pcm));
    expect(samples).toHaveLength(24 * audioMs);
    expect(samples[100]).toBeCloseTo(0.4 * Math.sin(10), 3);
    const wav = readWav(await bytesOf(await client.audio.speech.create({ ...request, response_format: 'wav' })));
    expect(wav).toMatchObject({ sampleRateHz: 24_000, channels: 1 });
    expect(wav.samples).toEqual(samples);
  });

  test('the audio as events', async () => {
    const { client } = await open();
    const response = await client.audio.speech.create({ ...request, response_format: 'pcm', stream_format: 'sse' });
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const events = (await response.text())
      .trim()
      .split('\n\n')
      .map((line) => JSON.parse(line.replace(/^data: /, '')) as { type: string; audio?: string });
    expect(events.map(({ type }) => type)).toEqual(['speech.audio.delta', 'speech.audio.delta', 'speech.audio.done']);
    const audio = Buffer.concat(events.map((event) => Buffer.from(event.audio ?? '', 'base64')));
    expect(audio).toHaveLength(48 * audioMs);
  });

  test('the first clause before the second is made', async () => {
    const { client, speechApi } = await open();
    const { promise: second, resolve: makeSecond } = Promise.withResolvers<void>();
    speechApi.beforePiece = (index) => (index === 1 ? second : Promise.resolve());
    for (const response_format of ['pcm', 'mp3'] as const) {
      const response = await client.audio.speech.create({ ...request, response_format });
      const reader = response.body!.getReader();
      expect((await reader.read()).value?.length).toBeGreaterThan(0);
      expect(speechApi.running).toBe(1);
      makeSecond();
      while (!(await reader.read()).done);
    }
  });
});

test('a faster pace and a voice by its id are handed on', async () => {
  const { post, speechApi } = await open();
  const asked = { ...request, voice: { id: 'heart' }, speed: 1.5, response_format: 'pcm', instructions: '' };
  expect((await post(asked)).status).toBe(200);
  expect(speechApi.texts).toEqual([{ text: request.input, voice: 'heart', speed: 1.5 }]);
});

test('refused with the field at fault and what would be right', async () => {
  const { post, refusal, speechApi } = await open();
  const wrong: readonly (readonly [object, string, string, RegExp])[] = [
    [{ ...request, input: '' }, 'invalid_event', 'input', /text/],
    [{ ...request, input: 'x'.repeat(4097) }, 'unsupported_value', 'input', /4096/],
    [{ model: 'tts-1', voice: 'alloy' }, 'invalid_event', 'input', /input/],
    [{ ...request, response_format: 'opus' }, 'unsupported_value', 'response_format', /mp3, wav, pcm/],
    [{ ...request, response_format: 'flac' }, 'unsupported_value', 'response_format', /mp3, wav, pcm/],
    [{ ...request, speed: 3 }, 'unsupported_value', 'speed', /heart speaks at 0\.5 to 2/],
    [{ ...request, speed: 5 }, 'unsupported_value', 'speed', /4/],
    [{ ...request, speed: 'fast' }, 'invalid_event', 'speed', /number/],
    [{ ...request, stream_format: 'chunks' }, 'unsupported_value', 'stream_format', /audio or sse/],
    [{ ...request, instructions: 'Whisper.' }, 'unsupported_value', 'instructions', /leave them out/],
    [{ ...request, colour: 'red' }, 'invalid_event', 'colour', /no such field/],
  ];
  for (const [body, code, param, message] of wrong) {
    const answer = await refusal(await post(body));
    expect(answer, JSON.stringify(body).slice(0, 80)).toMatchObject({ status: 400, code, param });
    expect(answer.message).toMatch(message);
  }
  expect(await refusal(await post('{"input":'))).toMatchObject({ status: 400, code: 'invalid_json' });
  expect(await refusal(await post(' '.repeat(70_000)))).toMatchObject({ status: 413, code: 'message_too_large' });
  expect(speechApi.texts).toEqual([]);
});

test('a text with nothing to say is no audio, and said so', async () => {
  const { post, refusal, speechApi } = await open();
  speechApi.clausesMs = [];
  expect(await refusal(await post({ ...request, input: '***' }))).toMatchObject({
    code: 'unsupported_value',
    param: 'input',
  });
});

describe('a failure of the voice', () => {
  test('before the first clause has a status', async () => {
    const { post, refusal, speechApi } = await open();
    speechApi.beforePiece = async () => {
      throw new CascadeError('synthesis_failed', 'The voice failed on a part of this text.');
    };
    expect(await refusal(await post(request))).toMatchObject({ status: 500, code: 'synthesis_failed' });
  });

  test('on the way breaks the answer off, and its events say why', async () => {
    const { post, speechApi } = await open();
    speechApi.beforePiece = async (index) => {
      if (index === 1) throw new CascadeError('synthesis_failed', 'The voice failed on a part of this text.');
    };
    await expect(post({ ...request, response_format: 'pcm' }).then(bytesOf)).rejects.toThrow();
    const events = await (await post({ ...request, response_format: 'pcm', stream_format: 'sse' })).text();
    expect(JSON.parse(events.trim().split('\n\n').at(-1)!.slice(6))).toMatchObject({
      error: { code: 'synthesis_failed' },
    });
  });
});

describe('work is bounded', () => {
  test('so many run, so many wait, more are refused with a word on when to come again', async () => {
    const { post, refusal, speechApi } = await open({ httpLimits: { maxJobs: 1 } });
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    speechApi.beforePiece = () => gate;
    const four = Array.from({ length: 4 }, () => post(request));
    const refused = await Promise.race(four);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refusal(refused)).toMatchObject({ code: 'overloaded' });
    await eventually(() => speechApi.running).toBe(1);
    openGate();
    const answers = await Promise.all(four);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 503]);
    for (const answer of answers) await answer.body?.cancel().catch(() => undefined);
    await eventually(() => speechApi.running).toBe(0);
    expect((await post(request)).status).toBe(200);
  });

  test('a client that hangs up ends the work, running or waiting, and makes room', async () => {
    const { post, speechApi } = await open({ httpLimits: { maxJobs: 1 } });
    speechApi.beforePiece = () => new Promise(() => undefined);
    const clients = [new AbortController(), new AbortController()];
    const requests = clients.map(({ signal }) => post(request, { signal }).catch(() => 'gone'));
    await eventually(() => speechApi.running).toBe(1);
    for (const client of clients) client.abort();
    expect(await Promise.all(requests)).toEqual(['gone', 'gone']);
    await eventually(() => speechApi.running === 0 && speechApi.cancelled === speechApi.texts.length).toBe(true);
    speechApi.beforePiece = async () => undefined;
    expect((await post(request)).status).toBe(200);
  });

  test('nothing is begun while the models load, while the service drains, or when the machine has enough to do', async () => {
    let ready = true;
    let busy = false;
    const speechApi = new ScriptedSpeechApi();
    const { post, refusal } = await open({
      speechApi: () => (ready ? speechApi : undefined),
      overloaded: () => (busy ? { retryAfterMs: 1000 } : undefined),
    });
    busy = true;
    expect(await refusal(await post(request))).toMatchObject({ status: 503, code: 'overloaded' });
    busy = false;
    ready = false;
    expect(await refusal(await post(request))).toMatchObject({ status: 503, code: 'overloaded' });
    ready = true;
    expect((await post(request)).status).toBe(200);
    const draining = await open({ isReady: () => ({ ready: false, detail: {} }) });
    expect(await draining.refusal(await draining.post(request))).toMatchObject({ status: 503, code: 'going_away' });
  });
});
