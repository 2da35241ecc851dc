import { describe, expect, it } from 'vitest';
import { socketOffers } from '../src/socket-offers.ts';
import { replyBench } from './reply-bench.ts';
import { sessionBench } from './session-bench.ts';

const session = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const parent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the trace that a client connects in', () => {
  it('comes as a header, or as a subprotocol where headers cannot be set', () => {
    expect(socketOffers({ traceparent: session }).traceparent).toBe(session);
    const protocols = `realtime, cascade-traceparent.${session}`;
    expect(socketOffers({ 'sec-websocket-protocol': protocols }).traceparent).toBe(session);
  });

  it.each([
    {},
    { traceparent: '' },
    { traceparent: 'nonsense' },
    { 'sec-websocket-protocol': 'cascade-traceparent.1' },
  ])('counts as not sent in %j', (headers) => expect(socketOffers(headers).traceparent).toBeUndefined());

  it('reaches the stages with the first settings', async () => {
    const { open } = sessionBench();
    const { connection, input, socket } = open({ traceparent: session });
    expect(connection.settings().trace).toEqual({ session });
    await socket.settled();
    expect(input[0]).toMatchObject({ type: 'session-settings', settings: { trace: { session } } });
  });
});

describe('the trace that the client’s turns are part of', () => {
  const update = (traceparent: string | null) =>
    JSON.stringify({ type: 'session.update', session: { cascade: { traceparent } } });

  it('is set, shown and taken back like any setting', async () => {
    const { open } = sessionBench();
    const { connection, socket } = open({ traceparent: session });
    socket.receive(update(parent));
    await socket.settled();
    expect(connection.settings().trace).toEqual({ session, parent });
    expect(socket.texts.at(-1)).toContain(`"traceparent":"${parent}"`);
    socket.receive(update(null));
    await socket.settled();
    expect(connection.settings().trace).toEqual({ session });
    expect(socket.texts.at(-1)).not.toContain('traceparent');
  });

  it('is refused by name when it is none', async () => {
    const { open } = sessionBench();
    const { connection, socket } = open();
    socket.receive(update('00-abc'));
    await socket.settled();
    expect(connection.settings().trace).toBeUndefined();
    expect(socket.texts.join()).toContain('"param":"session.cascade.traceparent"');
  });
});

it('a function call carries its trace to the client that runs it', () => {
  const bench = replyBench();
  bench.request('r1');
  bench.toolCall('r1', { traceparent: parent });
  bench.toolCall('r1', { callId: 'call_2' });
  expect(bench.of('response.function_call_arguments.done').map(({ traceparent }) => traceparent)).toEqual([
    parent,
    undefined,
  ]);
});
