import type { ServerEvent, ServerEventType } from '@cascade/contracts';
import { expect, test } from 'vitest';
import {
  type ConversationState,
  emptyConversation,
  type LocalEvent,
  type ReplyEntry,
  reduceConversation,
} from './conversation.ts';

/** Only the fields that the page reads; the rest of an event is the protocol's business. */
const event = (type: ServerEventType, fields: object) => ({ type, event_id: 'e', ...fields }) as unknown as ServerEvent;

const started = (item_id: string) => event('input_audio_buffer.speech_started', { item_id });
const stopped = (item_id: string) => event('input_audio_buffer.speech_stopped', { item_id });
const committed = (item_id: string) => event('input_audio_buffer.committed', { item_id });
const partial = (item_id: string, text: string, stable_text: string) =>
  event('cascade.transcript.partial', { item_id, text, stable_text });
const completed = (item_id: string, transcript: string) =>
  event('conversation.item.input_audio_transcription.completed', { item_id, transcript });
const wait = event('cascade.turn.decision', { kind: 'wait', turn_id: 't1' });
const response = (id: string, status: string, reason?: string) =>
  event(status === 'in_progress' ? 'response.created' : 'response.done', {
    response: { id, status, ...(reason ? { status_details: { type: status, reason } } : {}) },
  });
const message = (id: string, transcript = '') => ({
  id,
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_audio', transcript }],
});
const replied = (item: string, response_id: string) =>
  event('response.output_item.added', { response_id, item: message(item) });
const said = (item_id: string, delta: string) => event('response.output_audio_transcript.delta', { item_id, delta });
const playback = (isPlaying: boolean): LocalEvent => ({ type: 'local.playback', isPlaying });

const run = (events: readonly (ServerEvent | LocalEvent)[], from: ConversationState = emptyConversation) =>
  events.reduce(reduceConversation, from);
const phases = (events: readonly (ServerEvent | LocalEvent)[]) => {
  let state = emptyConversation;
  return events.map((one) => {
    state = reduceConversation(state, one);
    return state.phase;
  });
};

const question = [
  started('u1'),
  partial('u1', 'what time', 'what'),
  stopped('u1'),
  committed('u1'),
  completed('u1', 'What time is it?'),
];
const answer = [response('r1', 'in_progress'), replied('a1', 'r1'), said('a1', 'It is '), said('a1', 'noon.')];

test('a spoken turn goes through its phases', () => {
  expect(
    phases([started('u1'), wait, partial('u1', 'what time is', 'what time'), wait, stopped('u1'), committed('u1')]),
  ).toEqual(['listening', 'hesitating', 'listening', 'hesitating', 'idle', 'thinking']);
  expect(run([...question, ...answer, playback(true)]).phase).toBe('speaking');
  expect(run([...question, ...answer, playback(true), playback(false)]).phase).toBe('speaking');
  expect(run([...question, ...answer, playback(true), playback(false), response('r1', 'completed')]).phase).toBe(
    'idle',
  );
});

test('partial words keep what is stable apart from what is not, and the transcript replaces both', () => {
  expect(run(question.slice(0, 2)).entries).toMatchObject([
    { role: 'user', stableText: 'what', unstableText: ' time', isFinal: false },
  ]);
  expect(run(question).entries).toMatchObject([
    { role: 'user', stableText: 'What time is it?', unstableText: '', isFinal: true, by: 'voice' },
  ]);
});

test('a sound that was no turn leaves nothing behind', () => {
  const state = run([started('u1'), partial('u1', 'uh', ''), stopped('u1'), partial('u1', '', '')]);
  expect(state).toMatchObject({ entries: [], phase: 'idle' });
});

test('speech that could not be recognized is shown as such', () => {
  const failed = event('conversation.item.input_audio_transcription.failed', { item_id: 'u1' });
  expect(run([started('u1'), failed]).entries).toMatchObject([{ failed: true, isFinal: true }]);
});

test('a reply grows by its text and by the times of its words', () => {
  const times = event('cascade.reply.words', {
    item_id: 'a1',
    words: [{ start_char: 0, end_char: 2, start_ms: 0, end_ms: 120 }],
  });
  const [, reply] = run([...question, ...answer, times]).entries;
  expect(reply).toMatchObject({
    text: 'It is noon.',
    status: 'in-progress',
    words: [{ startChar: 0, endChar: 2, startMs: 0, endMs: 120 }],
  });
});

test('an interruption keeps the whole text, and the service says what of it was heard', () => {
  const state = run([
    ...question,
    ...answer,
    playback(true),
    started('u2'),
    event('conversation.item.done', { item: message('a1', 'It is') }),
    response('r1', 'cancelled', 'turn_detected'),
  ]);
  expect(state.phase).toBe('interrupted');
  const reply = state.entries.find((entry): entry is ReplyEntry => entry.role === 'assistant');
  expect(reply).toMatchObject({ text: 'It is noon.', heardText: 'It is', status: 'interrupted' });
});

test('a reply that the client ended is followed by rest', () => {
  const state = run([...question, ...answer, playback(true), response('r1', 'cancelled', 'client_cancelled')]);
  expect(state.phase).toBe('idle');
});

test('what is written comes by its item, once', () => {
  const item = { id: 'w1', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello.' }] };
  const state = run([event('conversation.item.added', { item }), event('conversation.item.done', { item })]);
  expect(state.entries).toMatchObject([{ by: 'text', stableText: 'Hello.', isFinal: true }]);
});

test('a new session closes what the old one left open, a described one changes nothing', () => {
  const created = (id: string) => event('session.created', { session: { id } });
  const first = run([created('s1'), ...question, ...answer, started('u2'), partial('u2', 'and', '')]);
  expect(reduceConversation(first, created('s1'))).toBe(first);
  const second = reduceConversation(first, created('s2'));
  expect(second).toMatchObject({ phase: 'idle', sessionId: 's2' });
  expect(second.entries.map((entry) => (entry.role === 'user' ? entry.isFinal : entry.status))).toEqual([
    true,
    'interrupted',
    true,
  ]);
});

test('degradation is named until the next turn is taken', () => {
  const degraded = event('cascade.degraded', {
    stage: 'tts',
    what: 'clause-without-audio',
    reason: 'the voice failed',
  });
  const state = run([...question, ...answer, degraded]);
  expect(state.degraded).toBe('the voice failed');
  expect(run([committed('u2')], state).degraded).toBeUndefined();
});

test('entries that an event does not concern stay the same objects', () => {
  const before = run([...question, ...answer]);
  const after = reduceConversation(before, said('a1', ' Enjoy.'));
  expect(after.entries[0]).toBe(before.entries[0]);
  expect(after.entries[1]).not.toBe(before.entries[1]);
});

test('a reply that begins while sound still plays is being spoken', () => {
  const still = run([...question, ...answer, playback(true), started('u2'), committed('u2')]);
  expect(still.phase).toBe('thinking');
  const next = [response('r2', 'in_progress'), replied('a2', 'r2'), said('a2', 'Once upon a time')];
  expect(run(next, still).phase).toBe('speaking');
});
