import type { ConversationItem, PlannerInput } from '@cascade/contracts';
import { testContext, VirtualClock } from '@cascade/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heard, openPlanner, planWith, request, said, settings } from '../../test/planner-bench.ts';
import { ScriptedModelServer } from '../../test/scripted-model-server.ts';
import type { PlannerStage } from '../stage.ts';

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
      traceparent: expect.stringContaining(testContext().context.traceId),
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
