import { loadMeasures } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settingsWith } from '../test/conversation-simulator.ts';
import { detections, followTurns, responseHistory } from '../test/follow-effects.ts';
import type { TurnReducerEvent } from './turn-events.ts';

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
  fc.record({
    type: fc.constant('load-changed' as const),
    measure: fc.constantFrom(...loadMeasures),
    reason: fc.constant(''),
    atMs: fc.constant(0),
  }),
  fc.record({ type: fc.constant('conversation-changed' as const) }),
  fc.record({
    type: fc.constantFrom('tool-pending' as const, 'tool-settled' as const),
    callId: fc.constantFrom('call_1', 'call_2'),
  }),
  fc.record({
    type: fc.constant('transcript-partial' as const),
    utteranceId: fc.constant('u'),
    text: fc.constantFrom('', 'No.', 'What time is it?', 'It is noon', 'yeah'),
    stableText: fc.constant(''),
    startSample: sample,
    endSample: sample,
    queueMs: fc.constant(0),
    computeMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('speech-clause' as const),
    responseId: id,
    clauseIndex: fc.nat(2),
    text: fc.constantFrom('It is noon. ', 'Shall I?', ''),
    atMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('reply-words' as const),
    responseId: id,
    words: fc.constant([
      { text: 'noon.', startChar: 6, endChar: 11, startMs: 300, endMs: 600 },
      { text: 'is', startChar: 3, endChar: 5, startMs: 100, endMs: 300 },
    ]),
  }),
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
    heardText: fc.constantFrom('', 'It is noon.', 'banana'),
    positionBy: fc.constant('pace' as const),
    completed: fc.boolean(),
    atMs: fc.constant(0),
  }),
  fc.record({
    type: fc.constant('session-settings' as const),
    settings: fc
      .tuple(detections, fc.constantFrom({}, { repromptAfterMs: 500 }))
      .map(([detection, more]) => ({ ...settingsWith(detection), ...more })),
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
