import { VirtualClock } from '@cascade/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openPlanner, planWith, request, said } from '../test/planner-bench.ts';
import { ScriptedModelServer } from '../test/scripted-model-server.ts';
import { apologyFor, brokenOffApology, startOver } from './apologies.ts';

let primary: ScriptedModelServer;
let secondary: ScriptedModelServer;
let clock: VirtualClock;

beforeAll(async () => {
  [primary, secondary] = await Promise.all([ScriptedModelServer.start(), ScriptedModelServer.start()]);
});
afterAll(() => Promise.all([primary.close(), secondary.close()]));
beforeEach(() => {
  clock = new VirtualClock();
  secondary.script((reply) => reply.say('Light is scattered by the air.').end());
});

async function answer(environment: Record<string, string> = {}) {
  const stage = await openPlanner(primary, clock, {
    CASCADE_LLM_FALLBACK_URL: secondary.url,
    CASCADE_LLM_FALLBACK_MODEL: 'second',
    CASCADE_LLM_EMBEDDED_FALLBACK: 'false',
    ...environment,
  });
  const planned = planWith(stage, clock, [request([said('Why is the sky blue?')])]);
  return { planned, close: () => stage.close() };
}

test('a model that dies in mid-answer is followed by the next one, which the record names', async () => {
  primary.script((reply) => {
    reply.say('The sky is blue. It', ' is');
    setImmediate(() => reply.die());
  });
  const { planned, close } = await answer();
  const { text, done, spans } = await planned;
  await close();
  expect(text).toBe(`The sky is blue. ${startOver} Light is scattered by the air.`);
  expect(done).toMatchObject({ source: 'language-model', modelVersion: 'second' });
  expect(spans.at(-1)?.attributes).toMatchObject({
    model: 'second',
    failed_over_from: 'scripted',
    failed_over_for: 'planner_unavailable',
  });
});

test('one that says nothing is given up after its time for the first token, not after the whole time-out', async () => {
  primary.script(() => undefined);
  const arrived = primary.nextRequest();
  const { planned, close } = await answer({ CASCADE_LLM_FIRST_TOKEN_MS: '800', CASCADE_LLM_TIMEOUT_MS: '4000' });
  await arrived;
  clock.advance(800);
  const { text, done } = await planned;
  await close();
  expect(text).toBe('Light is scattered by the air.');
  expect(done).toMatchObject({ modelVersion: 'second' });
  expect(clock.nowMs()).toBe(800);
});

test('when both are gone it is apologized for, once', async () => {
  primary.script((reply) => {
    reply.say('The sky is blue.');
    setImmediate(() => reply.die());
  });
  secondary.script((reply) => reply.fail(500));
  const brokenOff = await answer();
  expect((await brokenOff.planned).text).toBe(`The sky is blue. ${brokenOffApology}`);
  await brokenOff.close();
  primary.script((reply) => reply.fail(500));
  const refused = await answer();
  expect((await refused.planned).text).toBe(apologyFor('planner_unavailable'));
  await refused.close();
});

test('what does not need the large model goes to the small one', async () => {
  const small = await ScriptedModelServer.start();
  small.script((reply) => reply.say('It is Paris.').end());
  primary.script((reply) => reply.say('Rayleigh scattering.').end());
  const stage = await openPlanner(primary, clock, {
    CASCADE_LLM_SMALL_URL: small.url,
    CASCADE_LLM_SMALL_MODEL: 'little',
    CASCADE_LLM_EMBEDDED_FALLBACK: 'false',
  });
  const ask = (text: string) => planWith(stage, clock, [request([said(text)])]);
  expect((await ask('What is the capital of France?')).done).toMatchObject({ modelVersion: 'little' });
  expect((await ask('Why is the sky blue?')).done).toMatchObject({ modelVersion: 'scripted' });
  small.script((reply) => reply.fail(500));
  expect((await ask('What is the capital of France?')).done).toMatchObject({ modelVersion: 'scripted' });
  await stage.close();
  await small.close();
});

test('a rival that is asked in vain is in the record with what it generated', async () => {
  primary.script(() => undefined);
  const arrived = primary.nextRequest();
  const { planned, close } = await answer({ CASCADE_LLM_HEDGE_MS: '300' });
  await arrived;
  clock.advance(300);
  const { done, spans } = await planned;
  await close();
  expect(done).toMatchObject({ modelVersion: 'second' });
  expect(spans.map(({ attributes }) => [attributes?.model, attributes?.aborted])).toContainEqual(['scripted', true]);
});
