import { ConversationObserver } from '@cascade/client';
import type { DecisionKind, ServerEventBody, TurnRecord } from '@cascade/contracts';
import { emptyTurnRecord, exampleResponse } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import type { TimedEvent } from '../call/call.ts';
import { Loudspeaker } from '../call/loudspeaker.ts';
import { type InterruptionRun, interruptionResultOf } from './interrupt-reply.ts';
import type { Utterance } from './say-clip.ts';
import { sourceOf, turnResultOf } from './turn-result.ts';

const at = (atMs: number, event: ServerEventBody): TimedEvent =>
  ({ atMs, event: { event_id: `e-${atMs}`, ...event } }) as TimedEvent;
const decided = (atMs: number, kind: DecisionKind, turn_id = 'turn') =>
  at(atMs, { type: 'cascade.turn.decision', turn_id, trace_id: 't', kind, reason: 'why', at_ms: 0 });
const recorded = (atMs: number, record: TurnRecord) => at(atMs, { type: 'cascade.turn.record', record });
const turn = (changes: Partial<TurnRecord> = {}) =>
  emptyTurnRecord('turn', { final_transcript: 'what time is it', response: exampleResponse('r'), ...changes });

/** The last speech sample is sent at 2000 ms; the reply arrives at `replyMs` with 200 ms of silence before its sound. */
function utterance(
  events: readonly TimedEvent[],
  replyMs: number | undefined,
  changes: Partial<Utterance> = {},
): Utterance {
  const loudspeaker = new Loudspeaker(0);
  if (replyMs !== undefined) loudspeaker.receive('item', new Float32Array(24 * 900).fill(0.5, 24 * 200), replyMs);
  loudspeaker.playTo(10_000);
  const observer = new ConversationObserver();
  for (const { event, atMs } of events) observer.observe(event, atMs);
  return {
    clip: {
      id: 'clip',
      slices: [],
      text: 'what time is it',
      samples: new Float32Array(0),
      firstSpeech: 0,
      lastSpeech: 0,
    },
    session: 0,
    events,
    observer,
    loudspeaker,
    itemsOf: (responseId) => (responseId === 'r' ? ['item'] : []),
    saidMs: 500,
    lastSentMs: 2000,
    sentEndSample: 32_000,
    disturbance: { stealPercent: 1.26, foreignPercent: 20 },
    clientLateMs: 3,
    failure: undefined,
    ...changes,
  };
}

describe('voice-to-voice', () => {
  test('counts from the last speech sample sent to the first audible one, its silence included', () => {
    const result = turnResultOf(utterance([decided(2250, 'commit'), recorded(4000, turn())], 2300));
    expect(result).toMatchObject({
      outcome: 'answered',
      voice_to_voice_ms: 500,
      endpoint_delay_ms: 250,
      end_of_speech_by: 'level',
      steal_percent: 1.3,
      foreign_percent: 20,
      undisturbed: false,
      early_cutoff: false,
      client_late_ms: 3,
    });
  });

  test('what it is spent on adds up to it', () => {
    const span = { queue_ms: 0, compute_ms: 0, wait_ms: 0, critical: true };
    const record = turn({
      spans: [
        { ...span, stage: 'turn', name: 'end-of-turn', start_ms: 0, end_ms: 180 },
        { ...span, stage: 'tts', name: 'first-audio', start_ms: 180, end_ms: 250 },
      ],
      // The service hears speech end 40 ms later than the level says.
      audio: { ...turn().audio, start_sample: 8000, end_sample: 32_640 },
    });
    const { critical_ms } = turnResultOf(utterance([recorded(4000, record)], 2300));
    expect(critical_ms).toEqual({
      'vad speech-tail': 40,
      'turn end-of-turn': 180,
      'tts first-audio': 70,
      'gateway delivery': 210,
    });
  });

  test('a reply into the noise at the end of a clip that was heard whole counts from where the service heard speech end', () => {
    const record = turn({ audio: { ...turn().audio, start_sample: 8000, end_sample: 32_000 - 800 * 16 } });
    const result = turnResultOf(utterance([decided(1500, 'commit'), recorded(4000, record)], 1600));
    expect(result).toMatchObject({
      outcome: 'answered',
      voice_to_voice_ms: 600,
      endpoint_delay_ms: 300,
      end_of_speech_by: 'server',
      early_cutoff: false,
      heard_too_early: false,
    });
  });

  test('nor is the time left out that passes while noise is sent after the turn was ended', () => {
    const record = turn({ audio: { ...turn().audio, start_sample: 8000, end_sample: 32_000 - 800 * 16 } });
    const result = turnResultOf(utterance([decided(1500, 'commit'), recorded(4000, record)], 1900));
    expect(result).toMatchObject({ voice_to_voice_ms: 900, endpoint_delay_ms: 300, end_of_speech_by: 'server' });
  });

  test('a reply into speech has none', () => {
    const first = emptyTurnRecord('first', {
      final_transcript: 'what time',
      audio: { ...turn().audio, start_sample: -1 },
    });
    const events = [
      at(1500, created('r')),
      decided(1500, 'commit', 'first'),
      recorded(3000, first),
      recorded(4000, turn()),
    ];
    expect(turnResultOf(utterance(events, 1600))).toMatchObject({
      outcome: 'replied-before-end',
      voice_to_voice_ms: null,
      early_cutoff: true,
      heard_too_early: true,
      transcript: 'what time what time is it',
    });
  });

  test('without a reply, or without a connection, there is none either', () => {
    expect(turnResultOf(utterance([], undefined)).outcome).toBe('no-reply');
    const lost = turnResultOf(utterance([], undefined, { failure: 'the connection ended' }));
    expect(lost).toMatchObject({ outcome: 'failed', problem: 'the connection ended' });
  });
});

const created = (id: string): ServerEventBody => ({
  type: 'response.created',
  response: {
    object: 'realtime.response',
    id,
    conversation_id: 'c',
    status: 'in_progress',
    output: [],
    output_modalities: ['audio'],
    audio: { output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'v' } },
    max_output_tokens: 'inf',
    metadata: null,
  },
});

describe('an early cutoff', () => {
  test('is a turn that was ended before the last word and taken up again', () => {
    const events = [decided(1500, 'commit'), decided(1700, 'reopen'), decided(2300, 'commit'), recorded(4000, turn())];
    expect(turnResultOf(utterance(events, 2400))).toMatchObject({ early_cutoff: true, heard_too_early: false });
  });

  test('is none when the turn was ended and taken up again after the last word', () => {
    const events = [decided(2100, 'commit'), decided(2200, 'reopen'), decided(2300, 'commit'), recorded(4000, turn())];
    expect(turnResultOf(utterance(events, 2400)).early_cutoff).toBe(false);
  });
});

test('hypotheses that were changed, and stable text that was not kept, are counted', () => {
  const partials = [
    { at_ms: -900, text: 'what dime', stable_text: '' },
    { at_ms: -600, text: 'what time', stable_text: 'what time' },
    { at_ms: -300, text: 'what lime is', stable_text: 'what' },
  ];
  const { partials: found } = turnResultOf(utterance([recorded(4000, turn({ partials }))], 2300));
  expect(found).toEqual({ unstable_words: 3, final_words: 4, stable_withdrawn: 1 });
});

test('who answered', () => {
  const by = (source: 'fast-path' | 'language-model' | 'announcement', documents: string[] = []) =>
    sourceOf(turn({ response: { ...exampleResponse('r'), source }, retrieved_document_ids: documents }));
  expect(by('fast-path')).toBe('fast-path');
  expect(by('fast-path', ['d'])).toBe('retrieval');
  expect(by('language-model', ['d'])).toBe('llm');
  expect(by('announcement')).toBe('other');
});

describe('an interruption', () => {
  const run = (changes: Partial<InterruptionRun> = {}): InterruptionRun => ({
    clip: 'clip',
    decisions: [],
    reply: { responseId: 'r', createdMs: 0, itemId: 'i', text: '', words: [], doneMs: 1300, status: 'cancelled' },
    firstAudibleMs: 100,
    lastAudibleMs: 1250,
    onsetMs: 1000,
    disturbance: { stealPercent: 0, foreignPercent: 0 },
    failure: undefined,
    ...changes,
  });
  const completed = { ...run().reply!, status: 'completed' };

  test('is timed from the first speech sample to the last audible sample of the reply', () => {
    expect(interruptionResultOf(run())).toMatchObject({
      result: 'stopped',
      stop_latency_ms: 250,
      heard_ms: 900,
      decisions: [],
      undisturbed: true,
    });
  });

  test.each([
    ['a reply that ends by itself within 300 ms', run({ reply: completed }), 'nothing-left'],
    ['a reply that was silent before speech began', run({ lastAudibleMs: 900 }), 'nothing-left'],
    ['a reply that plays to its end', run({ reply: completed, lastAudibleMs: 1400 }), 'went-on'],
    ['a reply that still plays', run({ reply: { ...completed, doneMs: undefined }, lastAudibleMs: 1200 }), 'went-on'],
    ['no reply at all', run({ reply: undefined, firstAudibleMs: undefined, lastAudibleMs: undefined }), 'failed'],
    ['a lost connection', run({ failure: 'the connection ended' }), 'failed'],
  ])('of %s has no latency', (_, made, result) => {
    expect(interruptionResultOf(made)).toMatchObject({ result, stop_latency_ms: null });
  });
});
