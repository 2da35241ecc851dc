import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { connectRealtime } from './connect-realtime.ts';
import { NodeSocket } from './node-socket.ts';

/** Refuses every handshake with this answer. */
async function refusing(status: number, headers: Record<string, string>, body: string) {
  const server: Server = createServer();
  server.on('upgrade', (_, socket) => {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} Nope`, ...lines, 'connection: close', '', body].join('\r\n'));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

it('shows why a handshake was refused, in the words of the server', async () => {
  const body = JSON.stringify({ error: { code: 'too_many_sessions', message: 'The service is full.' } });
  await using server = await refusing(503, { 'retry-after': '5' }, body);
  await expect(connectRealtime({ url: server.url })).rejects.toMatchObject({
    code: 'too_many_sessions',
    retryable: true,
    message: expect.stringContaining('refused the connection (503, The service is full.)'),
  });
  const socket = new NodeSocket(server.url, []);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.on('close', resolve));
  expect(socket.refusal).toMatchObject({ status: 503, retryAfterMs: 5000 });
});

it('makes do with the status where the answer is none of ours', async () => {
  await using server = await refusing(401, { 'retry-after': 'tomorrow' }, '<html>');
  await expect(connectRealtime({ url: server.url })).rejects.toMatchObject({
    code: 'connection_failed',
    message: expect.stringContaining('refused the connection (401, Nope)'),
  });
});

it('lets code that awaits run between two messages that came together', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  server.on('connection', (socket) => {
    // Both frames in one write.
    const frame = (text: string) => Buffer.from([0x81, text.length, ...Buffer.from(text)]);
    (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.concat([frame('first'), frame('second')]),
    );
  });
  const socket = new NodeSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, []);
  const seen: string[] = [];
  const first = new Promise<void>((resolve) => {
    socket.addEventListener('message', ({ data }) => {
      seen.push(String(data));
      resolve();
    });
  });
  await first;
  expect(seen).toEqual(['first']);
  await once(socket, 'message');
  expect(seen).toEqual(['first', 'second']);
  socket.close();
  server.close();
  await once(server, 'close');
});
