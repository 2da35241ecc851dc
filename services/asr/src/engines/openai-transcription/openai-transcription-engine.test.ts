import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readWav } from '@cascade/audio';
import { afterEach, expect, test } from 'vitest';
import type { RecognitionRequest } from '../../recognition-engine.ts';
import { createOpenAiTranscriptionEngine } from './openai-transcription-engine.ts';

type Answer = (form: FormData, response: ServerResponse, request: IncomingMessage) => void;
let close: (() => void) | undefined;
afterEach(() => close?.());

/** A transcription address on loopback that answers as it is told. */
async function addressThat(answer: Answer): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await Array.fromAsync(request);
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    answer(await new Response(Buffer.concat(body), { headers }).formData(), response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
}
const json = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const engineAt = (url: string) =>
  createOpenAiTranscriptionEngine({ url, apiKey: 'secret', model: 'large', timeoutMs: 5000, partialIntervalMs: 1000 });
const request = (signal = new AbortController().signal): RecognitionRequest => ({
  session: 'session-1',
  kind: 'final',
  noiseReduction: false,
  phrases: [],
  sureEnough: 0,
  samples: Float32Array.from({ length: 16_000 }, (_, index) => Math.sin(index / 10) / 2),
  cuts: [{ start: 4000, end: 12_000 }],
  draft: [],
  beginning: '',
  signal,
});

test('sends the cut as a wav at 16 kHz and gives the words', async () => {
  let form: FormData | undefined;
  let seen: IncomingMessage | undefined;
  const url = await addressThat((received, response, incoming) => {
    form = received;
    seen = incoming;
    json(response, 200, { text: ' Turn it  off. ' });
  });
  const recognition = await engineAt(url).recognize(request());
  expect(recognition.words.map(({ text }) => text)).toEqual(['Turn', 'it', 'off.']);
  const file = form?.get('file') as File;
  const wav = readWav(new Uint8Array(await file.arrayBuffer()));
  expect([wav.sampleRateHz, wav.samples.length]).toEqual([16_000, 8000]);
  expect(form?.get('model')).toBe('large');
  expect([seen?.url, seen?.headers.authorization]).toEqual(['/v1/audio/transcriptions', 'Bearer secret']);
});

test('an address that fails gives a typed error', async () => {
  const url = await addressThat((_form, response) => json(response, 400, { error: { message: 'no such model' } }));
  await expect(engineAt(url).recognize(request())).rejects.toMatchObject({
    code: 'transcription_failed',
    stage: 'asr',
  });
});

test('a recognition nobody wants any more is cancelled', async () => {
  const controller = new AbortController();
  const url = await addressThat(() => controller.abort());
  await expect(engineAt(url).recognize(request(controller.signal))).rejects.toMatchObject({ code: 'cancelled' });
});
