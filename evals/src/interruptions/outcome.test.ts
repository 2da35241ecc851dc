import type { ServerEvent } from '@cascade/contracts';
import { describe, expect, test } from 'vitest';
import type { TimedEvent } from '../call/call.ts';
import { Loudspeaker } from '../call/loudspeaker.ts';
import { outcomeOf } from './outcome.ts';
import { type Kind, planScenarios, type Scenario } from './plan.ts';
import type { ScenarioRun } from './run-scenario.ts';

const text = 'Bees dance, and they find flowers.';
const words = [...text.matchAll(/\w+/g)].map(({ index, 0: word }, order) => ({
  start_char: index,
  end_char: index + word.length,
  start_ms: order * 500,
  end_ms: order * 500 + 400,
}));

/** What a server would send, with what these tests read of it. */
const event = (atMs: number, body: object): TimedEvent => ({ atMs, event: body as ServerEvent });
const created = (atMs: number, id: string) => event(atMs, { type: 'response.created', response: { id } });
const done = (atMs: number, id: string, status: string) =>
  event(atMs, { type: 'response.done', response: { id, status } });
const said = (atMs: number, response_id: string, item_id: string, delta = text) =>
  event(atMs, { type: 'response.output_audio_transcript.delta', response_id, item_id, delta });
const timed = (atMs: number, response_id: string, item_id: string) =>
  event(atMs, { type: 'cascade.reply.words', response_id, item_id, words });

const scenarioOf = (kind: Kind, phase: Scenario['phase'] = 'middle-of-word'): Scenario => ({
  ...planScenarios('outcome', 1).find((one) => one.kind === kind)!,
  phase,
});

/** A reply of three seconds that begins at 0, a sound at 1000 ms, and playback until `playedMs`. */
function runOf(
  kind: Kind,
  playedMs: number,
  later: readonly TimedEvent[],
  changes: Partial<ScenarioRun> = {},
): ScenarioRun {
  const loudspeaker = new Loudspeaker(0);
  loudspeaker.receive('item1', new Float32Array(24 * 3000).fill(0.2), 0);
  loudspeaker.drop(new Set(['item1']), playedMs);
  loudspeaker.playTo(10_000);
  return {
    scenario: scenarioOf(kind),
    events: [created(-200, 'r1'), said(-100, 'r1', 'item1'), timed(-100, 'r1', 'item1'), ...later],
    loudspeaker,
    microphone: [],
    targetId: 'r1',
    sound: { name: 'sound', startMs: 1000, endMs: 1800 },
    clientCutMs: undefined,
    kept: new Map([['item1', text.slice(0, words.findLast(({ end_ms }) => end_ms <= playedMs)?.end_char ?? 0)]]),
    malformed: [],
    maxSendLateMs: 0,
    failure: undefined,
    ...changes,
  };
}

const answer = [created(2600, 'r2'), said(2700, 'r2', 'item2', 'All right.')];
const keptWith = (item1: string) =>
  new Map([
    ['item1', item1],
    ['item2', ''],
  ]);

describe('a true interruption', () => {
  test('that stops the reply is measured to the last audible sample', () => {
    const run = runOf('human', 1250, [done(1250, 'r1', 'cancelled'), ...answer], { kept: keptWith('Bees dance, and') });
    const outcome = outcomeOf({ ...run, kept: keptWith('Bees dance') });
    expect(outcome).toMatchObject({ result: 'stopped', answered: true, heardMs: 1000 });
    expect(outcome.stopLatencyMs).toBeCloseTo(250, 0);
    expect(outcome.problems).toEqual([]);
  });

  test('that does not stop it, or late, or is not answered, is a problem', () => {
    const wentOn = runOf('human', 3000, [done(3000, 'r1', 'completed')], { kept: new Map([['item1', text]]) });
    expect(outcomeOf(wentOn)).toMatchObject({ result: 'went-on', problems: ['not stopped', 'not answered'] });
    const late = runOf('human', 1700, [done(1700, 'r1', 'cancelled'), ...answer], {
      kept: keptWith('Bees dance, and'),
    });
    expect(outcomeOf(late).problems).toEqual(['stopped after 700 ms']);
  });

  test('into the last moments of a reply has nothing to stop', () => {
    const run = runOf('human', 1200, [done(1200, 'r1', 'completed'), ...answer], { kept: keptWith('Bees dance') });
    expect(outcomeOf(run)).toMatchObject({ result: 'nothing-left', problems: [] });
  });
});

describe('a sound that is no interruption', () => {
  test('may be ducked for, and told of nowhere else', () => {
    const duck = (atMs: number, ducked: boolean) =>
      event(atMs, { type: 'cascade.playback.duck', response_id: 'r1', ducked, gain_db: ducked ? -15 : 0 });
    const run = runOf('backchannel', 3000, [duck(1100, true), duck(1500, false), done(3000, 'r1', 'completed')], {
      kept: new Map([['item1', text]]),
    });
    const outcome = outcomeOf(run);
    expect(outcome).toMatchObject({ result: 'went-on', duckedAfterMs: 100, unduckedAfterMs: 500, problems: [] });
    const told = event(1200, { type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
    expect(outcome.speechStartedAnyway).toBe(false);
    expect(outcomeOf({ ...run, events: [...run.events, told] }).speechStartedAnyway).toBe(true);
  });

  test('that stops the reply is a problem, and where it went on again is told', () => {
    const told = { kind: 'resume', turn_id: 't1', reason: 'goes on where it was heard: r2' } as const;
    const decided = event(2000, { type: 'cascade.turn.decision', ...told, at_ms: 0 });
    const resumed = [decided, created(2000, 'r2'), said(2000, 'r2', 'item2', ' they find flowers.')];
    const run = runOf('cough', 1450, [done(1450, 'r1', 'cancelled'), ...resumed]);
    const outcome = outcomeOf({ ...run, kept: keptWith('Bees dance, and') });
    expect(outcome.problems).toEqual(['stopped']);
    expect(outcome.resumed).toEqual({ fromChar: 16, heardChars: 15 });
    expect(outcome.answered).toBe(false);
  });

  test('is not to blame for what the client stopped itself', () => {
    const run = runOf('noise', 2000, [done(2010, 'r1', 'cancelled')], { clientCutMs: 1990 });
    expect(outcomeOf(run)).toMatchObject({ result: 'went-on', problems: [] });
  });
});

test('history that is not what was heard is a problem, and so is an item that cannot be retrieved', () => {
  const run = runOf('noise', 3000, [done(3000, 'r1', 'completed')]);
  expect(outcomeOf({ ...run, kept: new Map([['item1', 'Bees']]) }).problems).toEqual([
    'history differs in 1 of 1 replies',
  ]);
  expect(outcomeOf({ ...run, kept: new Map([['item1', undefined]]) }).problems).toEqual([
    'history differs in 1 of 1 replies',
  ]);
});

test('what could not be played, or was no protocol, says so', () => {
  const run = runOf('noise', 3000, [done(3000, 'r1', 'completed')], { kept: new Map([['item1', text]]) });
  expect(outcomeOf({ ...run, failure: 'no reply began' })).toMatchObject({
    result: 'failed',
    problems: ['no reply began'],
  });
  expect(outcomeOf({ ...run, malformed: ['x'] }).problems).toEqual(['1 malformed events']);
});
