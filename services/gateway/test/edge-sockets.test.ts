import { once } from 'node:events';
import { connect as openTcp, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { VirtualClock } from '@cascade/testing';
import { expect, onTestFinished, test } from 'vitest';
import { upgradeRequest } from '../scripts/wire/raw-socket.ts';
import { eventually, gatewayBench, openSession } from './gateway-bench.ts';
import { connect } from './socket-client.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const tls = { CASCADE_TLS_CERT: fixture('localhost-cert.pem'), CASCADE_TLS_KEY: fixture('localhost-key.pem') };

async function tcp(port: number): Promise<Socket> {
  const socket = openTcp(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves when the far end has hung up. */
const hungUp = (socket: Socket) => {
  socket.resume();
  return socket.closed ? Promise.resolve() : once(socket, 'close');
};

test.each([
  ['says nothing', '', {}],
  ['says half of its headers', 'GET /v1/realtime HTTP/1.1\r\nHost: localhost\r\n', {}],
  ['begins no TLS handshake', '', tls],
])('a connection that %s is hung up on', async (_what, said, environment) => {
  const { port } = await gatewayBench({ environment: { CASCADE_HANDSHAKE_TIMEOUT_MS: '100', ...environment } });
  const socket = await tcp(port);
  socket.write(said);
  await hungUp(socket);
});

test('an upload that does not end is hung up on', async () => {
  const { port } = await gatewayBench({
    environment: { CASCADE_HANDSHAKE_TIMEOUT_MS: '100', CASCADE_REQUEST_TIMEOUT_MS: '150' },
  });
  const socket = await tcp(port);
  const headers = ['POST /v1/realtime/client_secrets HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  socket.write(`${[...headers, 'Content-Length: 100'].join('\r\n')}\r\n\r\n{`);
  await hungUp(socket);
});

test('a session outlives the time for its handshake', async () => {
  const clock = new VirtualClock();
  const { connect: open, port } = await gatewayBench({ clock, environment: { CASCADE_HANDSHAKE_TIMEOUT_MS: '100' } });
  const client = await open();
  // This one is gone only after a look at all connections.
  await hungUp(await tcp(port));
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
});

test('more than 200 headers are refused, as one of those that are dropped might have been an origin', async () => {
  const { port, logs } = await gatewayBench();
  const answerTo = async (count: number) => {
    const socket = await tcp(port);
    const headers = Array.from({ length: count }, (_, i) => `X-${i}: 1`);
    const upgrade = ['Host: localhost', 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'];
    const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==';
    socket.write(`${['GET /v1/realtime HTTP/1.1', ...upgrade, key, ...headers].join('\r\n')}\r\n\r\n`);
    const [head] = (await once(socket, 'data')) as [Buffer];
    return head.toString().slice(9, 12);
  };
  expect(await answerTo(190)).toBe('101');
  expect(await answerTo(195)).toBe('400');
  expect(logs.at(-1)?.fields).toMatchObject({ event: 'request_refused' });
});

test.each([
  ['plain', {}],
  ['TLS', tls],
])('connections without a session are limited, sessions do not count (%s)', async (_what, environment) => {
  const { url, port, gateway } = await gatewayBench({
    environment: { CASCADE_MAX_PENDING_SOCKETS: '6', ...environment },
  });
  const sessions = await Promise.all([1, 2, 3].map(() => connect(url, { rejectUnauthorized: false })));
  const idle = [await tcp(port), await tcp(port), await tcp(port)];
  await hungUp(await tcp(port));
  expect(gateway.counters().droppedSockets).toBe(1);
  expect(gateway.sessionCount()).toBe(3);
  // Room comes back with the end of one of them.
  idle[0]!.destroy();
  const again = async () => {
    const client = await connect(url, { rejectUnauthorized: false }).catch(() => undefined);
    return client !== undefined;
  };
  await eventually(again).toBe(true);
  for (const { socket } of sessions) expect(socket.readyState).toBe(socket.OPEN);
});

test('whoever is refused and does not hang up is hung up on', async () => {
  const { port } = await gatewayBench();
  const socket = openTcp({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.write(upgradeRequest({}, 'GET /v1/elsewhere HTTP/1.1'));
  socket.resume();
  await once(socket, 'end');
  // Writing to a connection that the other side has given up fails in the end.
  const broken = new Promise((resolve) => socket.once('close', resolve));
  const writing = setInterval(() => socket.write('x'), 5);
  onTestFinished(() => clearInterval(writing));
  await broken;
});

test('the last of an address leaves room for other addresses', async () => {
  const { port, url } = await gatewayBench({ environment: { CASCADE_MAX_PENDING_SOCKETS: '4' } });
  for (let i = 0; i < 2; i++) await tcp(port);
  await hungUp(await tcp(port));
  const other = await connect(url, { localAddress: '127.0.0.2' });
  await other.next('session.created');
});

test('a session has its length, and its client is told before', async () => {
  const clock = new VirtualClock();
  const { client, gateway } = await openSession({
    clock,
    environment: { CASCADE_MAX_SESSION_MS: '60000', CASCADE_MAX_IDLE_MS: '0', CASCADE_PING_INTERVAL_MS: '600000' },
  });
  await clock.run(49_999);
  client.send({ type: 'input_audio_buffer.clear' });
  await client.next('input_audio_buffer.cleared');
  expect(client.events.some(({ type }) => type === 'cascade.going_away')).toBe(false);
  await clock.run(1);
  expect(await client.next('cascade.going_away')).toMatchObject({ reason: 'session_length', time_left_ms: 10_000 });
  await clock.run(9999);
  expect(gateway.sessionCount()).toBe(1);
  await clock.run(1);
  expect(await client.closed).toEqual({ code: 1012, reason: 'going_away: session_length' });
});

test('a client that sends nothing is told and let go, one that sends in time stays', async () => {
  const clock = new VirtualClock();
  const { connect: open, gateway } = await gatewayBench({ clock, environment: { CASCADE_MAX_IDLE_MS: '60000' } });
  const [silent, talker] = [await open(), await open()];
  await Promise.all([silent.next('session.created'), talker.next('session.created')]);
  for (let i = 0; i < 5; i++) {
    await clock.run(10_000);
    talker.send({ type: 'input_audio_buffer.clear' });
    await talker.next('input_audio_buffer.cleared');
  }
  expect(await silent.next('cascade.going_away')).toMatchObject({ reason: 'idle', time_left_ms: 10_000 });
  await clock.run(10_000);
  expect((await silent.closed).code).toBe(1012);
  expect(gateway.sessionCount()).toBe(1);
});

test('a client that sends too many messages for long is closed with 1008, one at the limit is not', async () => {
  const clock = new VirtualClock();
  const { connect: open } = await gatewayBench({ clock, environment: { CASCADE_MAX_MESSAGES_PER_SECOND: '50' } });
  const [fast, good] = [await open(), await open()];
  const clear = { type: 'input_audio_buffer.clear' } as const;
  for (let second = 0; second < 3; second++) {
    for (let i = 0; i < 50; i++) good.send(clear);
    for (let i = 0; i < 50; i++) await good.next('input_audio_buffer.cleared');
    await clock.run(1000);
  }
  for (let i = 0; i < 501; i++) fast.send(clear);
  expect(await fast.closed).toEqual({
    code: 1008,
    reason: expect.stringMatching(/^rate_limited: More than 50 messages/),
  });
  good.send(clear);
  await good.next('input_audio_buffer.cleared');
});
