import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { createChatServer } from './http-server.ts';
import { GenerationError, type GenerationEvent, type GenerationRequest, type TextGenerator } from './text-generator.ts';

const key = 'k'.repeat(32);
let server: Server;
let url: string;
let requests: GenerationRequest[];
let generate: TextGenerator['generate'];

beforeEach(async () => {
  requests = [];
  generate = async function* () {
    yield { type: 'start', inputTokens: 9, cachedTokens: 4 };
    yield { type: 'text', text: 'Hel', outputTokens: 1 };
    yield { type: 'text', text: 'lo.', outputTokens: 2 };
    yield { type: 'done', finish: 'stop', outputTokens: 3 };
  };
  const generator: TextGenerator = {
    modelId: 'tiny',
    generate(request, signal) {
      requests.push(request);
      return generate(request, signal);
    },
  };
  server = createChatServer({ generator, key });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});

const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
const chat = (body: unknown, signal?: AbortSignal) =>
  fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
const messages = [{ role: 'user', content: 'Hi' }];

test('a reply in one piece has its text and its usage', async () => {
  const reply = await (await chat({ model: 'tiny', messages })).json();
  expect(reply).toMatchObject({
    object: 'chat.completion',
    model: 'tiny',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hello.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12, prompt_tokens_details: { cached_tokens: 4 } },
  });
});

test('a streamed reply comes in chunks, with usage when asked for, and says that it is done', async () => {
  const response = await chat({ model: 'tiny', messages, stream: true, stream_options: { include_usage: true } });
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const lines = (await response.text()).split('\n\n').filter((line) => line !== '');
  expect(lines.at(-1)).toBe('data: [DONE]');
  const chunks = lines.slice(0, -1).map((line) => JSON.parse(line.replace('data: ', '')));
  expect(chunks.map((chunk) => chunk.choices[0]?.delta.content)).toEqual(['Hel', 'lo.', undefined, undefined]);
  expect(chunks[2].choices[0].finish_reason).toBe('stop');
  expect(chunks[3]).toMatchObject({ choices: [], usage: { total_tokens: 12 } });
});

test('every form of a request reaches the model in one', async () => {
  await chat({
    model: 'tiny',
    messages: [
      {
        role: 'developer',
        content: [
          { type: 'text', text: 'Be ' },
          { type: 'text', text: 'brief.' },
        ],
      },
      { role: 'user', content: 'Hi' },
    ],
    max_completion_tokens: 7,
    temperature: 0.3,
    top_p: 0.9,
    seed: 4,
    stop: '\n',
  });
  await chat({ model: 'tiny', messages });
  expect(requests).toEqual([
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi' },
      ],
      maxTokens: 7,
      temperature: 0.3,
      topP: 0.9,
      seed: 4,
      stop: ['\n'],
    },
    { messages, maxTokens: 512, temperature: 0, stop: [] },
  ]);
});

test.each([
  ['{', 400, 'invalid_json', null],
  [{ model: 'tiny' }, 400, 'invalid_value', 'messages'],
  [{ model: 'tiny', messages: [] }, 400, 'invalid_value', 'messages'],
  [{ model: 'tiny', messages: [{ role: 'tool', content: 'x' }] }, 400, 'invalid_value', 'messages.0.role'],
  [{ model: 'tiny', messages, temperature: 9 }, 400, 'invalid_value', 'temperature'],
  [{ model: 'tiny', messages, tools: [{}] }, 400, 'invalid_value', 'tools'],
  [{ model: 'tiny', messages, n: 2 }, 400, 'invalid_value', 'n'],
  [{ model: 'large', messages }, 404, 'model_not_found', 'model'],
])('%j is refused in the shape that clients know', async (body, status, code, param) => {
  const response = await chat(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({
    error: { code, param, type: 'invalid_request_error', message: expect.any(String) },
  });
  expect(requests).toEqual([]);
});

test('a body that is too large is refused, and so is another key, and another address', async () => {
  expect((await chat({ model: 'tiny', messages: [{ role: 'user', content: 'x'.repeat(1_100_000) }] })).status).toBe(
    413,
  );
  const stranger = await fetch(`${url}/v1/models`, { headers: { authorization: 'Bearer guess' } });
  expect([stranger.status, await stranger.json()]).toMatchObject([401, { error: { code: 'invalid_api_key' } }]);
  expect((await fetch(`${url}/v1/nothing`, { headers })).status).toBe(404);
});

test('health needs no key; the list names the one model', async () => {
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'ok' });
  expect(await (await fetch(`${url}/v1/models`, { headers })).json()).toMatchObject({ data: [{ id: 'tiny' }] });
});

describe('a model that fails', () => {
  it('before the first word gives the status of its error', async () => {
    generate = () => failing(new GenerationError(400, 'context_length_exceeded', 'too long', 'messages'));
    expect((await chat({ model: 'tiny', messages, stream: true })).status).toBe(400);
    generate = () => failing(new Error('a path that no client should see'));
    const response = await chat({ model: 'tiny', messages });
    expect([response.status, await response.text()]).toEqual([500, expect.not.stringContaining('path')]);
  });

  it('after the first word breaks the stream off', async () => {
    generate = () => failing(new Error('gone'), { type: 'text', text: 'Hel', outputTokens: 1 });
    const reading = chat({ model: 'tiny', messages, stream: true }).then((response) => response.text());
    await expect(reading).rejects.toThrow();
  });

  async function* failing(error: Error, ...events: GenerationEvent[]): AsyncGenerator<GenerationEvent> {
    yield* events;
    throw error;
  }
});

test('a client that leaves stops the model', async () => {
  let stopped: (reason: string) => void = () => undefined;
  const stopping = new Promise<string>((resolve) => {
    stopped = resolve;
  });
  generate = async function* (_, signal) {
    yield { type: 'text', text: 'Once', outputTokens: 1 };
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    stopped('stopped');
  };
  const leaving = new AbortController();
  const response = await chat({ model: 'tiny', messages, stream: true }, leaving.signal);
  await response.body?.getReader().read();
  leaving.abort();
  expect(await stopping).toBe('stopped');
});
