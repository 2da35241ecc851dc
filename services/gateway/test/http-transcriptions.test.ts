import { writeWav } from '@cascade/audio';
import { CascadeError } from '@cascade/contracts';
import OpenAI, { toFile } from 'openai';
import { describe, expect, test } from 'vitest';
import { errorSchema } from '../src/http/wire-schemas.ts';
import { gatewayBench } from './gateway-bench.ts';
import { ScriptedSpeechApi, spokenPieces } from './scripted-speech-api.ts';

const tone = (seconds: number, rateHz: number) =>
  Float32Array.from({ length: seconds * rateHz }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 440 * i) / rateHz));
const wav = (seconds = 1, rateHz = 16_000) => writeWav(tone(seconds, rateHz), rateHz);
const text = spokenPieces.map((piece) => piece.text).join(' ');

async function open(options: Parameters<typeof gatewayBench>[0] = {}) {
  const speechApi = new ScriptedSpeechApi();
  const bench = await gatewayBench({ speechApi: () => speechApi, ...options });
  const client = new OpenAI({ apiKey: 'none', baseURL: `${bench.url}/v1`, maxRetries: 0 });
  const post = async (fields: Record<string, string | Uint8Array | readonly string[]>) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (value instanceof Uint8Array) form.append(name, new Blob([new Uint8Array(value)]), 'speech.wav');
      else for (const each of typeof value === 'string' ? [value] : value) form.append(name, each);
    }
    return fetch(`${bench.url}/v1/audio/transcriptions`, { method: 'POST', body: form });
  };
  const refusal = async (response: Response) => {
    const body = errorSchema.parse(await response.json());
    return { status: response.status, code: body.error.code, param: body.error.param, message: body.error.message };
  };
  return { ...bench, speechApi, client, post, refusal };
}

describe('the stock client gets', () => {
  test('a transcript as JSON, of audio at the recognizer’s rate', async () => {
    const { client, speechApi, logs } = await open();
    const file = await toFile(wav(2, 44_100), 'speech.wav');
    const { data, response } = await client.audio.transcriptions.create({ file, model: 'whisper-1' }).withResponse();
    expect(data).toEqual({ text, usage: { type: 'duration', seconds: 2 } });
    expect(response.headers.get('x-cascade-model')).toBe('listener@1');
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    const [samples] = speechApi.recordings;
    expect(samples).toHaveLength(32_000);
    expect(Math.max(...samples!.subarray(8000, 24_000))).toBeCloseTo(0.5, 2);
    const entry = logs.find(({ message }) => message === 'recording transcribed');
    expect(entry?.fields).toMatchObject({ audio_ms: 2000, stretches: 2 });
    expect(JSON.stringify(logs)).not.toMatch(/light|radio|night/);
  });

  test('words and segments with times', async () => {
    const { client } = await open();
    const verbose = await client.audio.transcriptions.create({
      file: await toFile(wav(), 'speech.wav'),
      model: 'whisper-1',
      language: 'en',
      response_format: 'verbose_json',
      timestamp_granularities: ['word', 'segment'],
    });
    expect(verbose).toMatchObject({ task: 'transcribe', language: 'english', duration: 1, text });
    expect(verbose.words).toHaveLength(text.split(' ').length);
    expect(verbose.words?.[1]).toEqual({ word: 'the', start: 1, end: 1.45 });
    expect(
      verbose.segments?.map(({ id, start, end, seek, avg_logprob }) => [id, start, end, seek, avg_logprob]),
    ).toEqual([
      [0, 0.5, 4.45, 50, -0.1],
      [1, 6, 9.45, 600, -0.3],
    ]);
  });

  test('only segments when it asks for nothing else', async () => {
    const { client } = await open();
    const file = await toFile(wav(), 'speech.wav');
    const verbose = await client.audio.transcriptions.create({ file, model: 'm', response_format: 'verbose_json' });
    expect(verbose.words).toBeUndefined();
    expect(verbose.segments).toHaveLength(2);
  });

  test('plain text and subtitles', async () => {
    const { client } = await open();
    const as = async (response_format: 'text' | 'srt' | 'vtt') => {
      const file = await toFile(wav(), 'speech.wav');
      return client.audio.transcriptions.create({ file, model: 'm', response_format });
    };
    expect(await as('text')).toBe(`${text}\n`);
    expect(await as('srt')).toBe(
      [
        '1\n00:00:00,500 --> 00:00:02,950\nTurn the light on, please.\n',
        '2\n00:00:03,000 --> 00:00:04,450\nAnd the radio.\n',
        '3\n00:00:06,000 --> 00:00:09,450\nThank you <very> much & good night!\n\n',
      ].join('\n'),
    );
    const vtt = await as('vtt');
    expect(vtt.startsWith('WEBVTT\n\n00:00:00.500 --> 00:00:02.950\nTurn')).toBe(true);
    expect(vtt).toContain('Thank you &lt;very&gt; much &amp; good night!');
  });

  test('the transcript piece by piece, as events', async () => {
    const { client } = await open();
    const file = await toFile(wav(), 'speech.wav');
    const stream = await client.audio.transcriptions.create({ file, model: 'm', stream: true });
    const events = await Array.fromAsync(stream);
    expect(events.map(({ type }) => type)).toEqual([
      'transcript.text.delta',
      'transcript.text.delta',
      'transcript.text.done',
    ]);
    const deltas = events.flatMap((event) => (event.type === 'transcript.text.delta' ? [event.delta] : []));
    expect(deltas.join('')).toBe(text);
    expect(events.at(-1)).toMatchObject({ text });
  });

  test('an empty transcript of a recording without speech', async () => {
    const { client, speechApi } = await open();
    speechApi.pieces = [];
    const file = () => toFile(wav(), 'speech.wav');
    expect(await client.audio.transcriptions.create({ file: await file(), model: 'm' })).toMatchObject({ text: '' });
    const stream = await client.audio.transcriptions.create({ file: await file(), model: 'm', stream: true });
    expect(await Array.fromAsync(stream)).toEqual([{ type: 'transcript.text.done', text: '' }]);
  });

  test('its errors with our codes', async () => {
    const { client } = await open();
    const failure = await client.audio.transcriptions
      .create({ file: await toFile(wav(), 'a.wav'), model: 'm', language: 'fr' })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OpenAI.BadRequestError);
    expect(failure).toMatchObject({ status: 400, code: 'unsupported_value', param: 'language' });
  });
});

test('hints that are of no use are taken, and a header says so', async () => {
  const { post } = await open();
  const response = await post({ file: wav(), prompt: 'Names: Ada.', temperature: '0.2' });
  expect(response.status).toBe(200);
  expect(response.headers.get('x-cascade-unused')).toBe('prompt, temperature');
});

describe('refused, with the field at fault', () => {
  const header = (changes: (view: DataView) => void, bytes = wav()) => {
    const copy = bytes.slice();
    changes(new DataView(copy.buffer));
    return copy;
  };
  const magic = (bytes: readonly number[] | string) =>
    new Uint8Array([...Buffer.from(typeof bytes === 'string' ? bytes : Uint8Array.from(bytes)), ...new Uint8Array(64)]);
  const anHour = header((view) => view.setUint32(40, 3600 * 32_000, true)).slice(0, 44);

  const wrong: readonly (readonly [
    string,
    Record<string, string | Uint8Array | readonly string[]>,
    number,
    string,
    string | null,
  ])[] = [
    ['no file', { model: 'm' }, 400, 'invalid_event', 'file'],
    ['a text as the file', { file: 'hello' }, 400, 'invalid_event', 'file'],
    ['an empty file', { file: new Uint8Array(0) }, 400, 'invalid_audio', 'file'],
    ['not a wav', { file: magic('just some text, nothing more') }, 400, 'invalid_audio', 'file'],
    ['a header cut in half', { file: wav().slice(0, 30) }, 400, 'invalid_audio', 'file'],
    ['an hour by its header, and no data', { file: anHour }, 400, 'invalid_audio', 'file'],
    ['50 ms', { file: wav(0.05) }, 400, 'invalid_audio', 'file'],
    ['no rate', { file: header((view) => view.setUint32(24, 0, true)) }, 400, 'invalid_audio', 'file'],
    ['a rate of 1 Hz', { file: header((view) => view.setUint32(24, 1, true)) }, 400, 'invalid_audio', 'file'],
    ['an unknown coding', { file: header((view) => view.setUint16(20, 85, true)) }, 400, 'invalid_audio', 'file'],
    ['mp3', { file: magic('ID3') }, 400, 'unsupported_value', 'file'],
    ['mp3 without a tag', { file: magic([0xff, 0xfb, 0x90]) }, 400, 'unsupported_value', 'file'],
    ['ogg', { file: magic('OggS') }, 400, 'unsupported_value', 'file'],
    ['flac', { file: magic('fLaC') }, 400, 'unsupported_value', 'file'],
    ['m4a', { file: magic('\0\0\0 ftypM4A ') }, 400, 'unsupported_value', 'file'],
    ['webm', { file: magic([0x1a, 0x45, 0xdf, 0xa3]) }, 400, 'unsupported_value', 'file'],
    ['a field that does not exist', { file: wav(), colour: 'red' }, 400, 'invalid_event', 'colour'],
    ['a file by another name', { audio: wav() }, 400, 'invalid_event', 'audio'],
    ['two files', { file: wav(), 'file ': wav() }, 400, 'invalid_event', 'file '],
    ['a field twice', { file: wav(), model: ['a', 'b'] }, 400, 'invalid_event', 'model'],
    ['another format', { file: wav(), response_format: 'xml' }, 400, 'unsupported_value', 'response_format'],
    ['a language it does not know', { file: wav(), language: 'de' }, 400, 'unsupported_value', 'language'],
    [
      'subtitles as events',
      { file: wav(), stream: 'true', response_format: 'srt' },
      400,
      'unsupported_value',
      'stream',
    ],
    ['log probabilities', { file: wav(), 'include[]': 'logprobs' }, 400, 'invalid_event', 'include'],
    ['a prompt without end', { file: wav(), prompt: 'x'.repeat(9000) }, 413, 'message_too_large', 'prompt'],
    [
      'a hundred fields',
      Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`f${i}`, 'x'])),
      413,
      'message_too_large',
      null,
    ],
  ];

  test('whatever is wrong with the form, and nothing is recognized', async () => {
    const { post, refusal, speechApi } = await open();
    for (const [what, fields, status, code, param] of wrong) {
      expect(await refusal(await post(fields)), what).toMatchObject({ status, code, param });
    }
    expect(speechApi.recordings).toEqual([]);
    expect((await post({ file: wav() })).status).toBe(200);
  });

  test('what is too large or too long, before anything else is done with it', async () => {
    const { post, refusal } = await open({ httpLimits: { maxUploadBytes: 40_000, maxRecordingMs: 1000 } });
    expect(await refusal(await post({ file: wav(2) }))).toMatchObject({ status: 413, code: 'message_too_large' });
    const long = await refusal(await post({ file: writeWav(tone(2, 8000), 8000) }));
    expect(long).toMatchObject({ status: 413, code: 'message_too_large', param: 'file' });
    expect(long.message).toMatch(/2 s.*at most 1 s/);
    expect((await post({ file: wav(1) })).status).toBe(200);
  });

  test('a body that is no form, or ends too early', async () => {
    const { url, refusal } = await open();
    const send = (body: string, type: string) =>
      fetch(`${url}/v1/audio/transcriptions`, { method: 'POST', body, headers: { 'content-type': type } });
    expect(await refusal(await send('{}', 'application/json'))).toMatchObject({ status: 400, param: 'file' });
    const cut = await send(
      '--x\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhis',
      'multipart/form-data; boundary=x',
    );
    expect(await refusal(cut)).toMatchObject({ status: 400, code: 'invalid_event' });
    expect(await refusal(await send('', 'multipart/form-data'))).toMatchObject({ status: 400, code: 'invalid_event' });
  });

  test('naming what is supported', async () => {
    const { post, refusal } = await open();
    expect((await refusal(await post({ file: magic('OggS') }))).message).toMatch(/Ogg.*wav with PCM/);
    expect((await refusal(await post({ file: wav(), response_format: 'xml' }))).message).toMatch(/json, text.*vtt/);
  });
});

test('a wav that was cut off is transcribed as far as it goes', async () => {
  const { post, speechApi } = await open();
  const response = await post({ file: wav(2).slice(0, 44 + 32_000) });
  expect(await response.json()).toMatchObject({ usage: { seconds: 1 } });
  expect(speechApi.recordings[0]).toHaveLength(16_000);
});

test('every rate comes out as 16 kHz', async () => {
  const { post, speechApi } = await open();
  for (const rateHz of [8000, 11_025, 22_050, 32_000, 44_101, 48_000, 96_000]) {
    expect((await post({ file: wav(1, rateHz) })).status).toBe(200);
    const samples = speechApi.recordings.at(-1)!;
    expect(Math.abs(samples.length - 16_000)).toBeLessThanOrEqual(2);
    let crossings = 0;
    for (let i = 1; i < samples.length; i++) if (samples[i - 1]! < 0 && samples[i]! >= 0) crossings++;
    expect(Math.abs(crossings - 440), `${rateHz} Hz`).toBeLessThanOrEqual(2);
  }
});

describe('a failure of the stage', () => {
  test('before the first piece has a status, and says nothing of what was said', async () => {
    const { post, refusal, speechApi } = await open();
    speechApi.beforePiece = async () => {
      throw new CascadeError('worker_lost', 'An inference thread ended.');
    };
    for (const stream of ['false', 'true']) {
      expect(await refusal(await post({ file: wav(), stream }))).toMatchObject({ status: 500, code: 'worker_lost' });
    }
  });

  test('on the way is the last event', async () => {
    const { client, speechApi } = await open();
    speechApi.beforePiece = async (index) => {
      if (index === 1) throw new CascadeError('transcription_failed', 'The recognizer failed on this recording.');
    };
    const file = await toFile(wav(), 'speech.wav');
    const stream = await client.audio.transcriptions.create({ file, model: 'm', stream: true });
    const deltas: unknown[] = [];
    const reading = (async () => {
      for await (const event of stream) deltas.push(event);
    })();
    await expect(reading).rejects.toThrow(/recognizer failed/);
    expect(deltas).toHaveLength(1);
  });
});
