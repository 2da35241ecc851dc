import { decodeBinaryAudio, type ServerEvent } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import type { GatewayConnection } from '../src/connection.ts';
import { type BenchOptions, eventually, openSession } from './gateway-bench.ts';
import type { SocketClient } from './socket-client.ts';
import { spokenReply } from './spoken-reply.ts';

const windowMs = 15_000;
const sequenceOf = (id: string) => Number(/_(\d+)$/.exec(id)?.[1]);
const sequences = (events: readonly ServerEvent[]) => events.map(({ event_id }) => sequenceOf(event_id));
const pcm = (ms: number) => Buffer.alloc(ms * 48).toString('base64');

/** A session that outlives its socket; `drop` cuts the connection and waits until the gateway has noticed. */
async function resumableSession(session: object = {}, options: BenchOptions = {}) {
  const clock = new VirtualClock();
  const bench = await openSession({ clock, ...options });
  const { client, logs } = bench;
  client.send({ type: 'session.update', session: { cascade: { resume: true, ...session } } });
  const { resume } = (await client.next('session.updated')).session.cascade;
  const token = resume!.token;
  const waits = () => logs.filter(({ message }) => message === 'session waits for its client').length;
  const drop = async (dropped: SocketClient = client) => {
    const before = waits();
    dropped.socket.terminate();
    await eventually(waits).toBe(before + 1);
  };
  const comeBack = (afterEventId: string | undefined, other = token) => {
    const after = afterEventId === undefined ? [] : [`cascade-after.${afterEventId}`];
    return bench.connect({ protocols: ['realtime', `cascade-resume.${other}`, ...after] });
  };
  return { ...bench, clock, token, drop, comeBack, resume: resume! };
}

/** A reply of `words` words of 200 ms, all of it synthesized at once. */
function speak(connection: GatewayConnection, responseId: string, words: number) {
  connection.send({ type: 'response-requested', responseId, turnId: 't1', cause: 'turn', atMs: 0 });
  const text = Array.from({ length: words }, (_, index) => `word${index}`).join(' ');
  const { parts, audioMs } = spokenReply(responseId, [text]);
  for (const { clause, audio } of parts) for (const event of [clause, ...audio]) connection.send(event);
  connection.send({ type: 'speech-done', responseId, audioMs });
  return { audioMs, text };
}

const deltas = (client: SocketClient) => client.events.filter((event) => event.type === 'response.output_audio.delta');

test('a drop in mid-reply: the lost part comes again, the rest at its pace, each event once', async () => {
  const { client, connection, clock, drop, comeBack, input } = await resumableSession();
  const { audioMs, text } = speak(connection, 'r1', 10);
  await clock.run(600);
  await eventually(() => deltas(client).length).toBeGreaterThan(10);
  // The last three events had not arrived when the connection broke.
  const seen = client.events.slice(0, -3);
  await drop();
  await clock.run(5000);
  const again = await comeBack(seen.at(-1)!.event_id);
  const resumed = await again.next('cascade.session.resumed');
  expect(again.events[0]).toBe(resumed);
  expect(resumed).toMatchObject({ complete: true, after_event_id: seen.at(-1)!.event_id, input_received_ms: 0 });
  expect(sequenceOf(resumed.event_id)).toBe(sequenceOf(seen.at(-1)!.event_id));
  await clock.run(audioMs);
  const { response } = await again.next('response.done');
  expect(response.status).toBe('completed');
  const all = [...seen, ...again.events.slice(1)];
  expect(sequences(all)).toEqual(all.map((_, index) => index));
  const audio = all.flatMap((event) => (event.type === 'response.output_audio.delta' ? [event.delta] : []));
  expect(Buffer.concat(audio.map((delta) => Buffer.from(delta, 'base64')))).toHaveLength(audioMs * 48);
  await eventually(() => input.at(-1)).toMatchObject({ type: 'playback-done', heardText: text, completed: true });
});

test('binary frames since the last event come again, and join without gap by their positions', async () => {
  const { client, connection, clock, drop, comeBack } = await resumableSession({ binary_audio: true });
  const { audioMs } = speak(connection, 'r1', 5);
  await clock.run(300);
  await eventually(() => client.frames.length).toBeGreaterThan(5);
  const had = client.frames.slice(0, 3);
  await drop();
  const again = await comeBack(client.events.at(-1)!.event_id);
  expect((await again.next('cascade.session.resumed')).complete).toBe(true);
  await clock.run(audioMs);
  await again.next('response.done');
  let position = 0;
  for (const bytes of [...had, ...again.frames]) {
    const frame = decodeBinaryAudio(bytes)!;
    expect(frame.startSample).toBeLessThanOrEqual(position);
    position = Math.max(position, frame.startSample + frame.audio.length / 2);
  }
  expect(position).toBe(audioMs * 24);
});

test('while the client is away a reply is held: nothing more counts as heard, nothing ends', async () => {
  const { connection, clock, drop, comeBack, input, client } = await resumableSession({ playback_ack: true });
  const { audioMs, text } = speak(connection, 'r1', 10);
  await clock.run(200);
  await eventually(() => deltas(client).length).toBeGreaterThan(5);
  await drop();
  await clock.run(windowMs - 100);
  expect(input.some(({ type }) => type === 'playback-done')).toBe(false);
  const again = await comeBack(client.events.at(-1)!.event_id);
  const { item_id } = await again.next('response.output_audio.delta');
  await clock.run(audioMs + 500);
  again.send({ type: 'cascade.playback.ack', item_id, played_ms: audioMs });
  await again.next('response.done');
  await eventually(() => input.at(-1)).toMatchObject({ type: 'playback-done', heardText: text, positionBy: 'client' });
});

test('a drop in mid-speech: the audio clock waits, and the client sends what had not arrived', async () => {
  const { client, connection, clock, drop, comeBack, input, gateway } = await resumableSession();
  client.send({ type: 'input_audio_buffer.append', audio: pcm(500) });
  client.send({ type: 'input_audio_buffer.append', audio: pcm(20) });
  await eventually(() => input.some(({ type }) => type === 'audio-chunk')).toBe(true);
  connection.send({ type: 'speech-start', startSample: 0, atSample: 1600, probability: 0.9 });
  await clock.run(500);
  await drop();
  await clock.run(10_000);
  expect(gateway.counters().silenceAddedMs).toBe(0);
  const again = await comeBack(client.events.at(-1)!.event_id);
  // The update at the beginning is the one event that was no audio.
  expect(await again.next('cascade.session.resumed')).toMatchObject({ input_received_ms: 520, events_received: 1 });
  again.send({ type: 'input_audio_buffer.append', audio: pcm(400) });
  again.send({ type: 'input_audio_buffer.commit' });
  await again.next('input_audio_buffer.committed');
  await eventually(() => input.at(-1)).toEqual({ type: 'input-commit', endSample: 920 * 16 });
  let expected = 0;
  for (const event of input) {
    if (event.type !== 'audio-chunk') continue;
    expect(event.startSample).toBe(expected);
    expected += event.samples.length;
  }
  // Back again and silent: now the turn must be able to end.
  await clock.run(2000);
  expect(gateway.counters().silenceAddedMs).toBeGreaterThan(1000);
});

test('a second connection with the token takes the session over', async () => {
  const { client, connection, comeBack, gateway } = await resumableSession();
  const second = await comeBack(client.events.at(-1)!.event_id);
  await second.next('cascade.session.resumed');
  expect(await client.closed).toMatchObject({ code: 4001 });
  connection.send({ type: 'turn-decision', turnId: 't1', kind: 'wait', reason: 'more', atMs: 1 });
  expect((await second.next('cascade.turn.decision')).reason).toBe('more');
  second.send({ type: 'input_audio_buffer.clear' });
  await second.next('input_audio_buffer.cleared');
  expect([gateway.sessionCount(), connection.signal.aborted]).toEqual([1, false]);
});

test('dropped again in the midst of the replay, nothing is lost', async () => {
  const { client, connection, drop, comeBack } = await resumableSession();
  const reasons = ['one', 'two', 'three', 'four'];
  for (const reason of reasons) connection.send({ type: 'turn-decision', turnId: 't', kind: 'wait', reason, atMs: 1 });
  const first = await client.next('cascade.turn.decision');
  await drop();
  const again = await comeBack(first.event_id);
  const resumed = await again.next('cascade.session.resumed');
  await drop(again);
  // All that this client is sure of is the event that greeted it.
  const third = await comeBack(resumed.event_id);
  for (const reason of reasons.slice(1)) expect((await third.next('cascade.turn.decision')).reason).toBe(reason);
  expect(sequences(third.events).slice(1)).toEqual([3, 4, 5]);
});

test('what no longer fits is told: the newest is kept, and the client knows that something is missing', async () => {
  const environment = { CASCADE_RESUME_BUFFER_BYTES: '8192' };
  const { client, connection, drop, comeBack } = await resumableSession({}, { environment });
  const before = client.events.at(-1)!.event_id;
  await drop();
  for (let i = 0; i < 100; i++) {
    connection.send({ type: 'turn-decision', turnId: 't', kind: 'wait', reason: `${i}`.padStart(200), atMs: i });
  }
  const again = await comeBack(before);
  expect((await again.next('cascade.session.resumed')).complete).toBe(false);
  await eventually(() => again.events.at(-1)).toMatchObject({ reason: '99'.padStart(200) });
  expect(again.events.length).toBeGreaterThan(10);
  expect(again.events.length).toBeLessThan(60);
});

test('an event id of nowhere brings all that is kept', async () => {
  const { client, drop, comeBack } = await resumableSession();
  const updated = client.events.at(-1)!;
  await drop();
  const again = await comeBack('event_of_somebody_else_1');
  expect(await again.next('cascade.session.resumed')).toMatchObject({ complete: false });
  expect(await again.next('session.updated')).toEqual(updated);
  const third = await comeBack(undefined);
  expect(await third.next('cascade.session.resumed')).toMatchObject({ after_event_id: null, complete: false });
});

test('after the window the session is over, and a new one begins that says so', async () => {
  const { client, connection, clock, drop, comeBack, gateway } = await resumableSession();
  const last = client.events.at(-1)!.event_id;
  await drop();
  await clock.run(windowMs - 1);
  expect([gateway.sessionCount(), connection.signal.aborted]).toEqual([1, false]);
  await clock.run(1);
  expect([gateway.sessionCount(), connection.signal.aborted, clock.pendingTimers]).toEqual([0, true, 0]);
  const other = await comeBack(last);
  expect((await other.next('session.created')).session.cascade.resume).toBeNull();
  expect((await other.next('error')).error.code).toBe('resume_expired');
  expect(other.events.map(({ type }) => type)).toEqual(['session.created', 'error']);
});

test('a token that is wrong, or of a session that was not dropped to be kept, finds nothing', async () => {
  const { token, comeBack, client, clock } = await resumableSession();
  const guess = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
  const other = await comeBack(undefined, guess);
  expect((await other.next('error')).error.code).toBe('resume_expired');
  client.send({ type: 'session.update', session: { cascade: { resume: false } } });
  expect((await client.next('session.updated')).session.cascade.resume).toBeNull();
  const late = await comeBack(undefined);
  expect((await late.next('error')).error.code).toBe('resume_expired');
  expect(clock.pendingTimers).toBeGreaterThan(0);
});

test.each([
  ['in order', (client: SocketClient) => client.socket.close(1000), 0],
  ['without a code', (client: SocketClient) => client.socket.close(), 0],
  ['as a page that is left', (client: SocketClient) => client.socket.close(1001), 1],
  ['with a message that breaks the rules', (client: SocketClient) => client.socket.send(Buffer.alloc(2_000_000)), 0],
])('a client that closes %s', async (_name, close, sessions) => {
  const { client, connection, gateway } = await resumableSession();
  close(client);
  await client.closed;
  if (sessions === 0) await eventually(() => connection.signal.aborted).toBe(true);
  expect(gateway.sessionCount()).toBe(sessions);
});

test('without resume a drop is the end, and nothing is kept', async () => {
  const clock = new VirtualClock();
  const { client, connection, gateway, session } = await openSession({ clock });
  expect(session.cascade.resume).toBeNull();
  client.socket.terminate();
  await eventually(() => connection.signal.aborted).toBe(true);
  expect([gateway.sessionCount(), clock.pendingTimers]).toEqual([0, 0]);
});

test('a session that waits takes room, but not from its own client', async () => {
  const environment = { CASCADE_MAX_SESSIONS: '1' };
  const { client, connect, drop, comeBack } = await resumableSession({}, { environment });
  await drop();
  expect((await connect().catch((error) => error)).status).toBe(503);
  const again = await comeBack(client.events.at(-1)!.event_id);
  await again.next('cascade.session.resumed');
});

test('a client that did not read may come back and read on', async () => {
  const environment = { CASCADE_MAX_SEND_BUFFER_BYTES: '65536' };
  const { client, connection, gateway, comeBack, logs } = await resumableSession({}, { environment });
  const last = client.events.at(-1)!.event_id;
  client.socket.pause();
  const waits = () => logs.some(({ message }) => message === 'session waits for its client');
  let sent = 0;
  for (; sent < 1000 && !waits(); sent++) {
    connection.send({ type: 'turn-decision', turnId: 't', kind: 'wait', reason: 'x'.repeat(20_000), atMs: sent });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect([connection.signal.aborted, gateway.counters().slowClients]).toEqual([false, 1]);
  const again = await comeBack(last);
  await again.next('cascade.session.resumed');
  // More than the send buffer holds, at once: it is what was asked for.
  await eventually(() => again.events.at(-1)).toMatchObject({ at_ms: sent - 1 });
  client.socket.terminate();
});

test('closing the gateway ends the sessions that wait too', async () => {
  const { connection, gateway, drop, clock } = await resumableSession();
  await drop();
  await gateway.close();
  expect([gateway.sessionCount(), connection.signal.aborted, clock.pendingTimers]).toEqual([0, true, 0]);
});
