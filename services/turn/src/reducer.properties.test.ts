import { loadMeasures } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ConversationScript,
  type ScriptedAction,
  type SpokenSegment,
  sampleAt,
  settingsWith,
  simulateConversation,
  simulatedStart,
} from '../test/conversation-simulator.ts';
import { detections, followTurns, responseHistory } from '../test/follow-effects.ts';
import { reduceTurn } from './reducer.ts';
import type { TurnEffect } from './turn-events.ts';
import { assistantPhase, userPhase } from './turn-state.ts';

const texts = fc.constantFrom('Yes.', 'What time is it?', 'Book a room.', 'and then', 'Paris', '', null);
const speech = fc.array(
  fc.record({
    gapMs: fc.integer({ min: 40, max: 3500 }),
    lengthMs: fc.integer({ min: 20, max: 2200 }),
    text: texts,
    probability: fc.constantFrom(0.01, 0.3, 0.7, 0.99, null),
  }),
  { maxLength: 6 },
);

const asSegments = (
  parts: readonly { gapMs: number; lengthMs: number; text: string | null; probability: number | null }[],
) => {
  let atMs = 200;
  return parts.map(({ gapMs, lengthMs, text, probability }): SpokenSegment => {
    const fromMs = atMs + gapMs;
    atMs = fromMs + lengthMs;
    return { fromMs, toMs: atMs, text, probability };
  });
};

const actions: fc.Arbitrary<ScriptedAction[]> = fc.array(
  fc
    .record({
      atMs: fc.integer({ min: 0, max: 14_000 }),
      what: fc.nat(11),
      detection: detections,
      measure: fc.constantFrom(...loadMeasures),
    })
    .map(({ atMs, what, detection, measure }) => {
      const endSample = sampleAt(atMs);
      const events: ScriptedAction['event'][] = [
        { type: 'response-create' },
        { type: 'response-cancel' },
        { type: 'announcement-due', text: 'Time is up.' },
        { type: 'input-commit', endSample },
        { type: 'input-clear', endSample },
        { type: 'session-settings', settings: settingsWith(detection) },
        { type: 'session-settings', settings: settingsWith(detection, false) },
        { type: 'load-changed', measure, reason: '', atMs },
        { type: 'conversation-changed' },
        { type: 'tool-pending', callId: 'call_1' },
        { type: 'tool-pending', callId: 'call_2' },
        { type: 'tool-settled', callId: 'call_1' },
      ];
      return { atMs, event: events[what]! };
    }),
  { maxLength: 6 },
);

/** Detector and player keep their contracts; recognizer and end-of-turn model answer, however late, or practically never. */
const scripts: fc.Arbitrary<ConversationScript> = fc.record({
  segments: speech.map(asSegments),
  actions,
  detection: detections,
  finalLatencyMs: fc.constantFrom(20, 150, 700, 60_000),
  scoreLatencyMs: fc.constantFrom(30, 300, 2000, 60_000),
  replyAfterMs: fc.constantFrom(0, 300, 1500),
  replyMs: fc.constantFrom(0, 400, 4000),
  replyText: fc.option(fc.constant('It is noon in Paris, and so it is in Oslo. Shall I book a room?'), {
    nil: undefined,
  }),
  partialLatencyMs: fc.constantFrom(undefined, 40, 600),
  repromptAfterMs: fc.constantFrom(undefined, 1500),
  hangoverMs: fc.constantFrom(320, 608, 1600),
});

const runs = { numRuns: 150 };
/** Causes of responses that nobody asks for. */
const byItself: readonly string[] = ['announcement', 'filler', 'reprompt'];

describe('the turn manager, in a world that keeps its contracts or fails to answer', () => {
  it('never has two responses, and replays to the same decisions', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const conversation = simulateConversation(script);
        const replay = responseHistory(conversation);
        expect(replay.most).toBeLessThanOrEqual(1);
        expect(replay.effects).toEqual(conversation.effects);
        expect(replay.state).toEqual(conversation.state);
      }),
      runs,
    );
  });

  it('comes to rest: every turn is committed or abandoned, nothing is left owed or waiting', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { effects, state } = simulateConversation({ ...script, untilMs: 45_000 });
        expect(userPhase(state)).toBe('idle');
        expect(assistantPhase(state)).toBe('quiet');
        expect(state.owed).toBeUndefined();
        expect(state.announcements).toEqual([]);
        expect(state.filler).toBeUndefined();
        expect(state.stopped).toBeUndefined();
        expect(followTurns(effects)).toBeUndefined();
      }),
      runs,
    );
  });

  it('uses no audio twice, and no response id', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { of } = simulateConversation(script);
        let usedUpTo = 0;
        for (const { startSample, endSample } of of('turn-committed')) {
          expect(startSample).toBeGreaterThanOrEqual(usedUpTo);
          usedUpTo = endSample;
        }
        const unprepared = of('response-requested').filter(({ speculated }) => speculated !== true);
        const ids = [...unprepared, ...of('response-speculated')].map(({ responseId }) => responseId);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      runs,
    );
  });

  it('decides about turns as if nothing were prepared', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const turnsOf = (speculation: boolean) =>
          simulateConversation({ ...script, numbers: { speculation } })
            .effects.filter(({ type }) => type.startsWith('turn-') || type === 'utterance-boundary')
            .filter((effect) => effect.type !== 'turn-decision');
        expect(turnsOf(true)).toEqual(turnsOf(false));
      }),
      runs,
    );
  });

  it('begins no response after a cancel of the client without a new reason for one', () => {
    fc.assert(
      fc.property(scripts, (script) => {
        const { log } = simulateConversation(script);
        let state = simulatedStart();
        let reason = true;
        for (const { event, atMs } of log) {
          if (event.type === 'response-cancel') reason = false;
          if (event.type === 'response-create') reason = true;
          const result = reduceTurn(state, event, atMs);
          state = result.state;
          for (const effect of result.effects) {
            if (effect.type === 'turn-committed' || effect.type === 'turn-abandoned') reason = true;
            if (effect.type === 'turn-decision' && effect.reason.endsWith('answered as it stood')) reason = true;
            if (effect.type === 'response-requested' && !byItself.includes(effect.cause)) expect(reason).toBe(true);
          }
        }
      }),
      runs,
    );
  });

  it('answers every commit that is to be answered, unless something newer takes its place', () => {
    fc.assert(
      fc.property(speech.map(asSegments), fc.boolean(), (segments, interruptResponse) => {
        const detection = { mode: 'semantic', maxSilenceMs: 4000, createResponse: true, interruptResponse } as const;
        const { effects } = simulateConversation({ segments, detection, untilMs: 60_000 });
        const last = effects.findLastIndex((effect) => effect.type === 'turn-committed');
        if (last < 0) return;
        const { turnId } = effects[last] as Extract<TurnEffect, { type: 'turn-committed' }>;
        const answer = effects.slice(last).find((effect) => effect.type === 'response-requested');
        expect(answer).toMatchObject({ turnId, cause: 'turn' });
      }),
      runs,
    );
  });
});
