import type { TurnRecord } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { sessionBench } from '../test/session-bench.ts';
import { spokenReply } from '../test/spoken-reply.ts';

const decision = { type: 'turn-decision', turnId: 't1', kind: 'wait', reason: 'more to come', atMs: 1 } as const;
const turnStarted = { type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 } as const;
const turnCommitted = {
  type: 'turn-committed',
  turnId: 't1',
  text: 'Hello.',
  startSample: 0,
  endSample: 1600,
  atMs: 0,
  continued: false,
} as const;
const requested = { type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 } as const;
const clear = { type: 'input_audio_buffer.clear' };

test('decisions and records are for clients with the scope', () => {
  const { open, failures } = sessionBench();
  const seen = (scopes: ('talk' | 'records')[]) => {
    const { socket, connection } = open({ keyId: 'k', scopes: new Set(scopes) });
    connection.send(decision);
    connection.send({ type: 'turn-record', record: { trace_id: 't' } as TurnRecord });
    connection.send({ type: 'turn-stored', turnId: 't1', traceId: 't' });
    return socket.texts.map((text) => JSON.parse(text)).slice(1);
  };
  expect(seen(['talk'])).toEqual([]);
  expect(seen(['talk', 'records'])).toMatchObject([
    { type: 'cascade.turn.decision' },
    { type: 'cascade.turn.record' },
    { type: 'cascade.turn.stored', turn_id: 't1', trace_id: 't' },
  ]);
  expect(failures).toEqual([]);
});

test('a session begins as its token says; what that asks for in vain is told', () => {
  const { open } = sessionBench();
  const { socket, connection } = open({
    session: { instructions: 'Be brief.', output_modalities: ['text'], temperature: 1, cascade: { resume: true } },
  });
  expect(socket.of('session.created')[0]!.session).toMatchObject({
    instructions: 'Be brief.',
    output_modalities: ['text'],
    cascade: { resume: { token: expect.any(String), window_ms: 15_000 } },
  });
  expect(socket.of('error')).toMatchObject([{ error: { param: 'session.temperature' } }]);
  expect(connection.settings()).toMatchObject({ instructions: 'Be brief.', outputModality: 'text' });
});

test('a session is resumed by its own API key alone', () => {
  const { open, attach, sessions } = sessionBench();
  const { socket } = open({ keyId: 'k1', session: { cascade: { resume: true } } });
  const { token } = socket.of('session.created')[0]!.session.cascade.resume!;
  socket.drop(1006);
  const resume = { token, afterEventId: null };
  for (const keyId of ['k2', undefined]) {
    const stranger = attach({ keyId, resume });
    expect(stranger.events.map(({ type }) => type)).toEqual(['session.created', 'error']);
    expect(stranger.of('error')[0]!.error.code).toBe('resume_expired');
    expect(sessions.wouldResume({ keyId, resume, ...rights })).toBe(false);
  }
  expect(sessions.wouldResume({ keyId: 'k1', resume, ...rights })).toBe(true);
  expect(attach({ keyId: 'k1', resume }).events[0]!.type).toBe('cascade.session.resumed');
  expect([sessions.sizeOf('k1'), sessions.sizeOf('k2'), sessions.size]).toEqual([1, 1, 3]);
});

const rights = {
  scopes: new Set(['talk'] as const),
  type: 'realtime',
  model: undefined,
  dialect: 'ga',
  session: undefined,
} as const;

test('the rights of the new connection count, not those of the old', () => {
  const { open, attach } = sessionBench();
  const { socket, connection } = open({ keyId: 'k', session: { cascade: { resume: true } } });
  const { token } = socket.of('session.created')[0]!.session.cascade.resume!;
  const again = attach({ keyId: 'k', scopes: new Set(['talk']), resume: { token, afterEventId: null } });
  connection.send(decision);
  expect(again.of('cascade.turn.decision')).toEqual([]);
});

test('a key that is revoked loses its sessions, those too that wait', () => {
  const { open, sessions, clock } = sessionBench();
  const first = open({ keyId: 'k1' });
  const waiting = open({ keyId: 'k1', session: { cascade: { resume: true } } });
  waiting.socket.drop(1006);
  const other = open({ keyId: 'k2' });
  expect(sessions.closeOf(new Set(['k1']), 1008, 'unauthorized')).toBe(2);
  expect(first.socket.closedWith).toEqual({ code: 1008, reason: 'unauthorized' });
  expect([sessions.size, waiting.connection.signal.aborted, other.connection.signal.aborted]).toEqual([1, true, false]);
  other.socket.drop(1000);
  expect(clock.pendingTimers).toBe(0);
});

test('draining: who has nothing open goes at once, the others when their reply is over', async () => {
  const { open, sessions, clock } = sessionBench();
  const idle = open();
  const waiting = open({ session: { cascade: { resume: true } } });
  waiting.socket.drop(1006);
  const talking = open();
  talking.connection.send(turnStarted);
  let drained = false;
  void sessions.drain(20_000).then(() => {
    drained = true;
  });
  expect(idle.socket.of('cascade.going_away')).toMatchObject([{ reason: 'shutdown', time_left_ms: 20_000 }]);
  expect(idle.socket.closedWith?.code).toBe(1012);
  expect(waiting.connection.signal.aborted).toBe(true);
  expect(talking.socket.of('cascade.going_away')).toHaveLength(1);
  expect(talking.socket.closedWith).toBeUndefined();

  await clock.run(1000);
  talking.connection.send(turnCommitted);
  talking.connection.send(requested);
  const { parts, audioMs } = spokenReply('r1', ['Good day to you.']);
  for (const { clause, audio } of parts) for (const event of [clause, ...audio]) talking.connection.send(event);
  talking.connection.send({ type: 'speech-done', responseId: 'r1', audioMs });
  await clock.run(audioMs + 100);
  expect(talking.socket.of('response.done')[0]!.response.status).toBe('completed');
  // The record of the turn still gets out.
  talking.connection.send(decision);
  expect(talking.socket.of('cascade.turn.decision')).toHaveLength(1);
  expect([talking.socket.closedWith, drained]).toEqual([undefined, false]);
  await clock.run(1000);
  expect(talking.socket.closedWith).toEqual({ code: 1012, reason: 'going_away: shutdown' });
  expect([drained, clock.pendingTimers]).toEqual([true, 0]);
});

test('draining: a turn that does not end in time is cut off', async () => {
  const { open, sessions, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send(turnStarted);
  void sessions.drain(5000);
  await clock.run(4999);
  expect(socket.closedWith).toBeUndefined();
  await clock.run(1);
  expect(socket.closedWith?.code).toBe(1012);
  expect([sessions.size, clock.pendingTimers]).toEqual([0, 0]);
});

test('draining nothing is over at once', async () => {
  const { sessions } = sessionBench();
  await sessions.drain(5000);
  expect(sessions.size).toBe(0);
});

test('a session has a longest length, and its client hears of it before', async () => {
  const { open, clock } = sessionBench({ CASCADE_MAX_SESSION_MS: '60000', CASCADE_MAX_IDLE_MS: '0' });
  const { socket } = open();
  await clock.run(49_999);
  expect(socket.of('cascade.going_away')).toEqual([]);
  await clock.run(1);
  expect(socket.of('cascade.going_away')).toMatchObject([{ reason: 'session_length', time_left_ms: 10_000 }]);
  socket.receiveEvent(clear);
  await clock.run(9999);
  expect(socket.closedWith).toBeUndefined();
  await clock.run(1);
  expect(socket.closedWith).toEqual({ code: 1012, reason: 'going_away: session_length' });
  expect(clock.pendingTimers).toBe(0);
});

test('a session that waits for its client has the same longest length', async () => {
  const environment = { CASCADE_MAX_SESSION_MS: '60000', CASCADE_RESUME_WINDOW_MS: '60000', CASCADE_MAX_IDLE_MS: '0' };
  const { open, clock, sessions } = sessionBench(environment);
  const { socket, connection } = open({ session: { cascade: { resume: true } } });
  await clock.run(30_000);
  socket.drop(1006);
  await clock.run(30_000);
  expect([sessions.size, connection.signal.aborted, clock.pendingTimers]).toEqual([0, true, 0]);
});

test('a client that sends nothing is let go, one that listens to a reply is not', async () => {
  const { open, clock } = sessionBench({ CASCADE_MAX_IDLE_MS: '30000', CASCADE_MAX_SESSION_MS: '0' });
  const { socket, connection } = open();
  await clock.run(15_000);
  socket.receiveEvent(clear);
  connection.send(requested);
  await clock.run(60_000);
  expect(socket.of('cascade.going_away')).toEqual([]);
  connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'client', atMs: 0 });
  await clock.run(40_000);
  const told = socket.of('cascade.going_away');
  expect(told).toMatchObject([{ reason: 'idle', time_left_ms: 10_000 }]);
  expect(socket.closedWith).toEqual({ code: 1012, reason: 'going_away: idle' });
  expect(clock.pendingTimers).toBe(0);
});

test('a client that speaks up when it is told stays', async () => {
  const { open, clock } = sessionBench({ CASCADE_MAX_IDLE_MS: '30000', CASCADE_MAX_SESSION_MS: '0' });
  const { socket } = open();
  await clock.run(25_000);
  expect(socket.of('cascade.going_away')).toHaveLength(1);
  socket.receiveEvent(clear);
  await clock.run(25_000);
  expect(socket.closedWith).toBeUndefined();
  expect(socket.of('cascade.going_away')).toHaveLength(2);
});

test('what only one response asks for holds for the stages until it is over', async () => {
  const { open } = sessionBench();
  const { socket, connection, input } = open();
  const tools = [{ type: 'function', name: 'weather' }];
  socket.receiveEvent({ type: 'session.update', session: { tools } });
  const response = {
    output_modalities: ['text'],
    tools: [{ type: 'function', name: 'time' }],
    tool_choice: 'required',
  };
  socket.receiveEvent({ type: 'response.create', response });
  expect(connection.settings()).toMatchObject({
    outputModality: 'text',
    clientTools: [{ name: 'time' }],
    toolChoice: 'required',
  });
  connection.send({ ...requested, cause: 'client' });
  expect(connection.settings().outputModality).toBe('text');
  connection.send({ type: 'plan-text', responseId: 'r1', delta: 'Noon.', signal: connection.signal });
  connection.send({ type: 'plan-done', responseId: 'r1', source: 'language-model', signal: connection.signal });
  expect(socket.of('response.done')[0]!.response.output_modalities).toEqual(['text']);
  expect(connection.settings()).toMatchObject({
    outputModality: 'audio',
    clientTools: [{ name: 'weather' }],
    toolChoice: 'auto',
  });
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  expect(
    input.map((event) => (event.type === 'session-settings' ? event.settings.outputModality : event.type)),
  ).toEqual(['audio', 'audio', 'text', 'response-create', 'playback-done', 'audio']);
});

test.each([
  [{ input: [{ type: 'item_reference', id: 'none' }] }, 'item_not_found', 'response.input.0.id'],
  [
    { input: [{ type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AA==' }] }] },
    'unsupported_value',
    'response.input.0.content.0.audio',
  ],
  [{ input: [{ type: 'message', role: 'nobody', content: [] }] }, 'unsupported_value', 'response.input.0.role'],
  [{ conversation: 'other' }, 'unsupported_value', 'response.conversation'],
  [{ tools: [{ type: 'mcp' }] }, 'unsupported_value', 'response.tools.0.type'],
  [{ tool_choice: { type: 'function', name: 'x' } }, 'unsupported_value', 'response.tool_choice'],
  [{ max_output_tokens: 5 }, 'unsupported_value', 'response.max_output_tokens'],
  [{ audio: { output: { voice: 'ash' } } }, 'unsupported_value', 'response.audio'],
  [{ output_modalities: ['smell'] }, 'unsupported_value', 'response.output_modalities.0'],
])('a response with %j is refused by the name of its field', (response, code, param) => {
  const { socket } = sessionBench().open();
  socket.receiveEvent({ type: 'response.create', response });
  expect(socket.of('error')).toMatchObject([{ error: { code, param } }]);
});
