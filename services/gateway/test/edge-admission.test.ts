import { once } from 'node:events';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventually, gatewayBench } from './gateway-bench.ts';
import { keyedBench, refusalOf, securityEvents } from './keyed-bench.ts';

test('a key comes in a header, or in a browser as a subprotocol that is not echoed', async () => {
  const { keys, connect, connectWith } = await keyedBench();
  const server = await connectWith(keys.talk);
  expect(server.socket.protocol).toBe('');
  const browser = await connect({ protocols: ['realtime', `openai-insecure-api-key.${keys.talk}`] });
  expect(browser.socket.protocol).toBe('realtime');
  await Promise.all([server.next('session.created'), browser.next('session.created')]);
});

test('a client of the beta names its protocol beside its key, and gets events of the beta', async () => {
  const { keys, url } = await keyedBench();
  const protocols = ['realtime', `openai-insecure-api-key.${keys.talk}`, 'openai-beta.realtime-v1'];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/realtime`, protocols);
  const [first] = (await once(socket, 'message')) as [Buffer];
  expect(socket.protocol).toBe('realtime');
  // Only sessions of today say which of the two kinds they are.
  const { type, session } = JSON.parse(first.toString());
  expect([type, session.type]).toEqual(['session.created', undefined]);
});

test('the service lets its own self-check in, for a minute', async () => {
  const clock = new VirtualClock();
  const { gateway, connectWith } = await keyedBench({ clock });
  const token = gateway.ownToken();
  await (await connectWith(token)).next('session.created');
  expect(
    (await gateway.app.inject({ url: '/metrics', headers: { authorization: `Bearer ${token}` } })).statusCode,
  ).toBe(403);
  clock.advance(60_000);
  expect((await refusalOf(connectWith(token))).status).toBe(401);
});

test('sessions of one key are limited, those of another are not touched, and room comes back', async () => {
  const {
    keys,
    connectWith,
    gateway,
    securityEvents: events,
  } = await keyedBench({
    environment: { CASCADE_MAX_SESSIONS_PER_KEY: '2' },
  });
  const first = await connectWith(keys.talk);
  await connectWith(keys.talk);
  const refusal = await refusalOf(connectWith(keys.talk));
  expect([refusal.status, refusal.code, refusal.headers['retry-after']]).toEqual([429, 'rate_limited', '5']);
  expect(events()).toMatchObject([{ event: 'too_many_sessions', key_id: expect.stringMatching(/^key_/) }]);
  await connectWith(keys.records);
  await first.close();
  await eventually(() => gateway.sessionCount()).toBe(2);
  await (await connectWith(keys.talk)).next('session.created');
});

test('a key may have a limit of its own', async () => {
  const { keys, connectWith } = await keyedBench();
  await connectWith(keys.few);
  expect((await refusalOf(connectWith(keys.few))).message).toContain('1 sessions');
});

test('a session that is resumed needs no room of its key', async () => {
  const { keys, connectWith, gateway } = await keyedBench();
  const first = await connectWith(keys.few);
  first.send({ type: 'session.update', session: { cascade: { resume: true } } });
  const { session } = await first.next('session.updated');
  first.socket.terminate();
  const token = session.cascade.resume!.token;
  const again = await connectWith(keys.few, { protocols: ['realtime', `cascade-resume.${token}`] });
  expect((await again.next('cascade.session.resumed')).session_id).toBe(session.id);
  expect(gateway.sessionCount()).toBe(1);
});

test('a session is not resumed with another key', async () => {
  const { keys, connectWith } = await keyedBench();
  const first = await connectWith(keys.talk);
  first.send({ type: 'session.update', session: { cascade: { resume: true } } });
  const { session } = await first.next('session.updated');
  const protocols = ['realtime', `cascade-resume.${session.cascade.resume!.token}`];
  const thief = await connectWith(keys.records, { protocols });
  expect((await thief.next('error')).error.code).toBe('resume_expired');
  first.send({ type: 'input_audio_buffer.clear' });
  await first.next('input_audio_buffer.cleared');
});

test('an address connects so often a minute and no more, whatever it wants; after a while it may again', async () => {
  const clock = new VirtualClock();
  const { connect, gateway, logs } = await gatewayBench({ clock, environment: { CASCADE_CONNECTS_PER_MINUTE: '3' } });
  await connect();
  await connect();
  await connect({ origin: 'https://evil.example' }).catch(() => undefined);
  const refusal = await refusalOf(connect());
  expect([refusal.status, refusal.code, refusal.headers['retry-after']]).toEqual([429, 'rate_limited', '20']);
  expect(gateway.counters().rateLimited).toBe(1);
  expect(securityEvents(logs).map(({ event }) => event)).toEqual(['origin_refused', 'rate_limited']);
  clock.advance(20_000);
  await (await connect()).next('session.created');
});

test('a key connects so often a minute, from however many addresses', async () => {
  const clock = new VirtualClock();
  const { keys, connectWith } = await keyedBench({
    clock,
    environment: { CASCADE_CONNECTS_PER_MINUTE: '2', CASCADE_TRUSTED_PROXIES: '127.0.0.1' },
  });
  const from = (address: string, key: string) => connectWith(key, { headers: { 'x-forwarded-for': address } });
  await from('203.0.113.1', keys.talk);
  await from('203.0.113.2', keys.talk);
  const refusal = await refusalOf(from('203.0.113.3', keys.talk));
  expect([refusal.status, refusal.message]).toEqual([429, expect.stringContaining('key connects too often')]);
  await from('203.0.113.3', keys.records);
});

test('an overloaded service refuses before any work, says when to come back, and lets sessions be resumed', async () => {
  let overloaded = false;
  const began: string[] = [];
  const { connect, gateway } = await gatewayBench({
    overloaded: () => (overloaded ? { retryAfterMs: 12_300 } : undefined),
    onConnection: ({ sessionId }) => began.push(sessionId),
  });
  const client = await connect();
  client.send({ type: 'session.update', session: { cascade: { resume: true } } });
  const { session } = await client.next('session.updated');
  overloaded = true;
  const refusal = await refusalOf(connect());
  expect([refusal.status, refusal.code, refusal.headers['retry-after']]).toEqual([503, 'overloaded', '13']);
  expect([began.length, gateway.counters().refusedSessions]).toEqual([1, 1]);
  const again = await connect({ protocols: ['realtime', `cascade-resume.${session.cascade.resume!.token}`] });
  await again.next('cascade.session.resumed');
  overloaded = false;
  await (await connect()).next('session.created');
});

test('draining: not ready, nobody new, every client is told, and the idle ones are closed with 1012', async () => {
  const clock = new VirtualClock();
  const { connect, gateway } = await gatewayBench({ clock });
  const [one, two] = [await connect(), await connect()];
  await Promise.all([one.next('session.created'), two.next('session.created')]);
  expect((await gateway.app.inject('/readyz')).statusCode).toBe(200);
  const drained = gateway.drain({ deadlineMs: 30_000 });
  const ready = await gateway.app.inject('/readyz');
  expect([ready.statusCode, ready.json()]).toEqual([503, { ready: false, draining: true }]);
  expect(await refusalOf(connect())).toMatchObject({
    status: 503,
    code: 'going_away',
    headers: { 'retry-after': '5' },
  });
  for (const client of [one, two]) {
    expect(await client.next('cascade.going_away')).toMatchObject({ reason: 'shutdown', time_left_ms: 30_000 });
    expect((await client.closed).code).toBe(1012);
  }
  await drained;
  expect([gateway.sessionCount(), clock.pendingTimers]).toEqual([0, 0]);
});

test('draining waits for a turn that is open, and at the deadline no longer', async () => {
  const clock = new VirtualClock();
  const { connect, gateway, sessions } = await gatewayBench({ clock });
  const client = await connect();
  await client.next('session.created');
  sessions[0]!.connection.send({ type: 'turn-started', turnId: 't1', startSample: 0, atMs: 0 });
  await client.next('input_audio_buffer.speech_started');
  let over = false;
  const drained = gateway.drain({ deadlineMs: 30_000 }).then(() => {
    over = true;
  });
  await client.next('cascade.going_away');
  await clock.run(29_999);
  expect([over, gateway.sessionCount()]).toEqual([false, 1]);
  await clock.run(1);
  expect((await client.closed).code).toBe(1012);
  await drained;
});
