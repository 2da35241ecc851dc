import type {
  ConversationItem,
  PlanDone,
  PlannerEvent,
  PlannerInput,
  PlanRequest,
  SessionSettings,
  Span,
} from '@cascade/contracts';
import { endingInput, openInput, stageContract, testContext, VirtualClock } from '@cascade/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { ScriptedModelServer } from '../test/scripted-model-server.ts';
import { wallMs } from '../test/skill-context.ts';
import { apologyFor, brokenOffApology } from './apologies.ts';
import { readPlannerConfig } from './config.ts';
import { createPlannerStage, type PlannerStage } from './stage.ts';

let server: ScriptedModelServer;
let stage: PlannerStage;
let clock: VirtualClock;

beforeAll(async () => {
  server = await ScriptedModelServer.start();
});
afterAll(() => server.close());
beforeEach(async () => {
  clock = new VirtualClock();
  stage = await open();
});
afterEach(() => stage.close());

const open = (environment: Record<string, string> = {}) =>
  createPlannerStage({
    config: readPlannerConfig({
      CASCADE_LLM_URL: server.url,
      CASCADE_LLM_MODEL: 'scripted',
      CASCADE_TIME_ZONE: 'America/New_York',
      ...environment,
    }).values,
    wallClockMs: () => wallMs + clock.nowMs(),
  });

const said = (text: string, id = 'item_1'): ConversationItem => ({ id, kind: 'message', role: 'user', text });
const heard = (text: string, id = 'item_2'): ConversationItem => ({ id, kind: 'message', role: 'assistant', text });
const request = (items: readonly ConversationItem[], fields: Partial<PlanRequest> = {}): PlanRequest => ({
  type: 'plan-request',
  responseId: 'resp_1',
  turnId: 'turn_1',
  items,
  signal: new AbortController().signal,
  ...fields,
});
const settings = (changes: Partial<SessionSettings>): PlannerInput => ({
  type: 'session-settings',
  settings: {
    instructions: '',
    outputModality: 'audio',
    respond: true,
    inputFormat: { codec: 'pcm16', rateHz: 24_000 },
    outputFormat: { codec: 'pcm16', rateHz: 24_000 },
    turnDetection: { mode: 'manual' },
    vadThreshold: 0.5,
    prefixPaddingMs: 300,
    voice: 'default',
    speed: 1,
    clientTools: [],
    ...changes,
  },
});

interface Planned {
  readonly text: string;
  readonly done: Omit<PlanDone, 'signal' | 'type' | 'responseId'> | undefined;
  readonly events: readonly PlannerEvent[];
  readonly spans: readonly Span[];
}

function summary(events: readonly PlannerEvent[], spans: readonly Span[] = []): Planned {
  const text = events.map((event) => (event.type === 'plan-text' ? event.delta : '')).join('');
  const found = events.find((event) => event.type === 'plan-done');
  if (!found) return { text, done: undefined, events, spans };
  const { signal: _, type: __, responseId: ___, ...done } = found;
  return { text, done, events, spans };
}

async function plan(inputs: readonly PlannerInput[], subject = stage): Promise<Planned> {
  const { context, spans } = testContext();
  const events: PlannerEvent[] = [];
  for await (const event of subject.run(endingInput(inputs), { ...context, clock })) events.push(event);
  const asked = inputs.filter(({ type }) => type === 'plan-request').length;
  expect(events.filter(({ type }) => type === 'plan-done').length).toBeLessThanOrEqual(asked);
  return summary(events, spans);
}
const answer = (text: string) => plan([request([said(text)])]);

describe('as any stage', () => {
  it.each(stageContract.map(({ name, check }) => [name, check] as const))('it %s', async (_, check) => {
    server.script((reply) => reply.say('The capital is ', 'Paris.').end());
    await check({ stage, inputs: () => [request([said('What is the capital of France?')])] } as Parameters<
      typeof check
    >[0]);
  });
});

test('a question is answered by the model, with its versions, its tokens and its spans', async () => {
  server.script((reply) =>
    reply.say('The capital ', 'is Paris.').end('stop', { prompt_tokens: 50, completion_tokens: 5 }),
  );
  const { text, done, spans } = await answer('What is the capital of France?');
  expect(text).toBe('The capital is Paris.');
  expect(done).toEqual({
    source: 'language-model',
    promptVersion: stage.versions.prompt,
    modelVersion: 'scripted',
    inputTokens: 50,
    outputTokens: 5,
  });
  expect(spans.map(({ name }) => name)).toEqual(['fast-path', 'first-token', 'generation']);
  expect(spans.at(-1)).toMatchObject({
    turnId: 'turn_1',
    responseId: 'resp_1',
    attributes: { model: 'scripted', prompt: stage.versions.prompt, input_tokens: 50, output_tokens: 5 },
  });
  expect(server.bodies[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
});

test('what the fast path knows never reaches the model', async () => {
  server.script((reply) => reply.say('No.').end());
  const { text, done, events, spans } = await answer("What's twelve times seven?");
  expect(text).toBe('Twelve times seven is eighty-four.');
  expect(done).toEqual({ source: 'fast-path' });
  expect(events[0]).toMatchObject({
    type: 'plan-tool-call',
    name: 'arithmetic',
    arguments: '{"expression":"12 * 7","value":84}',
    runsAt: 'planner',
  });
  expect(spans.map(({ name, attributes }) => [name, attributes?.skill])).toEqual([['fast-path', 'arithmetic']]);
  expect((await answer('Turn off the kitchen lights.')).text).toBe("Sorry, I can't control lights or other devices.");
  expect(server.bodies).toHaveLength(0);
});

test('the time is that of the session', async () => {
  expect((await answer('What time is it?')).text).toBe("It's 3:25 PM.");
  const inTokyo = await plan([settings({ timeZone: 'Asia/Tokyo' }), request([said('What time is it?')])]);
  expect(inTokyo.text).toBe("It's 5:25 AM.");
});

test('an announcement is said as it is, and nothing at all is greeted', async () => {
  expect(await plan([request([], { announcement: 'Your tea is ready.' })])).toMatchObject({
    text: 'Your tea is ready.',
    done: { source: 'announcement' },
  });
  expect(await plan([request([])])).toMatchObject({ text: 'Hello! How can I help?', done: { source: 'fast-path' } });
});

describe('a model that fails is apologized for', () => {
  const apology = (code: Parameters<typeof apologyFor>[0]) => ({
    text: apologyFor(code),
    done: { source: 'apology', code },
  });

  it('when it is down or errs', async () => {
    server.script((reply) => reply.fail(500));
    expect(await answer('Why is the sky blue?')).toMatchObject(apology('planner_unavailable'));
    server.script((reply) => reply.die());
    expect(await answer('Why is the sky blue?')).toMatchObject(apology('planner_unavailable'));
  });

  it('when it never answers', async () => {
    server.script(() => undefined);
    const planning = answer('Why is the sky blue?');
    await server.nextRequest();
    clock.advance(4_000);
    const result = await planning;
    expect(result).toMatchObject(apology('planner_timeout'));
    expect(result.spans.at(-1)).toMatchObject({ name: 'first-token', attributes: { error: 'planner_timeout' } });
  });

  it.each([
    ['says nothing', ''],
    ['talks gibberish', '@@## $$%% ^^&& **(( )) __++ ==-- ,,.. ;;::'],
    ['shows its template', '<|im_start|>assistant<|im_end|>'],
    ['recites its prompt', 'You are Cascade, a helpful voice assistant. Your words are spoken aloud.'],
    ['says what the user said', 'Why is the sky blue?'],
  ])('when it %s', async (_, content) => {
    server.script((reply) => (content === '' ? reply : reply.say(content)).end());
    expect(await answer('Why is the sky blue?')).toMatchObject(apology('planner_nonsense'));
  });

  it('also in the middle, where what was begun is closed', async () => {
    server.script(async (reply) => {
      reply.say('The sky is blue because of ');
      await new Promise((resolve) => setImmediate(resolve));
      reply.die();
    });
    expect(await answer('Why is the sky blue?')).toMatchObject({
      text: `The sky is blue because of. ${brokenOffApology}`,
      done: { source: 'apology', code: 'planner_unavailable' },
    });
  });

  it('but a loop after a whole sentence just ends there', async () => {
    server.script((reply) => reply.say('I like cats. ', ...Array(20).fill('I like cats. ')).end());
    expect(await answer('Tell me about cats.')).toMatchObject({
      text: 'I like cats.',
      done: { source: 'language-model' },
    });
  });
});

test('a long reply ends with its third sentence, and no more of it is asked for', async () => {
  server.script((reply) => reply.say('One is here. ', 'Two is here. ', 'Three is here. ', 'Four '));
  const arrived = server.nextRequest();
  expect(await answer('Tell me something.')).toMatchObject({ text: 'One is here. Two is here. Three is here.' });
  await (await arrived).closed;
});

describe('a cancelled response', () => {
  it('says nothing more and lets go of the model', async () => {
    server.script((reply) => reply.say('Once upon a time '));
    const controller = new AbortController();
    const session = new AbortController();
    const { context } = testContext(session.signal);
    const events: PlannerEvent[] = [];
    const arrived = server.nextRequest();
    const input = openInput([request([said('Tell me a story.')], { signal: controller.signal })], session.signal);
    const running = (async () => {
      for await (const event of stage.run(input, context)) {
        events.push(event);
        controller.abort();
      }
    })();
    await (await arrived).closed;
    session.abort();
    await running;
    expect(events.map(({ type }) => type)).toEqual(['plan-text']);
  });

  it('that was cancelled before its turn is not begun', async () => {
    server.script((reply) => reply.say('Hi.').end());
    const result = await plan([request([said('Why?')], { signal: AbortSignal.abort() })]);
    expect(result.events).toEqual([]);
    expect(server.bodies).toHaveLength(0);
  });
});

describe('timers', () => {
  const setTenMinutes = said('Set a timer for ten minutes', 'u1');

  /** A session whose requests are given one after the other. */
  function converse() {
    const session = new AbortController();
    const { context } = testContext(session.signal);
    const onClock = { ...context, clock };
    const due: string[] = [];
    const listening = (async () => {
      for await (const { text } of stage.timers.due(context.sessionId, clock)) due.push(text);
    })();
    let give: (request: PlannerInput) => void = () => undefined;
    async function* input(): AsyncGenerator<PlannerInput> {
      while (!session.signal.aborted) {
        yield await new Promise<PlannerInput>((resolve) => {
          give = resolve;
        });
      }
    }
    const output = stage.run(input(), onClock)[Symbol.asyncIterator]();
    return {
      due,
      timers: () => stage.timers.session(context.sessionId, clock).list(),
      async ask(one: PlanRequest): Promise<Planned> {
        const events: PlannerEvent[] = [];
        const first = output.next();
        give(one);
        for (let next = await first; !next.done; next = await output.next()) {
          events.push(next.value);
          if (next.value.type === 'plan-done') break;
        }
        return summary(events);
      },
      async end() {
        session.abort();
        await output.next();
        await output.return?.(undefined);
        await listening;
      },
    };
  }

  it('ring in their session, by its clock, and end with it', async () => {
    const talk = converse();
    expect((await talk.ask(request([setTenMinutes]))).text).toBe('Timer set for ten minutes.');
    await clock.run(599_000);
    expect(talk.due).toEqual([]);
    const left = await talk.ask(
      request([setTenMinutes, heard('Timer set for ten minutes.'), said('How long is left?', 'u2')], {
        turnId: 'turn_2',
      }),
    );
    expect(left.text).toBe('There is one second left on the ten minute timer.');
    await clock.run(1_000);
    expect(talk.due).toEqual(['Your ten minute timer is done.']);
    await talk.end();
    expect(clock.pendingTimers).toBe(0);
  });

  it('are set once when the turn was not over: the first answer to it is taken back', async () => {
    const talk = converse();
    await talk.ask(request([setTenMinutes]));
    const whole = await talk.ask(request([setTenMinutes, said('and thirty seconds', 'u2')], { responseId: 'resp_2' }));
    expect(whole.text).toBe('Timer set for ten minutes and thirty seconds.');
    expect(talk.timers().map(({ durationMs }) => durationMs)).toEqual([630_000]);
    await talk.end();
  });

  it('are set once when the client asks for the same answer again', async () => {
    const talk = converse();
    await talk.ask(request([setTenMinutes]));
    await talk.ask(request([setTenMinutes], { responseId: 'resp_2', turnId: 'turn_2' }));
    expect(talk.timers()).toHaveLength(1);
    await talk.ask(
      request([setTenMinutes, heard('Timer set.'), said('Set a timer for ten minutes', 'u3')], {
        responseId: 'resp_3',
        turnId: 'turn_3',
      }),
    );
    expect(talk.timers()).toHaveLength(2);
    await talk.end();
  });
});

describe('instructions of the client', () => {
  it('take the place of our own', async () => {
    server.script((reply) => reply.say('Arr.').end());
    const { done } = await plan([settings({ instructions: 'Be a pirate.' }), request([said('Who are you?')])]);
    expect(server.bodies[0]?.messages[0]).toEqual({ role: 'system', content: 'Be a pirate.' });
    expect(done?.promptVersion).toMatch(/^session-instructions@1\+/);
  });

  it('let a capable model decide what it can do', async () => {
    server.script((reply) => reply.say('One latte coming up.').end());
    const order = request([said('I would like a large latte.')]);
    expect((await plan([settings({ instructions: 'You take orders in a café.' }), order])).text).toBe(
      'One latte coming up.',
    );
    expect((await plan([order])).text).toBe("Sorry, I can't take orders.");
  });
});

describe('tools of the client', () => {
  const lights = { name: 'lights', description: 'Switches the lights', parameters: { type: 'object' } };
  const callsLights = (reply: { chunk(fields: Record<string, unknown>): { end(reason: string): unknown } }) =>
    void reply
      .chunk({
        choices: [
          {
            index: 0,
            delta: {
              tool_calls: [{ index: 0, id: 'call_1', function: { name: 'lights', arguments: '{"on":false}' } }],
            },
            finish_reason: null,
          },
        ],
      })
      .end('tool_calls');

  it('are called by a model that is configured to call tools, and their results go back to it', async () => {
    const capable = await open({ CASCADE_LLM_TOOLS: 'true' });
    const order = said('Turn off the kitchen lights.');
    server.script(callsLights);
    const { events, done } = await plan([settings({ clientTools: [lights] }), request([order])], capable);
    expect(events[0]).toEqual({
      type: 'plan-tool-call',
      responseId: 'resp_1',
      callId: 'call_1',
      name: 'lights',
      arguments: '{"on":false}',
      runsAt: 'client',
    });
    expect(done).toMatchObject({ source: 'language-model' });

    server.script((reply) => reply.say('Done.').end());
    const items: ConversationItem[] = [
      order,
      { id: 'c', kind: 'tool-call', callId: 'call_1', name: 'lights', arguments: '{"on":false}' },
      { id: 'r', kind: 'tool-result', callId: 'call_1', output: 'off' },
    ];
    expect((await plan([settings({ clientTools: [lights] }), request(items)], capable)).text).toBe('Done.');
    expect(server.bodies[0]?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant', 'tool']);
    await capable.close();
  });

  const lightsTool = {
    ...lights,
    parameters: { type: 'object', properties: { on: { type: 'boolean' } }, required: ['on'] },
  };

  it('are called by words for a model that calls none, and their results are said, not invented', async () => {
    const order = said('Turn off the kitchen lights.');
    const { events, done } = await plan([settings({ clientTools: [lightsTool] }), request([order])]);
    const [call] = events;
    expect(call).toMatchObject({ type: 'plan-tool-call', name: 'lights', arguments: '{"on":false}', runsAt: 'client' });
    expect(events.filter(({ type }) => type === 'plan-tool-call')).toHaveLength(1);
    expect(done).toMatchObject({ source: 'fast-path' });

    const callId = call?.type === 'plan-tool-call' ? call.callId : '';
    const items: ConversationItem[] = [
      order,
      { id: 'c', kind: 'tool-call', callId, name: 'lights', arguments: '{"on":false}' },
      { id: 'r', kind: 'tool-result', callId, output: '{"room":"kitchen","lights":3,"ok":true}' },
    ];
    const spoken = await plan([settings({ clientTools: [lightsTool] }), request(items)]);
    expect(spoken.text).toBe('The room is kitchen and the lights is 3.');
    expect(spoken.done).toMatchObject({ source: 'fast-path' });
  });

  it('are left alone by words that do not ask for them, and by tool_choice none', async () => {
    const time = said('What is twelve times seven?');
    expect((await plan([settings({ clientTools: [lightsTool] }), request([time])])).text).toContain('eighty-four');
    const order = said('Turn off the kitchen lights.');
    const { text } = await plan([settings({ clientTools: [lightsTool], toolChoice: 'none' }), request([order])]);
    expect(text).toBe("Sorry, I can't control lights or other devices.");
  });

  it('ask for what was not said, and take the next words for it', async () => {
    const weather = {
      name: 'get_weather',
      description: 'Current weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    };
    const first = said('What is the weather like?');
    const asked = heard('Which city?');
    const second = said('New York.', 'item_3');
    const { text, events } = await plan([
      settings({ clientTools: [weather] }),
      request([first]),
      request([first, asked, second], { responseId: 'resp_2', turnId: 'turn_2' }),
    ]);
    expect(text).toBe('Which city?');
    expect(events.find(({ type }) => type === 'plan-tool-call')).toMatchObject({
      name: 'get_weather',
      arguments: '{"city":"New York"}',
    });
  });

  it("are forced on a hosted model by tool_choice, for the user's words alone", async () => {
    const capable = await open({ CASCADE_LLM_TOOLS: 'true' });
    const chosen = settings({ clientTools: [lights], toolChoice: { name: 'lights' } });
    server.script(callsLights);
    const order = said('It is dark here.');
    await plan([chosen, request([order])], capable);
    expect(server.bodies[0]).toMatchObject({ tool_choice: { type: 'function', function: { name: 'lights' } } });
    server.script((reply) => reply.say('Done.').end());
    const call = { id: 'c', kind: 'tool-call', callId: 'call_1', name: 'lights', arguments: '{}' } as const;
    const result = { id: 'r', kind: 'tool-result', callId: 'call_1', output: 'on' } as const;
    await plan([chosen, request([order, call, result])], capable);
    expect(server.bodies.at(-1)).not.toHaveProperty('tool_choice');
    await capable.close();
  });
});
