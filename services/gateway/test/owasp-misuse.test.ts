/** The second half of the OWASP WebSocket Security Cheat Sheet's items: what clients send, how much, and who sees it. */
import { VirtualClock } from '@cascade/testing';
import { describe, expect, test } from 'vitest';
import { encodeFrame, opcodes, RawSocket, upgradeRequest } from '../scripts/wire/raw-socket.ts';
import { eventually, gatewayBench, openSession } from './gateway-bench.ts';
import { keyedBench, refusalOf, securityEvents } from './keyed-bench.ts';
import type { SocketClient } from './socket-client.ts';

const isAlive = async (client: SocketClient) => {
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
};

describe('input', () => {
  test('messages are parsed, checked against a schema and answered with the field at fault; the session goes on', async () => {
    const { client } = await openSession();
    const wrong: readonly (readonly [string, string])[] = [
      ['{"type":', 'invalid_json'],
      ['[]', 'invalid_event'],
      ['{"type":"no.such.event"}', 'unknown_event'],
      ['{"type":"__proto__"}', 'unknown_event'],
      ['{"type":"constructor"}', 'unknown_event'],
      ['{"type":"input_audio_buffer.append","audio":7}', 'invalid_event'],
      ['{"type":"input_audio_buffer.append","audio":"%%%"}', 'invalid_audio'],
      ['{"type":"session.update","session":{"audio":{"output":{"speed":99}}}}', 'invalid_event'],
    ];
    for (const [text, code] of wrong) {
      client.socket.send(text);
      expect((await client.next('error')).error.code, text).toBe(code);
    }
    await isAlive(client);
  });

  test('a binary message is audio or an error, never something to execute or decode', async () => {
    const { client } = await openSession();
    client.socket.send(Buffer.from('{"type":"response.create"}'));
    expect((await client.next('error')).error).toMatchObject({
      code: 'invalid_event',
      param: 'session.cascade.binary_audio',
    });
    await isAlive(client);
  });

  test('names in JSON reach no prototype', async () => {
    const { client } = await openSession();
    client.socket.send(
      '{"type":"session.update","session":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}}',
    );
    await isAlive(client);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('an error tells what to mend, and neither a stack, a path nor a value of the service', async () => {
    const { connect: open, gateway } = await gatewayBench({
      metricsText: () => Promise.reject(new Error('database at /var/secret')),
    });
    const client = await open();
    client.socket.send('{"type":"input_audio_buffer.append","audio":"%%%"}');
    const { error } = await client.next('error');
    const overHttp = await gateway.app.inject('/metrics');
    expect(overHttp.statusCode).toBe(500);
    for (const text of [JSON.stringify(error), overHttp.body]) expect(text).not.toMatch(/\/var|node:|\.ts|at \w+ \(/);
  });
});

describe('denial of service', () => {
  test('a message beyond the size limit closes its connection alone', async () => {
    const { connect: open } = await gatewayBench();
    const [large, other] = [await open(), await open()];
    const limit = 256 << 10;
    const overhead = '{"type":"x","pad":""}'.length;
    large.socket.send(`{"type":"x","pad":"${'x'.repeat(limit - overhead)}"}`);
    expect((await large.next('error')).error.code).toBe('unknown_event');
    large.socket.send(`{"type":"x","pad":"${'x'.repeat(limit - overhead + 1)}"}`);
    expect((await large.closed).code).toBe(1009);
    await isAlive(other);
  });

  test('a message in very many fragments is cut off', async () => {
    const { port, gateway } = await gatewayBench();
    const raw = new RawSocket(port);
    raw.write(upgradeRequest());
    await raw.nextHead();
    raw.write(encodeFrame({ opcode: opcodes.text, payload: 'x', fin: false }));
    const piece = encodeFrame({ opcode: opcodes.continuation, payload: 'x', fin: false });
    for (let i = 0; i < 300; i++) raw.write(piece);
    await eventually(() => gateway.sessionCount()).toBe(0);
    raw.destroy();
  });

  test('messages a second are limited', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_MAX_MESSAGES_PER_SECOND: '10' } });
    for (let i = 0; i < 101; i++) client.send({ type: 'input_audio_buffer.clear' });
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('rate_limited') });
  });

  test('bytes a second are limited', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_MAX_BYTES_PER_SECOND: '4096' } });
    for (let i = 0; i < 5; i++) client.send({ type: 'input_audio_buffer.append', audio: 'A'.repeat(8192) });
    expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('rate_limited') });
  });

  test('pings count as messages', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_MAX_MESSAGES_PER_SECOND: '10' } });
    for (let i = 0; i < 101; i++) client.socket.ping();
    expect((await client.closed).code).toBe(1008);
  });

  test('audio comes no faster than it could be spoken', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_INPUT_AHEAD_MS: '1000' } });
    const audio = Buffer.alloc(500 * 48).toString('base64');
    for (let i = 0; i < 3; i++) client.send({ type: 'input_audio_buffer.append', audio });
    expect((await client.next('error')).error.code).toBe('audio_overrun');
  });

  test('connections are limited: sessions in all, of one key, and tries a minute', async () => {
    const all = await gatewayBench({ environment: { CASCADE_MAX_SESSIONS: '1' } });
    await all.connect();
    expect((await refusalOf(all.connect())).code).toBe('too_many_sessions');
    const key = await keyedBench({ environment: { CASCADE_MAX_SESSIONS_PER_KEY: '1' } });
    await key.connectWith(key.keys.talk);
    expect((await refusalOf(key.connectWith(key.keys.talk))).code).toBe('rate_limited');
    const tries = await gatewayBench({ environment: { CASCADE_CONNECTS_PER_MINUTE: '1' }, clock: new VirtualClock() });
    await tries.connect();
    expect((await refusalOf(tries.connect())).status).toBe(429);
  });

  test('whoever is idle is let go', async () => {
    const clock = new VirtualClock();
    const { client } = await openSession({ clock, environment: { CASCADE_MAX_IDLE_MS: '20000' } });
    await clock.run(20_000);
    expect(await client.closed).toEqual({ code: 1012, reason: 'going_away: idle' });
  });

  test('a heartbeat finds connections that are dead', async () => {
    const clock = new VirtualClock();
    const { connect: open, gateway } = await gatewayBench({ clock, environment: { CASCADE_PING_INTERVAL_MS: '1000' } });
    const dead = await open({ autoPong: false });
    await dead.next('session.created');
    await clock.run(3000);
    expect((await dead.closed).code).toBe(1006);
    expect(gateway.counters().deadClients).toBe(1);
  });

  test('what waits for a client that does not read is bounded', async () => {
    const { client, connection, gateway } = await openSession({
      environment: { CASCADE_MAX_SEND_BUFFER_BYTES: '65536' },
    });
    client.socket.pause();
    const reason = 'x'.repeat(50_000);
    for (let i = 0; i < 1000 && !connection.signal.aborted; i++) {
      connection.send({ type: 'turn-decision', turnId: 't1', kind: 'wait', reason, atMs: i });
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(gateway.counters().slowClients).toBe(1);
    client.socket.terminate();
  });
});

describe('identity', () => {
  test('whose lists and reminders a session sees follows from its key, whatever its client says', async () => {
    const { connect, connectWith, keys, sessions } = await keyedBench();
    const client = await connectWith(keys.talk);
    await client.next('session.created');
    client.send({ type: 'session.update', session: { user_id: 'key_of_another', cascade: { user_id: 'other' } } });
    await client.next('session.updated');
    expect(sessions[0]?.connection.settings().userId).toBe(`key_${keys.talk.split('_')[1]}`);
    await refusalOf(connect());
  });
});

describe('monitoring', () => {
  test('who comes, who is refused and why stands in the log, by the id of the key and the address', async () => {
    const { connect: open, connectWith, keys, logs } = await keyedBench();
    await (await connectWith(keys.talk)).next('session.created');
    await refusalOf(open());
    const keyId = `key_${keys.talk.split('_')[1]}`;
    const lines = logs.map(({ fields }) => fields);
    expect(lines).toContainEqual({ event: 'admitted', address: '127.0.0.1', key_id: keyId, by: 'key' });
    expect(lines).toContainEqual(expect.objectContaining({ key_id: keyId, session_id: expect.any(String) }));
    expect(lines).toContainEqual({ event: 'auth_failed', address: '127.0.0.1', reason: 'no key' });
  });

  test('no key, no token and no speech is ever in a log, an answer or an error', async () => {
    const { gateway, connect: open, connectWith, keys, make, revoke, logs } = await keyedBench();
    const answer = await gateway.app.inject({
      method: 'POST',
      url: '/v1/realtime/client_secrets',
      headers: { authorization: `Bearer ${keys.all}` },
    });
    const token: string = answer.json().value;
    const said = 'my number is five five five';
    const client = await open({ protocols: ['realtime', `openai-insecure-api-key.${token}`] });
    const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: said }] };
    client.send({ type: 'conversation.item.create', item });
    await client.next('conversation.item.done');
    const wrong = `csk_${'0'.repeat(12)}_${'w'.repeat(43)}`;
    const refusals = [
      await refusalOf(connectWith(wrong)),
      await refusalOf(open({ query: `?token=${keys.talk}` })),
      await refusalOf(connectWith(keys.debug)),
      await refusalOf(connectWith(keys.all, { origin: 'https://evil.example' })),
    ];
    await gateway.app.inject({ url: `/metrics?key=${keys.all}` });
    make('another');
    revoke('few');
    await client.close();
    await eventually(() => gateway.sessionCount()).toBe(0);
    const written = JSON.stringify([logs, refusals, client.events.filter(({ type }) => type === 'error')]);
    for (const secret of [...Object.values(keys), token, wrong]) expect(written).not.toContain(secret.slice(-43));
    expect(JSON.stringify(logs)).not.toContain(said);
    expect(securityEvents(logs).length).toBeGreaterThanOrEqual(5);
  });

  test('an attack does not fill the log', async () => {
    const clock = new VirtualClock();
    const { connect: open, logs } = await keyedBench({ clock });
    await Promise.all(Array.from({ length: 50 }, () => open().catch(() => undefined)));
    expect(securityEvents(logs).filter(({ event }) => event === 'auth_failed')).toHaveLength(10);
    clock.advance(1000);
    await open().catch(() => undefined);
    expect(securityEvents(logs).at(-1)).toMatchObject({ event: 'auth_failed', suppressed: 40 });
  });

  test('a shutdown is told of and loses no turn', async () => {
    const { client, gateway } = await openSession();
    const drained = gateway.drain({ deadlineMs: 5000 });
    expect(await client.next('cascade.going_away')).toMatchObject({ reason: 'shutdown' });
    expect((await client.closed).code).toBe(1012);
    await drained;
  });
});
