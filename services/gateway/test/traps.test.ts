/** Every trap of real clients and every complaint of the peers' users that the gateway can spring or avoid, by name. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ServerEvent } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { expect, onTestFinished, test } from 'vitest';
import type { GatewayConnection } from '../src/connection.ts';
import { eventually, gatewayBench } from './gateway-bench.ts';
import { sessionBench } from './session-bench.ts';
import { spokenReply } from './spoken-reply.ts';

const requested = (responseId: string, cause: 'turn' | 'client' | 'announcement' = 'turn') =>
  ({ type: 'response-requested', responseId, turnId: 't1', cause, atMs: 0 }) as const;
const cancelled = (responseId: string, cause: 'barge-in' | 'client' = 'barge-in') =>
  ({ type: 'response-cancelled', responseId, cause, atMs: 0 }) as const;
const committed = (turnId: string, text: string) =>
  ({ type: 'turn-committed', turnId, text, startSample: 0, endSample: 1600, atMs: 0, continued: false }) as const;
const toolCall = (responseId: string, callId = 'call_1') =>
  ({ type: 'plan-tool-call', responseId, callId, name: 'weather', arguments: '{}', runsAt: 'client' }) as const;

/** Words of 200 ms each, all of them synthesized at once. */
function speak(connection: GatewayConnection, responseId: string, clauses: readonly string[]): number {
  const { parts, audioMs } = spokenReply(responseId, clauses);
  for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
  connection.send({ type: 'speech-done', responseId, audioMs });
  return audioMs;
}

const finish = (connection: GatewayConnection, responseId: string) =>
  connection.send({ type: 'plan-done', responseId, source: 'language-model', signal: connection.signal });
const vad = (fields: object) => ({
  type: 'session.update',
  session: { audio: { input: { turn_detection: { type: 'server_vad', ...fields } } } },
});
const shownTo = (connection: GatewayConnection) =>
  connection.conversation.items().map((item) => (item.kind === 'message' ? `${item.role}: ${item.text}` : item.kind));

test('trap 1: a client that knows only wss is served, with a certificate of your own', async () => {
  const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
  const [CASCADE_TLS_CERT, CASCADE_TLS_KEY] = [fixture('localhost-cert.pem'), fixture('localhost-key.pem')];
  const { port } = await gatewayBench({ environment: { CASCADE_TLS_CERT, CASCADE_TLS_KEY } });
  // Whatever the scheme of the address, it makes it wss.
  const openai = new OpenAI({ apiKey: 'any', baseURL: `http://localhost:${port}/v1` });
  const client = new OpenAIRealtimeWS({ model: 'any', options: { ca: readFileSync(CASCADE_TLS_CERT) } }, openai);
  onTestFinished(() => client.socket.terminate());
  const types: string[] = [];
  client.on('event', ({ type }) => types.push(type));
  expect(client.url.protocol).toBe('wss:');
  await eventually(() => types).toEqual(['session.created']);
});

test('trap 2: a key in a subprotocol is never echoed: realtime is chosen, wherever it stands', async () => {
  const { connect } = await gatewayBench();
  for (const protocols of [
    ['realtime', 'openai-insecure-api-key.secret', 'openai-agents-sdk.0.20'],
    ['openai-insecure-api-key.secret', 'realtime'],
  ]) {
    const client = await connect({ protocols });
    expect(client.socket.protocol).toBe('realtime');
    await client.next('session.created');
    expect(JSON.stringify(client.events)).not.toContain('secret');
  }
  const bearer = await connect({ headers: { authorization: 'Bearer secret' } });
  expect(bearer.socket.protocol).toBe('');
});

test('trap 3: a function call is complete in one event alone', () => {
  const { socket, connection } = sessionBench().open();
  connection.send(requested('r1'));
  connection.send(toolCall('r1'));
  finish(connection, 'r1');
  const statuses = (type: ServerEvent['type']) =>
    socket.events.flatMap((event) => (event.type === type && 'item' in event ? [event.item.status] : []));
  expect(statuses('response.output_item.added')).toEqual(['in_progress']);
  expect(statuses('response.output_item.done')).toEqual(['completed']);
});

test('trap 4: an item can be retrieved after its transcript, and after its truncation', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send({ type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 });
  connection.send(committed('t1', 'Hello.'));
  const { item_id } = socket.of('conversation.item.input_audio_transcription.completed')[0]!;
  socket.receiveEvent({ type: 'conversation.item.retrieve', item_id });
  expect(socket.of('conversation.item.retrieved')[0]!.item).toMatchObject({ content: [{ transcript: 'Hello.' }] });

  connection.send(requested('r1'));
  speak(connection, 'r1', ['One two three.']);
  await clock.run(300);
  const reply = socket.of('response.output_audio.delta')[0]!.item_id;
  socket.receiveEvent({ type: 'conversation.item.truncate', item_id: reply, content_index: 0, audio_end_ms: 250 });
  socket.receiveEvent({ type: 'conversation.item.retrieve', item_id: reply });
  // Also before the stages have had their say.
  expect(socket.of('conversation.item.retrieved')[1]!.item).toMatchObject({ id: reply });
  connection.send(cancelled('r1', 'client'));
  socket.receiveEvent({ type: 'conversation.item.retrieve', item_id: reply });
  expect(socket.of('conversation.item.retrieved')[2]!.item).toMatchObject({ content: [{ transcript: 'One' }] });
  expect(socket.of('error')).toEqual([]);
});

test('trap 5: an update of nothing but tracing is taken', () => {
  const { socket, connection } = sessionBench().open();
  const before = connection.settings();
  for (const tracing of ['auto', { workflow_name: 'demo', group_id: 'g' }, null]) {
    socket.receiveEvent({ type: 'session.update', session: { type: 'realtime', tracing } });
  }
  expect(socket.of('session.updated').map(({ session }) => 'tracing' in session && session.tracing)).toEqual([
    'auto',
    { workflow_name: 'demo', group_id: 'g' },
    null,
  ]);
  expect(connection.settings()).toEqual(before);
  expect(socket.of('error')).toEqual([]);
});

test.each([
  [{ type: 'server_vad' }, true],
  [{ type: 'server_vad', interrupt_response: false }, false],
  [{ type: 'semantic_vad', eagerness: 'low' }, true],
  [{ type: 'semantic_vad', interrupt_response: false }, false],
])('trap 6: %j is echoed with interrupt_response %s', (turn_detection, interrupt_response) => {
  const { socket } = sessionBench().open();
  socket.receiveEvent({ type: 'session.update', session: { audio: { input: { turn_detection } } } });
  expect(JSON.parse(socket.texts[1]!)).toMatchObject({
    type: 'session.updated',
    session: { audio: { input: { turn_detection: { ...turn_detection, interrupt_response } } } },
  });
});

test('trap 7: the audio is sent at its pace, and its end is told when it has been played', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send(requested('r1'));
  const audioMs = speak(connection, 'r1', ['One two three four five six seven eight nine ten.']);
  finish(connection, 'r1');
  const sentMs = () =>
    socket.of('response.output_audio.delta').reduce((sum, { delta }) => sum + (delta.length * 3) / 4 / 48, 0);
  for (let playedMs = 0; playedMs < audioMs - 100; playedMs += 100) {
    expect(sentMs()).toBeLessThanOrEqual(playedMs + 301);
    expect(socket.of('response.output_audio.done')).toEqual([]);
    await clock.run(100);
  }
  await clock.run(100);
  expect(socket.of('response.output_audio.done')).toHaveLength(1);
  expect(sentMs()).toBeCloseTo(audioMs, 0);
});

test('trap 8: every event of a response says where it belongs', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send(requested('r1'));
  connection.send(toolCall('r1'));
  const audioMs = speak(connection, 'r1', ['One two.']);
  finish(connection, 'r1');
  await clock.run(audioMs + 100);
  socket.receiveEvent({ type: 'session.update', session: { output_modalities: ['text'] } });
  connection.send(requested('r2'));
  connection.send({ type: 'plan-text', responseId: 'r2', delta: 'Three.', signal: connection.signal });
  finish(connection, 'r2');
  const places = socket.texts.map((text) => JSON.parse(text)).filter(({ type }) => /^response\..+\./.test(type));
  expect(new Set(places.map(({ type }) => type)).size).toBe(12);
  for (const event of places) {
    const ofPart = /content_part|output_(text|audio|audio_transcript)\./.test(event.type);
    const ofItem = ofPart || event.type.includes('arguments');
    expect(event).toMatchObject({
      response_id: expect.stringMatching(/^r[12]$/),
      output_index: expect.any(Number),
      ...(ofItem ? { item_id: expect.any(String) } : {}),
      ...(ofPart ? { content_index: 0 } : {}),
    });
  }
});

test.each([0, 1, 400, 1e12])('trap 9: a truncation at %d ms works, and the assistant goes on talking', async (ms) => {
  const { open, clock } = sessionBench();
  const { socket, connection, input } = open();
  const truncate = (item_id: string) =>
    socket.receiveEvent({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: ms });
  connection.send(requested('r1'));
  speak(connection, 'r1', ['One two three four.']);
  await clock.run(500);
  const { item_id } = socket.of('response.output_audio.delta')[0]!;
  truncate(item_id);
  await clock.run(0);
  expect(input.at(-1)).toEqual({ type: 'response-cancel' });
  connection.send(cancelled('r1', 'client'));
  truncate(item_id);
  connection.send(requested('r2'));
  const audioMs = speak(connection, 'r2', ['Five six.']);
  finish(connection, 'r2');
  await clock.run(audioMs + 100);
  expect(socket.of('conversation.item.truncated')).toHaveLength(2);
  expect(socket.of('response.done').map(({ response }) => response.status)).toEqual(['cancelled', 'completed']);
  expect(shownTo(connection).at(-1)).toBe('assistant: Five six.');
  expect(socket.of('error')).toEqual([]);
});

test.each([
  ['by the pace', false],
  ['by its acknowledgements', true],
])('complaint: after an interruption the context has what was heard %s, no word more or less', async (_by, acks) => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  socket.receiveEvent({ type: 'session.update', session: { cascade: { playback_ack: acks } } });
  connection.send(requested('r1'));
  speak(connection, 'r1', ['One two three. ', 'Four five six. ', 'Seven eight.']);
  await clock.run(1050);
  const { item_id } = socket.of('response.output_audio.delta')[0]!;
  if (acks) socket.receiveEvent({ type: 'cascade.playback.ack', item_id, played_ms: 850 });
  connection.send(cancelled('r1'));
  expect(shownTo(connection)).toEqual([`assistant: One two three. Four${acks ? '' : ' five'}`]);
  // What was played by then, and said so late, still counts.
  if (!acks) return;
  socket.receiveEvent({ type: 'cascade.playback.ack', item_id, played_ms: 1010 });
  expect(shownTo(connection)).toEqual(['assistant: One two three. Four five']);
});

test('complaint: a truncation that is acknowledged is done, for the client and for the model', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send(requested('r1'));
  const audioMs = speak(connection, 'r1', ['One two three four.']);
  finish(connection, 'r1');
  await clock.run(audioMs + 100);
  const { item_id } = socket.of('response.output_audio.delta')[0]!;
  socket.receiveEvent({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 400 });
  expect(socket.of('conversation.item.truncated')).toMatchObject([{ item_id, audio_end_ms: 400 }]);
  socket.receiveEvent({ type: 'conversation.item.retrieve', item_id });
  expect(socket.of('conversation.item.retrieved')[0]!.item).toMatchObject({ content: [{ transcript: 'One two' }] });
  expect(shownTo(connection)).toEqual(['assistant: One two']);
});

test('complaint: while the client runs a function nobody makes up its result', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection, input } = open();
  socket.receiveEvent(vad({ idle_timeout_ms: 5000 }));
  connection.send({ type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 });
  connection.send(committed('t1', 'Is it warm?'));
  connection.send(requested('r1'));
  connection.send(toolCall('r1'));
  connection.send({ type: 'speech-done', responseId: 'r1', audioMs: 0 });
  finish(connection, 'r1');
  await clock.run(60_000);
  const asked = () => input.filter(({ type }) => type === 'response-create').length;
  expect([asked(), socket.of('input_audio_buffer.timeout_triggered').length]).toEqual([0, 0]);
  const item = { type: 'function_call_output', call_id: 'call_1', output: '23' };
  socket.receiveEvent({ type: 'conversation.item.create', item });
  await clock.run(0);
  expect(asked()).toBe(0);
  socket.receiveEvent({ type: 'response.create' });
  await clock.run(0);
  expect(asked()).toBe(1);
  expect(shownTo(connection)).toEqual(['user: Is it warm?', 'tool-call', 'tool-result']);
});

test('complaint: a clause that cannot be spoken costs neither the call nor the rest of the reply', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send(requested('r1'));
  connection.send({ type: 'speech-clause', responseId: 'r1', clauseIndex: 7, text: 'Lost. ', atMs: 0 });
  connection.send({ type: 'speech-failed', responseId: 'r1', clauseIndex: 7, code: 'synthesis_failed' });
  const audioMs = speak(connection, 'r1', ['Found.']);
  finish(connection, 'r1');
  await clock.run(audioMs + 100);
  expect(socket.of('cascade.degraded')).toMatchObject([{ what: 'clause-without-audio' }]);
  expect(socket.of('response.done')[0]!.response).toMatchObject({
    status: 'completed',
    output: [{ content: [{ transcript: 'Lost. Found.' }] }],
  });
  expect(connection.signal.aborted).toBe(false);
});

test('complaint: speech that only fills the time does not trip the idle timer', async () => {
  const { open, clock } = sessionBench({ CASCADE_MAX_IDLE_MS: '12000' });
  const { socket, connection, input } = open();
  socket.receiveEvent(vad({ idle_timeout_ms: 5000 }));
  const asked = () => input.filter(({ type }) => type === 'response-create').length;
  for (const responseId of ['r1', 'r2', 'r3']) {
    connection.send(requested(responseId, 'announcement'));
    const audioMs = speak(connection, responseId, [Array.from({ length: 40 }, () => 'hm').join(' ')]);
    finish(connection, responseId);
    // Longer than the timeout, which counts from the end of what is said.
    await clock.run(audioMs + 4900);
    expect(asked()).toBe(0);
  }
  expect(socket.of('cascade.going_away')).toEqual([]);
  await clock.run(200);
  expect(asked()).toBe(1);
});

test('complaint: a noise that is no turn stops nothing, and the reply is heard to its end', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection, input } = open();
  connection.send(requested('r1'));
  const audioMs = speak(connection, 'r1', ['One two three four five.']);
  finish(connection, 'r1');
  await clock.run(300);
  connection.send({ type: 'speech-start', startSample: 3000, atSample: 3500, probability: 0.8 });
  connection.send({ type: 'speech-misfire', startSample: 3000, endSample: 3600, atSample: 4000 });
  await clock.run(audioMs);
  expect(socket.of('input_audio_buffer.speech_started')).toEqual([]);
  expect(socket.of('response.done')[0]!.response.status).toBe('completed');
  expect(input.at(-1)).toMatchObject({ type: 'playback-done', completed: true, playedMs: audioMs });
});

test('complaint: an answer cut off by a turn that goes on is begun anew, and nothing of the first is left', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection } = open();
  connection.send({ type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 });
  connection.send(committed('t1', 'What is'));
  connection.send(requested('r1'));
  connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'reopened', atMs: 0 });
  connection.send({ type: 'turn-started', turnId: 't1', startSample: 3200, atMs: 0 });
  connection.send({ ...committed('t1', 'the time?'), continued: true });
  connection.send(requested('r2'));
  const audioMs = speak(connection, 'r2', ['Noon.']);
  finish(connection, 'r2');
  await clock.run(audioMs + 100);
  expect(socket.of('response.done').map(({ response }) => response.status)).toEqual(['cancelled', 'completed']);
  expect(shownTo(connection)).toEqual(['user: What is', 'user: the time?', 'assistant: Noon.']);
});

test('complaint: a turn without voice activity has its events and its record all the same', async () => {
  const { open, clock } = sessionBench();
  const { socket, connection, input } = open();
  socket.receiveEvent({ type: 'session.update', session: { audio: { input: { turn_detection: null } } } });
  socket.receiveEvent({ type: 'input_audio_buffer.append', audio: Buffer.alloc(9600).toString('base64') });
  socket.receiveEvent({ type: 'input_audio_buffer.commit' });
  await clock.run(0);
  expect(input.at(-1)).toEqual({ type: 'input-commit', endSample: 3200 });
  connection.send({ ...committed('t1', 'Hello.'), endSample: 3200 });
  connection.send({ type: 'turn-record', record: exampleTurnRecord() });
  const types = socket.events.map(({ type }) => type).filter((type) => !type.startsWith('session.'));
  expect(types).toEqual([
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'conversation.item.input_audio_transcription.delta',
    'conversation.item.input_audio_transcription.completed',
    'cascade.turn.record',
  ]);
});

test('complaint: after many sessions, ended in every way, the next one talks as the first did', async () => {
  const { open, attach, sessions, clock, failures } = sessionBench();
  for (let round = 0; round < 500; round++) {
    const { socket, connection } = open({ session: { cascade: { resume: round % 3 === 0 } } });
    socket.receiveEvent(vad({ idle_timeout_ms: 5000 }));
    socket.receiveEvent({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4800).toString('base64') });
    connection.send({ type: 'speech-start', startSample: 0, atSample: 512, probability: 1 });
    connection.send(requested('r1'));
    if (round % 2 === 0) speak(connection, 'r1', ['One two.']);
    if (round % 5 === 0) clock.advance(50);
    socket.drop(round % 4 === 0 ? 1000 : 1006);
    if (round % 9 !== 0) continue;
    const token = socket.of('session.updated').at(-1)!.session.cascade.resume?.token;
    if (token !== undefined) attach({ resume: { token, afterEventId: null } }).drop(1000);
  }
  clock.advance(60_000);
  expect([sessions.size, clock.pendingTimers, failures]).toEqual([0, 0, []]);
  const { socket, connection } = open();
  connection.send(requested('r1'));
  const audioMs = speak(connection, 'r1', ['Still here.']);
  finish(connection, 'r1');
  await clock.run(audioMs + 100);
  expect(socket.of('response.done')[0]!.response.status).toBe('completed');
});
