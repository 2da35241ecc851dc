import { parseTraceparent } from '@cascade/contracts';
import { testContext, VirtualClock } from '@cascade/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openPlanner, planWith, request, said, settings } from '../test/planner-bench.ts';
import { ScriptedModelServer } from '../test/scripted-model-server.ts';
import type { PlannerStage } from './stage.ts';

const { traceId } = testContext().context;
const clock = new VirtualClock();
let server: ScriptedModelServer;
let stage: PlannerStage;
beforeAll(async () => {
  server = await ScriptedModelServer.start();
  stage = await openPlanner(server, clock, { CASCADE_LLM_TOOLS: '1' });
});
afterAll(async () => {
  await stage.close();
  await server.close();
});

const question = request([said('What is the capital of France?')]);
const sent = () => parseTraceparent(server.headers.at(-1)?.traceparent as string);

it('tells the language model’s server the trace of the turn, and the record the span it was told', async () => {
  server.script((reply) => reply.say('It is Paris.').end());
  const { spans } = await planWith(stage, clock, [question]);
  expect(sent()).toMatchObject({ traceId, sampled: true });
  for (const name of ['first-token', 'generation']) {
    expect(spans.find((span) => span.name === name)?.attributes?.span_id).toBe(sent()?.spanId);
  }
  expect(spans.at(-1)?.attributes?.finish_reason).toBe('stop');
});

it('gives each request a span of its own', async () => {
  server.script((reply) => reply.say('It is Paris.').end());
  await planWith(stage, clock, [question]);
  const first = sent()?.spanId;
  await planWith(stage, clock, [question]);
  expect(sent()?.spanId).not.toBe(first);
});

it('tells whoever runs a function the trace of the turn, in a span of the call’s own', async () => {
  server.script((reply) =>
    reply
      .chunk({
        choices: [
          {
            index: 0,
            delta: { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'weather', arguments: '{}' } }] },
          },
        ],
      })
      .end('tool_calls'),
  );
  const tools = settings({ clientTools: [{ name: 'weather' }] });
  const { events, spans } = await planWith(stage, clock, [tools, question]);
  const call = events.find((event) => event.type === 'plan-tool-call');
  const context = parseTraceparent(call?.traceparent ?? '');
  expect(context?.traceId).toBe(traceId);
  expect(context?.spanId).not.toBe(sent()?.spanId);
  expect(spans.at(-1)?.attributes?.finish_reason).toBe('tool_calls');
});

it('passes on that the client does not keep its trace', async () => {
  server.script((reply) => reply.say('It is Paris.').end());
  const parent = `00-${traceId}-00f067aa0ba902b7-00`;
  await planWith(stage, clock, [settings({ trace: { parent } }), question]);
  expect(sent()).toMatchObject({ traceId, sampled: false });
});
