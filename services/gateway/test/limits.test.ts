import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CascadeError } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { loadGatewayConfig } from '../src/config.ts';
import { eventually, gatewayBench, openSession } from './gateway-bench.ts';
import { connect } from './socket-client.ts';
import { spokenReply } from './spoken-reply.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

test('more sessions than allowed are refused before they cost anything, and room comes back', async () => {
  const { gateway, connect: open } = await gatewayBench({ environment: { CASCADE_MAX_SESSIONS: '2' } });
  const first = await open();
  await open();
  const refusal = await open().catch((error) => error);
  expect([refusal.status, refusal.headers['retry-after']]).toEqual([503, '5']);
  expect(JSON.parse(refusal.message).error.code).toBe('too_many_sessions');
  expect(gateway.counters().refusedSessions).toBe(1);
  await first.close();
  await eventually(() => gateway.sessionCount()).toBe(1);
  await (await open()).next('session.created');
});

test('an upgrade elsewhere is not found, an address that cannot be read is refused', async () => {
  const { url, port } = await gatewayBench();
  const elsewhere = await connect(url.replace(/$/, '/elsewhere')).catch((error) => error);
  expect(elsewhere.status).toBe(404);
  const { connect: openSocket } = await import('node:net');
  const answer = await new Promise<string>((resolve) => {
    const socket = openSocket(port, '127.0.0.1');
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('close', () => resolve(text));
    socket.write('GET http://[bad HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  expect(answer).toMatch(/^HTTP\/1\.1 400/);
});

test('a frame that is too large closes its own connection with 1009 and no other', async () => {
  const { gateway, connect: open } = await gatewayBench({ environment: { CASCADE_MAX_MESSAGE_BYTES: '8192' } });
  const [large, other] = [await open(), await open()];
  large.send({ type: 'input_audio_buffer.append', audio: 'A'.repeat(9000) });
  expect((await large.closed).code).toBe(1009);
  other.send({ type: 'input_audio_buffer.clear' });
  await other.next('input_audio_buffer.cleared');
  expect(gateway.sessionCount()).toBe(1);
});

test('a client that does not read is closed once its buffer is full', async () => {
  const { client, connection, gateway } = await openSession({
    environment: { CASCADE_MAX_SEND_BUFFER_BYTES: '65536' },
  });
  client.socket.pause();
  const reason = 'x'.repeat(50_000);
  for (let i = 0; i < 1000 && !connection.signal.aborted; i++) {
    connection.send({ type: 'turn-decision', turnId: 't1', kind: 'wait', reason, atMs: i });
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(connection.signal.aborted).toBe(true);
  expect(gateway.counters().slowClients).toBe(1);
  client.socket.terminate();
});

test('a client that answers no ping is dropped, one that answers stays', async () => {
  const clock = new VirtualClock();
  const { gateway, connect: open } = await gatewayBench({ clock, environment: { CASCADE_PING_INTERVAL_MS: '1000' } });
  const dead = await open({ autoPong: false });
  const alive = await open();
  let pings = 0;
  alive.socket.on('ping', () => pings++);
  await Promise.all([dead.next('session.created'), alive.next('session.created')]);
  for (let i = 1; i <= 3; i++) {
    await clock.run(1000);
    if (i < 3) await eventually(() => pings).toBe(i);
    alive.send({ type: 'input_audio_buffer.clear' });
    await alive.next('input_audio_buffer.cleared');
  }
  expect((await dead.closed).code).toBe(1006);
  expect([gateway.sessionCount(), gateway.counters().deadClients]).toEqual([1, 1]);
});

test('audio far ahead of real time is refused with one error a second, what was taken has no gap', async () => {
  const clock = new VirtualClock();
  const { client, input, gateway } = await openSession({ clock, environment: { CASCADE_INPUT_AHEAD_MS: '1000' } });
  const audio = Buffer.alloc(500 * 48).toString('base64');
  for (let i = 0; i < 20; i++) client.send({ type: 'input_audio_buffer.append', audio });
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
  const errors = client.events.flatMap((event) => (event.type === 'error' ? [event.error.code] : []));
  expect(errors).toEqual(['audio_overrun']);
  expect(gateway.counters().audioOverruns).toBe(18);
  await eventually(() => input.at(-1)).toEqual({ type: 'input-clear', endSample: 16_000 });
});

test('a client that floods stages that have stopped is cut off, and holds no more than the queue', async () => {
  const { client, connection } = await openSession({ reads: false });
  for (let i = 0; i < 6000; i++) client.send({ type: 'response.create' });
  expect(await client.closed).toMatchObject({ code: 1008, reason: expect.stringContaining('overloaded') });
  expect(connection.signal.aborted).toBe(true);
});

test('audio for stages that have stopped is refused, and leaves room for what must not get lost', async () => {
  const { client, connection } = await openSession({ reads: false, environment: { CASCADE_INPUT_AHEAD_MS: '600000' } });
  client.send({
    type: 'session.update',
    session: { audio: { input: { format: { type: 'audio/pcm', rate: 16_000 } } } },
  });
  const audio = Buffer.alloc(100 * 32).toString('base64');
  for (let i = 0; i < 3200; i++) client.send({ type: 'input_audio_buffer.append', audio });
  expect((await client.next('error')).error.code).toBe('audio_overrun');
  client.send({ type: 'response.create' });
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
  expect(connection.signal.aborted).toBe(false);
});

test('closing ends every session with 1001 and leaves nothing behind', async () => {
  const clock = new VirtualClock();
  const { gateway, connect: open, sessions } = await gatewayBench({ clock });
  const clients = [await open(), await open()];
  await gateway.close();
  expect((await Promise.all(clients.map(({ closed }) => closed))).map(({ code }) => code)).toEqual([1001, 1001]);
  await Promise.all(sessions.map(({ ended }) => ended));
  expect([gateway.sessionCount(), clock.pendingTimers]).toEqual([0, 0]);
});

test('sessions opened and dropped at every stage of a turn leave no session, timer or reader', async () => {
  const clock = new VirtualClock();
  const { gateway, connect: open, sessions } = await gatewayBench({ clock });
  for (let round = 0; round < 40; round++) {
    const clients = await Promise.all(Array.from({ length: 5 }, () => open()));
    for (const [index, client] of clients.entries()) {
      await client.next('session.created');
      const { connection } = sessions[round * 5 + index]!;
      const turn_detection = { type: 'server_vad', idle_timeout_ms: 5000 } as const;
      client.send({ type: 'session.update', session: { audio: { input: { turn_detection } } } });
      client.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(4800).toString('base64') });
      if (index > 0) connection.send({ type: 'speech-start', startSample: 0, atSample: 512, probability: 1 });
      if (index > 1) {
        connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
        const { parts } = spokenReply('r1', ['One two three.']);
        for (const event of [parts[0]!.clause, ...parts[0]!.audio]) connection.send(event);
      }
      if (index > 2) connection.send({ type: 'speech-done', responseId: 'r1', audioMs: 600 });
      if (index % 2 === 0) client.socket.terminate();
      else client.socket.close();
    }
  }
  await Promise.all(sessions.map(({ ended }) => ended));
  expect(sessions).toHaveLength(200);
  expect(sessions.every(({ connection }) => connection.signal.aborted)).toBe(true);
  expect([gateway.sessionCount(), clock.pendingTimers]).toEqual([0, 0]);
  // What a stage still says to a session that is gone falls on the floor.
  sessions[0]!.connection.send({ type: 'response-requested', responseId: 'r9', turnId: 't', cause: 'turn', atMs: 0 });
  expect(clock.pendingTimers).toBe(0);
});

test('a session whose stages cannot be started is closed, and the gateway lives on', async () => {
  let fail = true;
  const { connect: open, logs } = await gatewayBench({
    onConnection: () => {
      if (fail) throw new Error('no stages');
    },
  });
  expect((await (await open()).closed).code).toBe(1011);
  expect(logs.some(({ message }) => message === 'session could not be started')).toBe(true);
  fail = false;
  await (await open()).next('session.created');
});

test('with a certificate the same service speaks wss and https', async () => {
  const environment = {
    CASCADE_TLS_CERT: fixture('localhost-cert.pem'),
    CASCADE_TLS_KEY: fixture('localhost-key.pem'),
  };
  const { url } = await gatewayBench({ environment });
  expect(url).toMatch(/^https:/);
  const client = await connect(url, { ca: readFileSync(environment.CASCADE_TLS_CERT) });
  expect((await client.next('session.created')).session.type).toBe('realtime');
});

test('the configuration says what is wrong with it', async () => {
  const codeOf = (environment: Record<string, string>) => {
    try {
      loadGatewayConfig(environment);
    } catch (error) {
      return CascadeError.is(error) ? `${error.code} ${error.message}` : error;
    }
  };
  expect(codeOf({ CASCADE_TLS_CERT: 'a.pem' })).toMatch(/invalid_config CASCADE_TLS_CERT and CASCADE_TLS_KEY/);
  expect(codeOf({ CASCADE_PORT: 'eighty' })).toMatch(/CASCADE_PORT/);
  expect(codeOf({ CASCADE_PLAYBACK_LEAD_MS: '1' })).toMatch(/CASCADE_PLAYBACK_LEAD_MS/);
  expect(loadGatewayConfig({}).values).toMatchObject({ host: '127.0.0.1', port: 8080, playbackLeadMs: 300 });
  const missing = await gatewayBench({
    environment: { CASCADE_TLS_CERT: 'none.pem', CASCADE_TLS_KEY: 'none.pem' },
  }).catch((error) => error);
  expect([missing.code, missing.message]).toEqual(['invalid_config', expect.stringContaining('none.pem')]);
});
