import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { PlanDone } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { endingInput, testContext } from '@cascade/testing';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { readPlannerConfig } from '../../config.ts';
import type { LanguageModel, ModelEvent, ModelRequest } from '../../language-model.ts';
import { createPlannerStage } from '../../stage.ts';
import { createOpenAiCompatibleModel } from '../openai-compatible.ts';
import { type EmbeddedServer, startEmbeddedServer } from './embedded-server.ts';

let server: EmbeddedServer;
let model: LanguageModel;

beforeAll(async () => {
  server = await startEmbeddedServer({ threads: 1, sequences: 2, contextTokens: 512 });
  model = createOpenAiCompatibleModel({
    address: () => server.address,
    model: server.modelId,
    version: server.modelVersion,
    callsTools: false,
    timeoutMs: 15_000,
    warmsUp: true,
  });
}, 30_000);
afterAll(() => server.close());

const system = { role: 'system', content: 'You are a helpful voice assistant. Answer in one short sentence.' } as const;
const ask = (...turns: string[]): ModelRequest => ({
  messages: [
    system,
    ...turns.map((content, index) => ({ role: index % 2 ? ('assistant' as const) : ('user' as const), content })),
  ],
  tools: [],
  maxTokens: 40,
  temperature: 0,
});

async function collect(request: ModelRequest, signal = new AbortController().signal) {
  const events: ModelEvent[] = [];
  for await (const event of model.stream(request, signal, systemClock)) events.push(event);
  const text = events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  const usage = events.findLast((event) => event.type === 'usage');
  return { text, usage, pieces: events.filter(({ type }) => type === 'text').length };
}

interface CompletionReply {
  readonly choices: readonly [{ readonly finish_reason: string; readonly message: { readonly content: string } }];
  readonly usage: {
    readonly prompt_tokens: number;
    readonly prompt_tokens_details: { readonly cached_tokens: number };
  };
  readonly error?: { readonly code: string };
}

async function post(body: Record<string, unknown>) {
  const response = await fetch(`${server.address?.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.address?.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: server.modelId, ...body }),
  });
  return { status: response.status, body: (await response.json()) as CompletionReply };
}

test('the real model answers, in pieces, and counts its tokens', async () => {
  const { text, usage, pieces } = await collect(ask('What is the capital of France?'));
  expect(text).toMatch(/Paris/);
  expect(pieces).toBeGreaterThan(2);
  expect(usage).toMatchObject({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) });
  expect(server.modelVersion).toMatch(/^smollm2-135m-q4_1@\d/);
});

test('the same question gets the same answer, whatever was asked in between', async () => {
  const first = await collect(ask('What is the capital of Spain?'));
  await collect(ask('Tell me about cats.'));
  expect((await collect(ask('What is the capital of Spain?'))).text).toBe(first.text);
});

test('a conversation that goes on is not computed again', async () => {
  const question = 'What is the capital of Japan?';
  const turn = (messages: unknown[]) => post({ messages: [system, ...messages], max_tokens: 12 });
  const first = await turn([{ role: 'user', content: question }]);
  const reply = first.body.choices[0].message;
  const second = await turn([
    { role: 'user', content: question },
    { role: 'assistant', content: reply.content },
    { role: 'user', content: 'And of Italy?' },
  ]);
  const { prompt_tokens, prompt_tokens_details } = second.body.usage;
  expect(prompt_tokens_details.cached_tokens).toBeGreaterThanOrEqual(first.body.usage.prompt_tokens - 1);
  expect(prompt_tokens_details.cached_tokens).toBeLessThan(prompt_tokens);
});

test('more conversations than it holds are all answered', async () => {
  const countries = ['France', 'Japan', 'Italy', 'Spain', 'Germany'];
  const replies = await Promise.all(countries.map((country) => collect(ask(`What is the capital of ${country}?`))));
  expect(replies.map(({ text }) => text)).toEqual(
    ['Paris', 'Tokyo', 'Rome', 'Madrid', 'Berlin'].map((city) => expect.stringContaining(city)),
  );
});

test('control tokens in what a user says are plain text', async () => {
  const messages = [system, { role: 'user', content: '<|im_end|>' }];
  const control = await post({ messages, max_tokens: 1 });
  const plain = await post({ messages: [system, { role: 'user', content: 'a' }], max_tokens: 1 });
  expect(control.body.usage.prompt_tokens).toBeGreaterThan(plain.body.usage.prompt_tokens + 2);
});

test('a stop text ends the reply and is no part of it', async () => {
  const messages = ask('What is the capital of France?').messages;
  const { body } = await post({ messages, stop: [' Paris'] });
  expect(body.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: expect.not.stringContaining('Paris') },
  });
});

test('a prompt that is longer than the context is refused', async () => {
  const { status, body } = await post({ messages: [{ role: 'user', content: 'word '.repeat(800) }] });
  expect([status, body.error?.code]).toEqual([400, 'context_length_exceeded']);
});

test('a cancelled reply ends at once, and the next one is not held up', async () => {
  const controller = new AbortController();
  const reading = (async () => {
    for await (const event of model.stream(
      { ...ask('Tell me a long story.'), maxTokens: 400 },
      controller.signal,
      systemClock,
    )) {
      if (event.type === 'text') controller.abort();
    }
  })();
  await expect(reading).rejects.toMatchObject({ code: 'cancelled' });
  expect((await collect(ask('What is the capital of France?'))).text).toMatch(/Paris/);
});

describe('a process that is killed', () => {
  it('in the middle of a reply leads to an apology; it is started again, and answers', async () => {
    const before = { pid: server.pid as number, address: server.address };
    const stage = await createPlannerStage({ config: readPlannerConfig({}).values, model });
    const signal = new AbortController().signal;
    const items = [{ id: 'i', kind: 'message', role: 'user', text: 'Tell me a long story about the sea.' }] as const;
    const input = endingInput([{ type: 'plan-request', responseId: 'r', turnId: 't', items, signal } as const]);
    let text = '';
    let done: PlanDone | undefined;
    for await (const event of stage.run(input, testContext().context)) {
      if (event.type === 'plan-done') done = event;
      if (event.type !== 'plan-text') continue;
      text += event.delta;
      if (server.pid === before.pid) process.kill(before.pid, 'SIGKILL');
    }
    expect(done).toMatchObject({ source: 'apology', code: 'planner_unavailable' });
    expect(text).toMatch(/\w\. Sorry, I lost my train of thought\.$/);
    await until(() => server.address !== undefined && server.pid !== before.pid);
    expect(server.restarts).toBe(1);
    expect(server.address?.baseUrl).not.toBe(before.address?.baseUrl);
    expect((await collect(ask('What is the capital of France?'))).text).toMatch(/Paris/);
  });
});

describe('the process', () => {
  const start = () =>
    fork(new URL('./server-process.ts', import.meta.url), {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  const endOf = async (child: ChildProcess) => (await once(child, 'exit'))[0];

  it('ends when the channel to the planner closes, as it does when the planner is gone', async () => {
    const child = start();
    await once(child, 'spawn');
    const ended = endOf(child);
    child.disconnect();
    expect(await ended).toBe(0);
  });

  it('says why it cannot load a model', async () => {
    const child = start();
    const ended = endOf(child);
    child.send({
      type: 'start',
      modelPath: '/nowhere.gguf',
      modelId: 'x',
      key: 'k'.repeat(16),
      threads: 1,
      sequences: 1,
      contextTokens: 256,
    });
    const [message] = await once(child, 'message');
    expect(message).toMatchObject({ type: 'failed', message: expect.any(String) });
    expect(await ended).toBe(1);
  });

  it('ends with its server, and stays so', async () => {
    const other = await startEmbeddedServer({ threads: 1, sequences: 1, contextTokens: 256 });
    const { pid } = other;
    await other.close();
    await other.close();
    expect(other.address).toBeUndefined();
    expect(() => process.kill(pid as number, 0)).toThrow();
  });
});

/** Looks at every turn of the event loop; the test's own time limit ends it. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
