import type { PlannerEvent, PlannerInput, PlanRequest } from '@cascade/contracts';
import { openInput, stageContract, testContext, VirtualClock } from '@cascade/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';
import { heard, openPlanner, type Planned, planWith, request, said, settings, summary } from '../test/planner-bench.ts';
import { ScriptedModelServer } from '../test/scripted-model-server.ts';
import { apologyFor, brokenOffApology } from './apologies.ts';
import type { PlannerStage } from './stage.ts';

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

const open = (environment?: Record<string, string>) => openPlanner(server, clock, environment);
const plan = (inputs: readonly PlannerInput[], subject = stage) => planWith(subject, clock, inputs);
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
