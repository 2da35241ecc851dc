import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodePcm16 } from '@cascade/audio';
import { endingInput, testContext } from '@cascade/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { parsePronunciationLexicon } from '../../pronunciation-lexicon.ts';
import { createTtsStage } from '../../tts-stage.ts';
import { createOpenAiSpeechEngine, type OpenAiSpeechOptions } from './openai-speech-engine.ts';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface SpeechBody {
  readonly model: string;
  readonly voice: string;
  readonly input: string;
  readonly response_format: string;
  readonly speed: number;
}

/** A speech address on loopback; keeps what it was asked. */
async function serve(answer: (response: ServerResponse, request: IncomingMessage) => void) {
  const asked: { path: string | undefined; key: string | undefined; body: SpeechBody }[] = [];
  server = createServer(async (request, response) => {
    const pieces = await Array.fromAsync(request as AsyncIterable<Buffer>);
    const body = JSON.parse(Buffer.concat(pieces).toString()) as SpeechBody;
    asked.push({ path: request.url, key: request.headers.authorization, body });
    answer(response, request);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return { asked, baseUrl: `http://127.0.0.1:${(server!.address() as AddressInfo).port}/v1` };
}

/** 200 ms of silence, then a tone. */
const tone = Float32Array.from({ length: 24_000 }, (_, index) => (index < 4800 ? 0 : 0.3 * Math.sin(index / 8)));
const pcm = encodePcm16(tone);

const engineAt = (baseUrl: string, options: Partial<OpenAiSpeechOptions> = {}) =>
  createOpenAiSpeechEngine({ baseUrl, apiKey: 'key', model: 'tts-1', voice: 'alloy', timeoutMs: 5000, ...options });

const request = { text: 'Hello there.', voice: 'alloy', speed: 1.1, urgency: () => 'first-clause' as const } as const;
const open = () => new AbortController().signal;

describe('a speech address', () => {
  test('is asked for 24 kHz PCM, and heard without the silence in front', async () => {
    const { asked, baseUrl } = await serve((response) => response.end(pcm));
    const lexicon = parsePronunciationLexicon('hello = hullo', 'test.lexicon');
    const parts = await Array.fromAsync(engineAt(baseUrl, { lexicon }).synthesize({ ...request, signal: open() }));
    expect(asked).toEqual([
      {
        path: '/v1/audio/speech',
        key: 'Bearer key',
        body: { model: 'tts-1', voice: 'alloy', input: 'hullo there.', response_format: 'pcm', speed: 1.1 },
      },
    ]);
    const heard = parts.flatMap((part) => [...part.samples]);
    expect(heard.length).toBe(24_000 - 4800 + 240);
    expect(heard[1000]).toBeCloseTo(tone[1000 + 4800 - 240]!, 3);
  });

  test('that sends odd pieces is put together to whole samples', async () => {
    const { baseUrl } = await serve(async (response) => {
      for (let at = 0; at < pcm.length; at += 7001) {
        response.write(pcm.subarray(at, at + 7001));
        await new Promise((resolve) => setImmediate(resolve));
      }
      response.end();
    });
    const parts = await Array.fromAsync(engineAt(baseUrl).synthesize({ ...request, signal: open() }));
    const heard = parts.flatMap((part) => [...part.samples]);
    expect(heard.length).toBe(24_000 - 4800 + 240);
    expect(heard.at(-1)).toBeCloseTo(tone.at(-1)!, 3);
  });

  test('that answers with an error fails the clause with a code, and nothing of the answer', async () => {
    const { baseUrl } = await serve((response) => {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"message":"secret detail"}}');
    });
    await expect(Array.fromAsync(engineAt(baseUrl).synthesize({ ...request, signal: open() }))).rejects.toMatchObject({
      code: 'synthesis_failed',
      message: 'The speech address failed on this text.',
    });
  });

  test('that breaks off mid-word fails the clause', async () => {
    const { baseUrl } = await serve((response) => {
      response.writeHead(200, { 'content-length': String(pcm.length) });
      response.write(pcm.subarray(0, 20_000), () => response.destroy());
    });
    await expect(Array.fromAsync(engineAt(baseUrl).synthesize({ ...request, signal: open() }))).rejects.toMatchObject({
      code: 'synthesis_failed',
    });
  });

  test('that never answers is given up after its time', async () => {
    const { baseUrl } = await serve(() => undefined);
    await expect(
      Array.fromAsync(engineAt(baseUrl, { timeoutMs: 50 }).synthesize({ ...request, signal: open() })),
    ).rejects.toMatchObject({ code: 'synthesis_failed' });
  });

  test('is hung up on when the response is cancelled', async () => {
    const hungUp = Promise.withResolvers<void>();
    const stop = new AbortController();
    const { baseUrl } = await serve((response, incoming) => {
      incoming.socket.once('close', () => hungUp.resolve());
      response.write(pcm.subarray(0, 30_000));
    });
    const speech = engineAt(baseUrl)
      .synthesize({ ...request, signal: stop.signal })
      [Symbol.asyncIterator]();
    await speech.next();
    stop.abort();
    await expect(speech.next()).rejects.toMatchObject({ code: 'cancelled' });
    await hungUp.promise;
  });
});

test('in the stage it speaks like the embedded voice, with estimated words', async () => {
  const { asked, baseUrl } = await serve((response) => response.end(pcm));
  const stage = createTtsStage({ engine: engineAt(baseUrl) });
  const signal = open();
  const events = await Array.fromAsync(
    stage.run(
      endingInput([
        { type: 'plan-text', responseId: 'r', delta: 'Say **this** now. Bye.', signal },
        { type: 'plan-done', responseId: 'r', source: 'announcement', signal },
      ]),
      testContext().context,
    ),
  );
  expect(asked.map(({ body }) => body.input)).toEqual(['Say this now.', 'Bye.']);
  const audio = events.filter((event) => event.type === 'speech-audio');
  expect(audio.flatMap((event) => event.words).map((word) => word.text)).toEqual(['Say', '**this**', 'now.', 'Bye.']);
  let position = 0;
  for (const event of audio) {
    expect(event.startSample).toBe(position);
    position += event.samples.length;
    const endMs = position / 24;
    for (const word of event.words) expect(word.endMs).toBeLessThanOrEqual(endMs);
  }
  expect(events.at(-1)).toMatchObject({ type: 'speech-done', audioMs: position / 24 });
});
