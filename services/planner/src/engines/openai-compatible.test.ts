import { CascadeError, type Clock } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { ScriptedModelServer } from '../../test/scripted-model-server.ts';
import type { LanguageModel, ModelEvent, ModelRequest } from '../language-model.ts';
import { createOpenAiCompatibleModel } from './openai-compatible.ts';

let server: ScriptedModelServer;
let model: LanguageModel;
let clock: VirtualClock;

beforeAll(async () => {
  server = await ScriptedModelServer.start();
});
afterAll(() => server.close());
beforeEach(() => {
  clock = new VirtualClock();
  model = modelAt(server.url);
});

const modelAt = (baseUrl: string | undefined) =>
  createOpenAiCompatibleModel({
    address: () => (baseUrl === undefined ? undefined : { baseUrl, key: 'secret-key' }),
    model: 'scripted',
    version: 'scripted@1',
    callsTools: true,
    timeoutMs: 1_000,
  });

const request: ModelRequest = {
  messages: [{ role: 'user', content: 'Hi' }],
  tools: [],
  maxTokens: 50,
  temperature: 0.5,
};

async function collect(
  from: LanguageModel,
  ask = request,
  signal = new AbortController().signal,
  onClock: Clock = clock,
) {
  const events: ModelEvent[] = [];
  for await (const event of from.stream(ask, signal, onClock)) events.push(event);
  return events;
}

const failureOf = (work: Promise<unknown>) =>
  work.then(
    () => 'none',
    (error: unknown) => (CascadeError.is(error) ? error.code : `not ours: ${error}`),
  );

test('text, usage and the end come as the server sends them', async () => {
  server.script((answer) => answer.say('Hel', 'lo.').end('stop', { prompt_tokens: 12, completion_tokens: 3 }));
  expect(await collect(model)).toEqual([
    { type: 'text', delta: 'Hel' },
    { type: 'text', delta: 'lo.' },
    { type: 'usage', inputTokens: 12, outputTokens: 3 },
    { type: 'done', complete: true },
  ]);
  expect(server.bodies).toMatchObject([{ model: 'scripted', stream: true, max_tokens: 50, temperature: 0.5 }]);
  expect(server.headers.at(-1)?.authorization).toBe('Bearer secret-key');
  expect(clock.pendingTimers).toBe(0);
});

test('a reply cut off by its limit says so', async () => {
  server.script((answer) => answer.say('Hel').end('length'));
  expect((await collect(model)).at(-1)).toEqual({ type: 'done', complete: false });
});

test('tool calls that arrive in pieces are put together, and results go back with their calls', async () => {
  const piece = (index: number, fields: Record<string, unknown>) => ({
    choices: [{ index: 0, delta: { tool_calls: [{ index, ...fields }] }, finish_reason: null }],
  });
  server.script((answer) =>
    answer
      .chunk(piece(0, { id: 'call_a', type: 'function', function: { name: 'lights', arguments: '' } }))
      .chunk(piece(0, { function: { arguments: '{"on":' } }))
      .chunk(piece(1, { id: 'call_b', type: 'function', function: { name: 'door', arguments: '' } }))
      .chunk(piece(0, { function: { arguments: 'true}' } }))
      .end('tool_calls'),
  );
  const ask: ModelRequest = {
    ...request,
    messages: [
      ...request.messages,
      { role: 'assistant', toolCalls: [{ callId: 'old', name: 'lights', arguments: '{}' }] },
      { role: 'tool', callId: 'old', content: 'on' },
    ],
    tools: [{ name: 'lights', description: 'Switches', parameters: { type: 'object' } }, { name: 'door' }],
  };
  expect(await collect(model, ask)).toEqual([
    { type: 'tool-call', callId: 'call_a', name: 'lights', arguments: '{"on":true}' },
    { type: 'tool-call', callId: 'call_b', name: 'door', arguments: '{}' },
    { type: 'done', complete: true },
  ]);
  expect(server.bodies[0]?.messages.slice(1)).toEqual([
    { role: 'assistant', tool_calls: [{ id: 'old', type: 'function', function: { name: 'lights', arguments: '{}' } }] },
    { role: 'tool', tool_call_id: 'old', content: 'on' },
  ]);
  expect(server.bodies[0]?.tools?.map((tool) => tool.function.name)).toEqual(['lights', 'door']);
});

describe('a server that refuses a parameter', () => {
  it('is asked again without it, and from then on at once', async () => {
    server.script((answer, body) => {
      if (body.max_tokens !== undefined)
        return void answer.fail(400, { message: 'no', param: 'max_tokens', code: 'unsupported_parameter' });
      if (body.temperature !== undefined)
        return void answer.fail(400, { message: 'no', param: 'temperature', code: 'unsupported_value' });
      answer.say('Yes.').end();
    });
    expect(await collect(model)).toHaveLength(2);
    expect(server.bodies).toHaveLength(3);
    expect(server.bodies[2]).toMatchObject({ max_completion_tokens: 50 });
    expect(await collect(model)).toHaveLength(2);
    expect(server.bodies).toHaveLength(4);
  });

  it('is not asked again for what cannot be mended', async () => {
    server.script((answer) => answer.fail(400, { message: 'no', param: 'messages' }));
    expect(await failureOf(collect(model))).toBe('planner_unavailable');
    expect(server.bodies).toHaveLength(1);
  });
});

describe('failures have a code each', () => {
  it.each([401, 404, 429, 500, 503])('HTTP %i', async (status) => {
    server.script((answer) => answer.fail(status));
    expect(await failureOf(collect(model))).toBe('planner_unavailable');
    expect(server.bodies).toHaveLength(1);
  });

  it('nobody at the address, and none known', async () => {
    expect(await failureOf(collect(modelAt('http://127.0.0.1:1/v1')))).toBe('planner_unavailable');
    expect(await failureOf(collect(modelAt(undefined)))).toBe('planner_unavailable');
    expect([model.available, modelAt(undefined).available]).toEqual([true, false]);
  });

  it.each([
    ['the connection breaks', (answer: { die(): unknown }) => void answer.die()],
    ['the stream ends without its end', (answer: { stop(): unknown }) => void answer.stop()],
  ])('after the first words: %s', async (_, end) => {
    server.script(async (answer) => {
      answer.say('Once upon');
      await new Promise((resolve) => setImmediate(resolve));
      end(answer);
    });
    expect(await failureOf(collect(model))).toBe('planner_unavailable');
  });

  it('what is no event stream', async () => {
    server.script((answer) => answer.raw('data: {"choices": [\n\ndata: nonsense\n\n'));
    expect(await failureOf(collect(model))).toBe('planner_unavailable');
  });

  it('a server that never answers', async () => {
    server.script(() => undefined);
    const work = failureOf(collect(model));
    const answer = await server.nextRequest();
    clock.advance(999);
    clock.advance(1);
    expect(await work).toBe('planner_timeout');
    await answer.closed;
  });

  it('a server that falls silent in the middle', async () => {
    server.script((answer) => answer.say('Once'));
    const events: string[] = [];
    const work = failureOf(
      (async () => {
        for await (const event of model.stream(request, new AbortController().signal, clock)) {
          events.push(event.type);
          // Its next wait is armed once this body has run.
          setImmediate(() => clock.advance(1_000));
        }
      })(),
    );
    expect(await work).toBe('planner_timeout');
    expect(events).toEqual(['text']);
  });
});

describe('cancelling', () => {
  it('ends the wait at once and closes the connection', async () => {
    server.script(() => undefined);
    const controller = new AbortController();
    const work = failureOf(collect(model, request, controller.signal));
    const answer = await server.nextRequest();
    controller.abort();
    expect(await work).toBe('cancelled');
    await answer.closed;
    expect(clock.pendingTimers).toBe(0);
  });

  it('asks nobody when it comes first', async () => {
    server.script((answer) => answer.say('Hi').end());
    expect(await failureOf(collect(model, request, AbortSignal.abort()))).toBe('cancelled');
    expect(server.bodies).toHaveLength(0);
  });

  it('a reader that has enough closes the connection', async () => {
    server.script((answer) => answer.say('One. ', 'Two. '));
    const arrived = server.nextRequest();
    for await (const event of model.stream(request, new AbortController().signal, clock)) {
      if (event.type === 'text') break;
    }
    await (await arrived).closed;
  });
});
