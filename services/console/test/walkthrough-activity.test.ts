import { readFileSync } from 'node:fs';
import { parseServerEvent, type ServerEvent } from '@cascade/contracts';
import { describe, expect, test } from 'vitest';
import { activityOf } from '../src/walkthrough/activity.ts';
import type { CardId } from '../src/walkthrough/card.ts';
import { diagramEdges, diagramNodes, edgeIds } from '../src/walkthrough/diagram-shape.ts';
import { fade, flashMs, type Lights, lightUp, litEdges, nextFadeMs } from '../src/walkthrough/lights.ts';

interface RecordedLine {
  readonly at_ms: number;
  readonly event?: ServerEvent;
}

/** A real conversation: a question, a longer one, and an interruption of its reply. */
const recorded = readFileSync(new URL('./fixtures/conversation.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RecordedLine);

function replayed(until: (event: ServerEvent) => boolean): Lights {
  let lights: Lights = {};
  for (const { at_ms, event } of recorded) {
    if (!event) continue;
    lights = lightUp(lights, activityOf(event), at_ms);
    if (until(event)) return lights;
  }
  throw new Error('the recording has no such event');
}

const litAfter = (type: ServerEvent['type'], nth = 1) => {
  let seen = 0;
  return replayed((event) => event.type === type && ++seen === nth);
};

describe('a recorded conversation', () => {
  test('fits the protocol as it is now; where it does not, `record-conversation.ts` records another', () => {
    for (const { event } of recorded) if (event) expect(parseServerEvent(event)).toEqual(event);
  });

  test('speech lights what hears it', () => {
    const lights = litAfter('input_audio_buffer.speech_started');
    expect(lights.client).toMatchObject({ kind: 'hearing', untilMs: Number.POSITIVE_INFINITY });
    expect(Object.keys(lights)).toEqual(expect.arrayContaining(['client', 'gateway', 'vad']));
    expect(litEdges(lights)).toEqual(new Set(['audio-in', 'audio-to-vad', 'audio-to-asr', 'speech']));
  });

  test('a partial lights the recognizer for a moment', () => {
    const lights = litAfter('cascade.transcript.partial');
    expect(lights.asr).toMatchObject({ kind: 'computing', says: 'partial' });
    expect(Number.isFinite(lights.asr?.untilMs)).toBe(true);
  });

  test('after the turn the client is dark, and the planner plans', () => {
    const lights = litAfter('response.created');
    expect(lights.client).toBeUndefined();
    expect(lights.vad).toBeUndefined();
    expect(lights.planner?.says).toBe('planning');
  });

  test('the reply runs from the voice to the loudspeaker', () => {
    const lights = litAfter('cascade.audio.stream');
    expect(lights.playback?.kind).toBe('speaking');
    expect(litEdges(lights).has('audio-out')).toBe(true);
  });

  test('an interruption stops the answering side', () => {
    const lights = replayed((event) => event.type === 'response.done' && event.response.status === 'cancelled');
    expect(lights.tts).toBeUndefined();
    expect(lights.playback).toMatchObject({ kind: 'stopped', says: 'cut off' });
    expect(lights.turn?.says).toBe('interrupted');
  });

  test('nothing stays lit when it is over', () => {
    const last = recorded.at(-1)?.at_ms ?? 0;
    let lights: Lights = {};
    for (const { at_ms, event } of recorded) if (event) lights = lightUp(lights, activityOf(event), at_ms);
    expect(fade(lights, last + 10 * flashMs)).toEqual({});
  });
});

test('a turn over its budget says which', () => {
  const event = { type: 'cascade.turn.record', record: { budget: { violations: { first_partial: 320 } } } };
  expect(activityOf(event as unknown as ServerEvent)).toMatchObject([{ kind: 'failed', says: 'over: first partial' }]);
});

test('an event that tells nothing lights nothing', () => {
  expect(activityOf({ type: 'rate_limits.updated', event_id: 'e', rate_limits: [] })).toEqual([]);
});

test('lights fade by themselves and say when', () => {
  const lights = lightUp({}, [{ stage: 'asr', kind: 'computing', phase: 'flash' }], 100);
  expect(nextFadeMs(lights)).toBe(100 + flashMs);
  expect(fade(lights, 100)).toBe(lights);
  expect(fade(lights, 100 + flashMs)).toEqual({});
  expect(nextFadeMs({})).toBeUndefined();
});

test('a flash ends what was on, and an off puts it out', () => {
  const on = lightUp({}, [{ stage: 'planner', kind: 'computing', phase: 'on' }], 0);
  expect(nextFadeMs(lightUp(on, [{ stage: 'planner', kind: 'computing', phase: 'flash' }], 5))).toBe(5 + flashMs);
  expect(lightUp(on, [{ stage: 'planner', kind: 'stopped', phase: 'off' }], 5)).toEqual({});
});

test('the drawing has every edge once, between stages that it has', () => {
  expect(diagramEdges.map(({ id }) => id).toSorted()).toEqual([...edgeIds].toSorted());
  const known = new Set<CardId>(diagramNodes.map(({ id }) => id));
  for (const { from, to } of diagramEdges) expect(known.has(from) && known.has(to)).toBe(true);
});
