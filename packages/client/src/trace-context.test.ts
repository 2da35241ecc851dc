import { expect, it } from 'vitest';
import { startScriptedServer } from '../test/scripted-server.ts';
import { connectRealtime } from './connect-realtime.ts';

const session = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const turn = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

it('a client says which trace it connects in, and later which its turns are part of', async () => {
  await using server = await startScriptedServer({});
  const client = await connectRealtime({ url: server.url, traceparent: session });
  expect(server.headers[0]).toContain(`cascade-traceparent.${session}`);
  const updated = new Promise((resolve) =>
    client.onEvent((event) => event.type === 'session.updated' && resolve(event)),
  );
  client.setTraceparent(turn);
  await updated;
  expect(server.connections[0]?.events).toEqual([
    expect.objectContaining({ type: 'session.update', session: { cascade: { traceparent: turn } } }),
  ]);
  client.close();
  await client.closed;
});
