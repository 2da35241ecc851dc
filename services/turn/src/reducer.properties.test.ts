import type { TurnDetection } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Conversation,
  type ConversationScript,
  type ScriptedAction,
  type SpokenSegment,
  sampleAt,
  settingsWith,
  simulateConversation,
  simulatedStart,
} from '../test/conversation-simulator.ts';
import { reduceTurn } from './reducer.ts';
import type { TurnEffect, TurnReducerEvent } from './turn-events.ts';
import { assistantPhase, userPhase } from './turn-state.ts';

const detections: fc.Arbitrary<TurnDetection> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      mode: fc.constant('semantic' as const),
      maxSilenceMs: fc.constantFrom(500, 2000, 8000),
      createResponse: fc.boolean(),
      interruptResponse: fc.boolean(),
    }),
  },
  fc.record({
    mode: fc.constant('silence' as const),
    silenceMs: fc.constantFrom(200, 500, 1500),
    createResponse: fc.boolean(),
    interruptResponse: fc.boolean(),
  }),
  fc.constant({ mode: 'manual' as const }),
);

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
    .record({ atMs: fc.integer({ min: 0, max: 14_000 }), what: fc.nat(6), detection: detections })
    .map(({ atMs, what, detection }) => {
      const endSample = sampleAt(atMs);
      const events: ScriptedAction['event'][] = [
        { type: 'response-create' },
        { type: 'response-cancel' },
        { type: 'announcement-due', text: 'Time is up.' },
        { type: 'input-commit', endSample },
        { type: 'input-clear', endSample },
        { type: 'session-settings', settings: settingsWith(detection) },
        { type: 'session-settings', settings: settingsWith(detection, false) },
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
  hangoverMs: fc.constantFrom(320, 608, 1600),
});

const runs = { numRuns: 150 };

/** Follows a stream of events and effects, and tells whether more than one response was ever active. */
function responseHistory({ log }: Pick<Conversation, 'log'>) {
  let state = simulatedStart();
  let active: string | undefined;
  let most = 0;
  const effects: TurnEffect[] = [];
  for (const { event, atMs } of log) {
    if (event.type === 'playback-done' && event.responseId === active) active = undefined;
    const result = reduceTurn(state, event, atMs);
    state = result.state;
    for (const effect of result.effects) {
      if (effect.type === 'response-requested') {
        most = Math.max(most, active === undefined ? 1 : 2);
        active = effect.responseId;
      } else if (effect.type === 'response-cancelled') {
        expect(effect.responseId).toBe(active);
        active = undefined;
      }
    }
    effects.push(...result.effects);
    expect(state.response?.responseId).toBe(active);
  }
  return { most, effects, state };
}

/**
 * Follows the turns: one at a time, each ended once, by words or by nothing; only what was committed is continued.
 * @returns the id of the turn still open
 */
function followTurns(effects: readonly TurnEffect[]): string | undefined {
  const [started, committed] = [new Set<string>(), new Set<string>()];
  let open: string | undefined;
  for (const effect of effects) {
    if (effect.type === 'turn-started') {
      expect(open).toBeUndefined();
      expect(started.has(effect.turnId)).toBe(committed.has(effect.turnId));
      open = effect.turnId;
      started.add(open);
    } else if (effect.type === 'turn-committed' || effect.type === 'turn-abandoned') {
      expect(effect.turnId).toBe(open);
      expect(effect.endSample).toBeGreaterThanOrEqual(effect.startSample);
      open = undefined;
    }
    if (effect.type !== 'turn-committed') continue;
    expect(effect.text).not.toBe('');
    expect(effect.continued).toBe(committed.has(effect.turnId));
    committed.add(effect.turnId);
  }
  return open;
}

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
        const ids = of('response-requested').map(({ responseId }) => responseId);
        expect(new Set(ids).size).toBe(ids.length);
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
            if (effect.type === 'response-requested' && effect.cause !== 'announcement') expect(reason).toBe(true);
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

const sample = fc.nat(200_000);
const id = fc.constantFrom('resp_test_1', 'resp_test_2', 'resp_test_3', 'resp_other_1');
const chaos: fc.Arbitrary<TurnReducerEvent> = fc.oneof(
  fc.record({ type: fc.constant('audio-clock' as const), atSample: sample }),
  fc.record({
    type: fc.constant('speech-start' as const),
    startSample: sample,
    atSample: sample,
    probability: fc.constant(0.9),
  }),
  fc.record({
    type: fc.constantFrom('speech-pause' as const, 'speech-end' as const, 'speech-misfire' as const),
    startSample: sample,
    endSample: sample,
    atSample: sample,
  }),
  fc.record({
    type: fc.constant('speech-silence' as const),
    endSample: sample,
    silenceMs: fc.nat(9000),
    atSample: sample,
  }),
  fc.record({
    type: fc.constant('speech-resume' as const),
    startSample: sample,
    pausedMs: fc.nat(900),
    atSample: sample,
  }),
  fc.record({
    type: fc.constant('transcript-final' as const),
    utteranceId: fc.constant('u'),
    revision: fc.nat(9),
    text: fc.constantFrom('', 'No.', 'What time is it?', 'and'),
    words: fc.constant([]),
    meanLogProbability: fc.constant(-0.1),
    startSample: sample,
    endSample: sample,
    queueMs: fc.constant(0),
    computeMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('transcript-failed' as const),
    utteranceId: fc.constant('u'),
    endSample: sample,
    code: fc.constant('transcription_failed' as const),
  }),
  fc.record({
    type: fc.constant('end-of-turn-score' as const),
    endSample: sample,
    probability: fc.constantFrom(0, 0.6, 1, null),
  }),
  fc.record({ type: fc.constantFrom('input-commit' as const, 'input-clear' as const), endSample: sample }),
  fc.record({ type: fc.constantFrom('response-create' as const, 'response-cancel' as const) }),
  fc.record({ type: fc.constant('announcement-due' as const), text: fc.constant('Time is up.') }),
  fc.record({ type: fc.constant('playback-started' as const), responseId: id, atMs: fc.constant(0) }),
  fc.record({
    type: fc.constant('playback-progress' as const),
    responseId: id,
    playedMs: fc.nat(3000),
    atMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('playback-done' as const),
    responseId: id,
    playedMs: fc.nat(3000),
    heardText: fc.constant(''),
    positionBy: fc.constant('pace' as const),
    completed: fc.boolean(),
    atMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('session-settings' as const),
    settings: detections.map((detection) => settingsWith(detection)),
  }),
);

describe('the turn manager, in a world that breaks every contract', () => {
  it('keeps its own: one response at a time, words in every commit, ids used once', () => {
    fc.assert(
      fc.property(fc.array(chaos, { maxLength: 80, size: 'max' }), (events) => {
        const log = events.map((event, index) => ({ event, atMs: index * 10 }));
        const { most, effects } = responseHistory({ log });
        expect(most).toBeLessThanOrEqual(1);
        followTurns(effects);
      }),
      { numRuns: 2000 },
    );
  });
});
