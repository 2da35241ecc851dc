import type { TurnRecord } from '@cascade/contracts';
import { CascadeError, decodeBinaryAudio } from '@cascade/contracts';
import { exampleTurnRecord, VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { loadGatewayConfig } from '../src/config.ts';
import type { GatewayConnection } from '../src/connection.ts';
import { createGateway } from '../src/gateway.ts';
import { eventually, gatewayBench, openSession } from './gateway-bench.ts';
import { spokenReply } from './spoken-reply.ts';

const sendAll = (connection: GatewayConnection, parts: ReturnType<typeof spokenReply>['parts']) => {
  for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
};
const pcm = (ms: number) => Buffer.alloc(ms * 48).toString('base64');

test('health, readiness and metrics are served; other paths are not', async () => {
  let ready = false;
  const { gateway, url } = await gatewayBench({ isReady: () => ({ ready, detail: { models: ready } }) });
  const get = async (path: string) => {
    const response = await fetch(url + path);
    return [response.status, response.headers.get('content-type'), await response.text()];
  };
  expect(await get('/healthz')).toEqual([200, expect.stringContaining('json'), '{"status":"ok"}']);
  expect(await get('/readyz')).toEqual([503, expect.stringContaining('json'), '{"ready":false,"models":false}']);
  ready = true;
  expect((await get('/readyz'))[0]).toBe(200);
  expect(await get('/metrics')).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8', '# no metrics\n']);
  expect((await get('/v1/realtime'))[0]).toBe(426);
  expect((await get('/nothing'))[0]).toBe(404);
  expect((await gateway.app.inject('/healthz')).statusCode).toBe(200);
});

test('a session begins with its settings, on both sides', async () => {
  const { session, input, client, gateway } = await openSession({}, { query: '?model=gpt-realtime' });
  expect(session).toMatchObject({
    type: 'realtime',
    model: 'gpt-realtime',
    audio: { input: { turn_detection: { interrupt_response: true } } },
  });
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
  expect(input[0]).toMatchObject({ type: 'session-settings', settings: { respond: true } });
  expect(gateway.sessionCount()).toBe(1);
});

test('intent=transcription opens a session that makes no responses', async () => {
  const { session, client, connection } = await openSession({}, { query: '?intent=transcription' });
  expect(session.type).toBe('transcription');
  expect(connection.settings().respond).toBe(false);
  client.send({ type: 'response.create', event_id: 'mine' });
  expect((await client.next('error')).error).toMatchObject({ code: 'unsupported_value', event_id: 'mine' });
});

test('the subprotocol is realtime, and a key offered as one is never echoed', async () => {
  const { connect } = await gatewayBench();
  const client = await connect({ protocols: ['realtime', 'openai-insecure-api-key.secret'] });
  expect(client.socket.protocol).toBe('realtime');
  const plain = await connect({ headers: { authorization: 'Bearer secret' } });
  expect(plain.socket.protocol).toBe('');
  expect(plain.socket.extensions).toBe('');
});

test('a spoken turn, from the first chunk to what was heard of the answer', async () => {
  const { client, connection, input } = await openSession();
  client.send({ type: 'input_audio_buffer.append', audio: pcm(100) });
  client.send({ type: 'input_audio_buffer.append', audio: pcm(100) });
  client.send({ type: 'session.update', session: { cascade: { device: { browser: 'none' } } } });
  await client.next('session.updated');
  expect(connection.device).toEqual({ browser: 'none' });
  const chunks = input.filter((event) => event.type === 'audio-chunk');
  expect(chunks.map((chunk) => chunk.startSample)).toEqual([0, expect.any(Number)]);

  connection.send({ type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 });
  connection.send({
    type: 'turn-committed',
    turnId: 't1',
    text: 'Hello?',
    startSample: 0,
    endSample: 3200,
    atMs: 0,
    continued: false,
  });
  const { item_id } = await client.next('conversation.item.input_audio_transcription.completed');
  client.send({ type: 'conversation.item.retrieve', item_id });
  expect((await client.next('conversation.item.retrieved')).item).toMatchObject({
    content: [{ transcript: 'Hello?' }],
  });

  connection.send({ type: 'turn-decision', turnId: 't1', kind: 'respond', reason: 'answering', atMs: 5 });
  expect(await client.next('cascade.turn.decision')).toMatchObject({
    kind: 'respond',
    trace_id: 'trace_1',
    turn_id: 't1',
  });
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
  const { parts, audioMs } = spokenReply('r1', ['Good day.'], 50);
  sendAll(connection, parts);
  connection.send({ type: 'speech-done', responseId: 'r1', audioMs });
  const { response } = await client.next('response.done');
  expect(response).toMatchObject({
    id: 'r1',
    status: 'completed',
    output: [{ content: [{ transcript: 'Good day.' }] }],
  });
  expect(connection.conversation.items()).toMatchObject([
    { role: 'user', text: 'Hello?' },
    { role: 'assistant', text: 'Good day.' },
  ]);
  await expect
    .poll(() => input.at(-1))
    .toMatchObject({ type: 'playback-done', heardText: 'Good day.', completed: true });
  const sequence = client.events.map(({ event_id }) => event_id);
  expect(new Set(sequence).size).toBe(sequence.length);
});

test('binary audio goes both ways once the session says so', async () => {
  const { client, connection, input } = await openSession();
  client.socket.send(Buffer.alloc(4800));
  expect((await client.next('error')).error).toMatchObject({
    code: 'invalid_event',
    param: 'session.cascade.binary_audio',
  });
  client.send({ type: 'session.update', session: { cascade: { binary_audio: true } } });
  await client.next('session.updated');
  client.socket.send(Buffer.alloc(4800));
  client.socket.send(Buffer.alloc(4801));
  expect((await client.next('error')).error.code).toBe('invalid_audio');
  client.send({ type: 'input_audio_buffer.commit' });
  await client.next('input_audio_buffer.committed');
  await eventually(() => input.at(-1)).toEqual({ type: 'input-commit', endSample: 3200 });

  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
  const { parts } = spokenReply('r1', ['Yes.'], 50);
  sendAll(connection, parts);
  const { stream, item_id } = await client.next('cascade.audio.stream');
  expect(decodeBinaryAudio(await client.nextFrame())).toMatchObject({ stream, startSample: 0 });
  expect(item_id).toMatch(/^item_/);
});

test('what a client asks of its responses reaches the stages, or is refused with the reason', async () => {
  const { client, connection, input } = await openSession();
  client.send({ type: 'response.cancel', event_id: 'c' });
  expect((await client.next('error')).error).toMatchObject({ code: 'response_cancel_not_active', event_id: 'c' });
  client.send({ type: 'output_audio_buffer.clear' });
  expect((await client.next('error')).error.code).toBe('response_cancel_not_active');
  client.send({ type: 'response.create', response: { prompt: { id: 'p' } } });
  expect((await client.next('error')).error).toMatchObject({ code: 'unsupported_value', param: 'response.prompt' });

  client.send({ type: 'response.create', response: { instructions: 'Greet.', metadata: { tag: 'a' } } });
  await eventually(() => input.at(-1)).toEqual({ type: 'response-create' });
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'client', atMs: 0 });
  expect((await client.next('response.created')).response).toMatchObject({ id: 'r1', metadata: { tag: 'a' } });
  expect(connection.conversation.items()).toMatchObject([{ role: 'system', text: 'Greet.' }]);
  client.send({ type: 'response.create' });
  expect((await client.next('error')).error.code).toBe('response_in_progress');
  client.send({ type: 'response.cancel', response_id: 'other' });
  expect((await client.next('error')).error).toMatchObject({
    code: 'response_cancel_not_active',
    param: 'response_id',
  });
  client.send({ type: 'output_audio_buffer.clear' });
  expect(await client.next('output_audio_buffer.cleared')).toMatchObject({ response_id: 'r1' });
  await eventually(() => input.at(-1)).toEqual({ type: 'response-cancel' });
  // Cancelled and asked for anew in one breath, before the stages have had their say.
  client.send({ type: 'response.create' });
  await eventually(() => input.at(-1)).toEqual({ type: 'response-create' });
  connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'client', atMs: 0 });
  expect((await client.next('response.done')).response.status).toBe('cancelled');
  expect(connection.conversation.items()).toEqual([]);
});

test('truncating a reply that plays ends it, and history keeps what the client heard', async () => {
  const { client, connection, input } = await openSession();
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
  const { parts } = spokenReply('r1', ['One two three four five six.'], 50);
  sendAll(connection, parts);
  const { item_id } = await client.next('response.output_audio.delta');
  client.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 120 });
  expect(await client.next('conversation.item.truncated')).toMatchObject({ item_id, audio_end_ms: 120 });
  await eventually(() => input.some(({ type }) => type === 'response-cancel')).toBe(true);
  connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'client', atMs: 0 });
  await client.next('response.done');
  expect(connection.conversation.items()).toMatchObject([{ text: 'One two' }]);
  for (const audio_end_ms of [0, 1e9]) {
    client.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms });
    await client.next('conversation.item.truncated');
  }
  expect(client.events.filter(({ type }) => type === 'error')).toEqual([]);
});

test('a turn taken up again starts anew for the client, and its response is cancelled', async () => {
  const { client, connection } = await openSession();
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
  connection.send({ type: 'speech-start', startSample: 32_000, atSample: 33_000, probability: 0.9 });
  connection.send({ type: 'response-cancelled', responseId: 'r1', cause: 'reopened', atMs: 0 });
  connection.send({ type: 'turn-started', turnId: 't1', startSample: 32_000, atMs: 0 });
  expect((await client.next('response.done')).response.status_details).toMatchObject({ reason: 'turn_detected' });
  expect((await client.next('input_audio_buffer.speech_started')).audio_start_ms).toBe(1700);
});

test('items are created, placed, retrieved and deleted', async () => {
  const { client, connection } = await openSession();
  const message = (id: string, text: string) => ({
    id,
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text }],
  });
  client.send({ type: 'conversation.item.create', item: message('b', 'second') });
  expect(await client.next('conversation.item.added')).toMatchObject({
    previous_item_id: null,
    item: { id: 'b', status: 'completed' },
  });
  client.send({ type: 'conversation.item.create', previous_item_id: 'root', item: message('a', 'first') });
  client.send({ type: 'conversation.item.create', previous_item_id: 'a', item: message('x', 'between') });
  expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: null });
  expect(await client.next('conversation.item.added')).toMatchObject({ previous_item_id: 'a' });
  client.send({ type: 'conversation.item.delete', item_id: 'x' });
  expect(await client.next('conversation.item.deleted')).toMatchObject({ item_id: 'x' });
  client.send({ type: 'conversation.item.retrieve', item_id: 'x', event_id: 'late' });
  expect((await client.next('error')).error).toMatchObject({
    code: 'item_not_found',
    event_id: 'late',
    param: 'item_id',
  });
  expect(connection.conversation.items().map(({ id }) => id)).toEqual(['a', 'b']);
});

test('bad events are answered and hurt nothing', async () => {
  const { client } = await openSession();
  client.socket.send('{"type":');
  client.send({ type: 'session.explode', event_id: 'e1' });
  client.send({ type: 'input_audio_buffer.append', audio: 7 });
  client.send({ type: 'input_audio_buffer.append', audio: 'not base64!' });
  client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(3).toString('base64') });
  client.send({ type: 'input_audio_buffer.commit' });
  client.send({ type: 'session.update', session: { audio: { input: { transcription: { language: 'fr' } } } } });
  client.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_audio', audio: 'AA==' }] },
  });
  client.send({ type: 'cascade.playback.ack', item_id: 'none', played_ms: 5 });
  client.send({ type: 'cascade.feedback', turn_id: 'none', rating: 'good' });
  client.send({ type: 'cascade.feedback', turn_id: 'none', rating: 'awful' });
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
  const errors = client.events.flatMap((event) =>
    event.type === 'error' ? [[event.error.code, event.error.param]] : [],
  );
  expect(errors).toEqual([
    ['invalid_json', null],
    ['unknown_event', 'type'],
    ['invalid_event', 'audio'],
    ['invalid_audio', 'audio'],
    ['invalid_audio', 'audio'],
    ['input_audio_buffer_empty', null],
    ['unsupported_value', 'session.audio.input.transcription.language'],
    ['unsupported_value', 'item.content.0.audio'],
    ['item_not_found', 'item_id'],
    ['item_not_found', 'turn_id'],
    ['unsupported_value', 'rating'],
  ]);
});

test('the record of a turn goes out as it is', async () => {
  const { client, connection } = await openSession();
  connection.send({ type: 'turn-record', record: exampleTurnRecord() });
  expect((await client.next('cascade.turn.record')).record).toEqual(exampleTurnRecord());
});

test('what a stage sends never throws', async () => {
  const { client, connection, logs } = await openSession();
  // What is no record at all cannot be written as JSON: the session goes on.
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  connection.send({ type: 'turn-record', record: loop as unknown as TurnRecord });
  expect((await client.next('error')).error.code).toBe('internal');
  expect(logs.some(({ message }) => message === 'session event failed')).toBe(true);
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
});

test('a turn whose client stops sending is continued with silence, and the client is told', async () => {
  const clock = new VirtualClock();
  const { client, connection, input, gateway } = await openSession({ clock });
  client.send({ type: 'input_audio_buffer.append', audio: pcm(200) });
  await eventually(() => input.some(({ type }) => type === 'audio-chunk')).toBe(true);
  connection.send({ type: 'speech-start', startSample: 0, atSample: 1600, probability: 0.9 });
  await clock.run(1800);
  expect((await client.next('cascade.degraded')).what).toBe('input-silence');
  const samples = input.reduce((sum, event) => sum + (event.type === 'audio-chunk' ? event.samples.length : 0), 0);
  expect(samples / 16).toBeCloseTo(1200, 0);
  expect(gateway.counters().silenceAddedMs).toBeCloseTo(1000, 0);
  connection.send({ type: 'turn-abandoned', turnId: 't1', startSample: 0, endSample: 1600, atMs: 0 });
  await clock.run(5000);
  expect(gateway.counters().silenceAddedMs).toBeCloseTo(1000, 0);
});

test('nobody speaks for the idle timeout: the client is told and a response is asked for', async () => {
  const clock = new VirtualClock();
  const { client, connection, input } = await openSession({ clock });
  const turn_detection = { type: 'server_vad', idle_timeout_ms: 5000 } as const;
  client.send({ type: 'session.update', session: { audio: { input: { turn_detection } } } });
  await client.next('session.updated');
  await clock.run(20_000);
  expect(input.some(({ type }) => type === 'response-create')).toBe(false);
  connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
  connection.send({ type: 'speech-done', responseId: 'r1', audioMs: 0 });
  await clock.run(4900);
  expect(input.some(({ type }) => type === 'response-create')).toBe(false);
  await clock.run(200);
  await client.next('input_audio_buffer.timeout_triggered');
  expect(input.at(-1)).toEqual({ type: 'response-create' });
});

test('a port that is taken is a configuration error that names it', async () => {
  const { port } = await gatewayBench();
  const { gateway } = await gatewayBench();
  expect(gateway.sessionCount()).toBe(0);
  const taken = createGateway({
    config: loadGatewayConfig({ CASCADE_PORT: String(port) }).values,
    clock: new VirtualClock(),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    onConnection() {},
    isReady: () => ({ ready: true, detail: {} }),
    metricsText: async () => '',
    traceId: () => undefined,
  });
  const error = await taken.listen().catch((thrown) => thrown);
  expect(CascadeError.is(error) && [error.code, error.message]).toEqual([
    'invalid_config',
    expect.stringContaining(String(port)),
  ]);
  await taken.close();
});
