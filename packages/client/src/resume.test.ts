import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { FakeNetwork } from '../test/fake-network.ts';
import { ManualClock } from '../test/manual-clock.ts';
import { ResumingServer } from '../test/resuming-server.ts';
import type { RealtimeConnectOptions, StateDetail } from './connect-options.ts';
import { openRealtimeClient } from './realtime-client.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function connect(server = new ResumingServer(), options: Partial<RealtimeConnectOptions> = {}) {
  const network = new FakeNetwork(server);
  const clock = new ManualClock();
  const { webSocket } = network;
  const reconnect = { maxAttempts: Number.POSITIVE_INFINITY };
  const opening = openRealtimeClient({ url: 'host', webSocket, clock, random: () => 0, reconnect, ...options });
  await settle();
  network.deliverAll();
  const client = await opening;
  const states: [string, StateDetail][] = [];
  client.onState((state, detail) => states.push([state, detail]));
  const events: { type: string; event_id: string }[] = [];
  client.onEvent((event) => events.push(event));
  /** Waits for the next attempt and lets it connect. */
  const reconnected = async () => {
    clock.advanceToNext();
    await settle();
    network.deliverAll();
  };
  return { client, network, clock, server, states, events, reconnected };
}

const samples = (from: number, count: number) =>
  new Uint8Array(Int16Array.from({ length: count }, (_, index) => from + index).buffer);

type Action =
  | { kind: 'speak'; samples: number }
  | { kind: 'ask' | 'tell' | 'play' | 'cut' | 'wait' | 'toServer' | 'toClient' };

const actions = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant('speak' as const), samples: fc.integer({ min: 1, max: 700 }) }),
    },
    {
      weight: 14,
      arbitrary: fc.record({ kind: fc.constantFrom('ask' as const, 'tell', 'play', 'wait', 'toServer', 'toClient') }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('cut' as const) }) },
  ),
  { minLength: 5, maxLength: 80 },
);

/** Lets a client and a server talk while the connection breaks at any place, then lets everything arrive. */
async function converse(
  script: readonly Action[],
  countsEvents: boolean,
  binary_audio: boolean,
  rate: 16_000 | 24_000,
) {
  const session = { audio: { input: { format: { type: 'audio/pcm' as const, rate } } }, cascade: { binary_audio } };
  const { client, network, clock, server, events } = await connect(new ResumingServer({ countsEvents }), { session });
  const heard: number[] = [];
  client.onAudio(({ bytes }) => heard.push((bytes[0] ?? 0) + 256 * (bytes[1] ?? 0)));
  const said: (string | number)[] = [];
  let samplesSaid = 0;
  let played = 0;
  server.current.emit({
    type: 'cascade.audio.stream',
    stream: 1,
    response_id: 'r',
    item_id: 'i',
    output_index: 0,
    content_index: 0,
  });
  let told = 1;
  for (const action of script) {
    switch (action.kind) {
      case 'speak':
        client.appendAudio(samples(samplesSaid, action.samples));
        for (let index = 0; index < action.samples; index++) said.push(samplesSaid++);
        break;
      case 'ask': {
        const event_id = `ask-${said.length}-${events.length}`;
        client.send({ type: 'conversation.item.retrieve', item_id: 'i', event_id });
        said.push(event_id);
        break;
      }
      case 'tell':
        server.current.emit({ type: 'input_audio_buffer.cleared' });
        told++;
        break;
      case 'play':
        server.current.emitAudio(1, played++);
        break;
      case 'cut':
        network.cut();
        break;
      case 'wait':
        clock.advance(900);
        await settle();
        break;
      case 'toServer':
        network.deliver('server');
        break;
      case 'toClient':
        network.deliver('client');
        break;
    }
  }
  while (client.state !== 'open' || !network.connected) {
    clock.advanceToNext();
    await settle();
    network.deliverAll();
  }
  network.deliverAll();
  expect(server.sessions).toHaveLength(1);
  const numbers = events.filter(({ type }) => type !== 'cascade.session.resumed').map(({ event_id }) => event_id);
  // The first two came before anybody listened.
  expect(numbers).toEqual(Array.from({ length: told }, (_, index) => `e_${index + 2}`));
  expect(heard).toEqual(Array.from({ length: played }, (_, index) => index));
  return { said, arrivals: server.current.arrivals };
}

const rates = fc.constantFrom(16_000 as const, 24_000 as const);

test('wherever connections break: each event, frame and sample once and in order, in both directions', async () => {
  await fc.assert(
    fc.asyncProperty(actions, fc.boolean(), rates, async (script, binaryAudio, rate) => {
      const { said, arrivals } = await converse(script, true, binaryAudio, rate);
      expect(arrivals).toEqual(said);
    }),
    { numRuns: 300 },
  );
});

test('a server that does not count events gets all audio once, and no event twice', async () => {
  await fc.assert(
    fc.asyncProperty(actions, rates, async (script, rate) => {
      const { said, arrivals } = await converse(script, false, false, rate);
      const isSample = (entry: string | number) => typeof entry === 'number';
      expect(arrivals.filter(isSample)).toEqual(said.filter(isSample));
      const arrived = new Set(arrivals);
      expect(arrivals).toEqual(said.filter((entry) => arrived.has(entry)));
    }),
    { numRuns: 100 },
  );
});

describe('a dropped connection', () => {
  it('is taken up again with the token and the last event, and the app is told', async () => {
    const { client, network, server, states, reconnected } = await connect(undefined, { key: 'secret' });
    server.current.emit({ type: 'input_audio_buffer.cleared' });
    network.deliverAll();
    network.cut(1006, '');
    expect(client.state).toBe('reconnecting');
    expect(client.isOpen).toBe(false);
    await reconnected();
    expect(network.ends[1]?.protocols).toEqual([
      'realtime',
      'openai-insecure-api-key.secret',
      'cascade-resume.token-of-session-1',
      'cascade-after.e_2',
    ]);
    expect(states).toEqual([
      ['reconnecting', { end: { code: 1006, reason: '' }, attempt: 1, delayMs: 200 }],
      ['open', { resumed: true, complete: true, lostAudioMs: 0 }],
    ]);
  });

  it('gets a new key for each connection', async () => {
    let asked = 0;
    const { network, reconnected } = await connect(undefined, { key: async () => `token-${++asked}` });
    network.cut();
    await reconnected();
    expect(network.ends.map(({ protocols }) => protocols[1])).toEqual([
      'openai-insecure-api-key.token-1',
      'openai-insecure-api-key.token-2',
    ]);
  });

  it('counts what was said for longer than is kept as lost', async () => {
    const reconnect = { keepAudioMs: 100 };
    const { client, network, server, states, reconnected } = await connect(undefined, { reconnect });
    client.appendAudio(samples(0, 240));
    network.deliverAll();
    network.cut();
    for (let chunk = 0; chunk < 20; chunk++) client.appendAudio(samples(1000 + chunk * 240, 240));
    await reconnected();
    expect(states.at(-1)).toEqual(['open', { resumed: true, complete: true, lostAudioMs: expect.closeTo(100, 6) }]);
    const expected = [...samples(0, 240), ...samples(1000 + 10 * 240, 2400)];
    expect(server.current.arrivals).toEqual([...new Int16Array(Uint8Array.from(expected).buffer)]);
    // The server's count now differs from the microphone's; a second drop must not confuse the two.
    client.appendAudio(samples(9000, 240));
    network.cut();
    await reconnected();
    expect(server.current.arrivals.slice(-240)).toEqual([...new Int16Array(samples(9000, 240).buffer)]);
    expect(server.current.arrivals).toHaveLength(240 + 2400 + 240);
  });

  it('sends only the last of the acknowledgements that waited', async () => {
    const { client, network, server, reconnected } = await connect();
    network.cut();
    for (const played_ms of [100, 200, 300]) {
      client.send({ type: 'cascade.playback.ack', event_id: `ack-${played_ms}`, item_id: 'i', played_ms });
    }
    await reconnected();
    expect(server.current.arrivals).toEqual(['ack-300']);
  });

  it('is tried again when asked, and goes on waiting after a failure', async () => {
    const { client, network, clock, states } = await connect();
    network.cut();
    client.reconnectNow();
    await settle();
    expect(network.ends).toHaveLength(2);
    client.reconnectNow();
    network.cut();
    expect(states.map(([state, { attempt, delayMs }]) => [state, attempt, delayMs])).toEqual([
      ['reconnecting', 1, 200],
      ['reconnecting', 2, 400],
    ]);
    // An attempt that stays without an answer has failed too.
    clock.advance(400);
    await settle();
    expect(network.ends).toHaveLength(3);
    clock.advance(10_000);
    expect(states.at(-1)).toMatchObject(['reconnecting', { attempt: 3, end: { error: 'no answer in 10000 ms' } }]);
  });

  it('is given up after so many attempts', async () => {
    const { client, network, clock, states } = await connect(undefined, { reconnect: { maxAttempts: 2 } });
    for (let attempt = 0; attempt < 3; attempt++) {
      network.cut(1012, 'restart');
      clock.advance(1000);
      await settle();
    }
    expect(await client.closed).toEqual({ code: 1012, reason: 'restart' });
    expect(states.at(-1)).toEqual(['closed', { end: { code: 1012, reason: 'restart' } }]);
    expect(clock.pendingTimers).toBe(0);
    client.send({ type: 'response.create' });
    client.appendAudio(new Uint8Array(2));
  });

  it('is the end when the client had closed it, or closes it while waiting', async () => {
    const first = await connect();
    first.client.close();
    first.network.deliverAll();
    expect(await first.client.closed).toEqual({ code: 1000, reason: 'done' });
    const second = await connect();
    second.network.cut();
    second.client.close();
    expect(await second.client.closed).toEqual({ code: 1000, reason: 'done' });
    expect(second.clock.pendingTimers).toBe(0);
    expect(second.states.map(([state]) => state)).toEqual(['reconnecting', 'closed']);
  });

  it('is the end without the option', async () => {
    const { client, network } = await connect(undefined, { reconnect: false });
    network.cut();
    expect(await client.closed).toEqual({ code: 1006, reason: '' });
    expect(client.state).toBe('closed');
  });
});

describe('when the old session is gone', () => {
  const item = (id: string, role: 'user' | 'assistant', transcript: string | null) => ({
    previous_item_id: null,
    item: {
      id,
      object: 'realtime.item' as const,
      status: 'completed' as const,
      type: 'message' as const,
      ...(role === 'user'
        ? { role, content: [{ type: 'input_audio' as const, transcript }] }
        : { role, content: [{ type: 'output_audio' as const, transcript: transcript ?? '' }] }),
    },
  });

  it('sets the new one as the old one was, then says what waited', async () => {
    const { client, network, server, states, reconnected } = await connect(undefined, {
      session: { instructions: 'Be kind.', cascade: { binary_audio: true } },
    });
    client.send({ type: 'session.update', session: { instructions: 'Be brief.' } });
    client.send({ type: 'conversation.item.retrieve', item_id: 'i', event_id: 'sent' });
    network.deliverAll();
    server.forget();
    network.cut();
    client.appendAudio(samples(7, 3));
    client.send({ type: 'conversation.item.retrieve', item_id: 'i', event_id: 'waiting' });
    await reconnected();
    expect(server.sessions).toHaveLength(2);
    expect(states.at(-1)).toEqual(['open', { resumed: false, complete: false, lostAudioMs: 0 }]);
    expect(server.current.session).toMatchObject({
      instructions: 'Be brief.',
      cascade: { binary_audio: true, resume: { token: 'token-of-session-2' } },
    });
    expect(server.current.arrivals).toEqual([7, 8, 9, 'waiting']);
    expect(client.session?.id).toBe('session-2');
    // The new session's events are counted anew, and the new session can be resumed too.
    server.current.emit({ type: 'input_audio_buffer.cleared' });
    network.cut();
    await reconnected();
    expect(server.sessions).toHaveLength(2);
    expect(states.at(-1)?.[1].resumed).toBe(true);
  });

  it('survives a second drop before the new session was set', async () => {
    const { client, network, clock, server, reconnected } = await connect(undefined, {
      session: { instructions: 'Be kind.' },
    });
    server.forget();
    network.cut();
    client.send({ type: 'conversation.item.retrieve', item_id: 'i', event_id: 'waiting' });
    clock.advance(1000);
    await settle();
    network.deliver('server');
    network.deliver('client');
    network.deliver('server');
    expect(server.sessions).toHaveLength(2);
    network.cut();
    await reconnected();
    expect(server.sessions).toHaveLength(3);
    expect(server.current.session).toMatchObject({ instructions: 'Be kind.' });
    expect(server.current.arrivals).toEqual(['waiting']);
    expect(client.state).toBe('open');
  });

  it('writes the conversation into the new one when asked to', async () => {
    const { network, server, reconnected } = await connect(undefined, { reconnect: { restoreHistory: true } });
    const { current } = server;
    current.emit({ type: 'conversation.item.added', ...item('u1', 'user', null) });
    current.emit({
      type: 'conversation.item.input_audio_transcription.completed',
      item_id: 'u1',
      content_index: 0,
      transcript: 'What time is it?',
      usage: { type: 'duration', seconds: 1 },
    });
    current.emit({ type: 'conversation.item.added', ...item('a1', 'assistant', ''), previous_item_id: 'u1' });
    current.emit({ type: 'conversation.item.done', ...item('a1', 'assistant', 'It is noon.'), previous_item_id: 'u1' });
    current.emit({ type: 'conversation.item.added', ...item('u2', 'user', 'Oh.'), previous_item_id: 'a1' });
    current.emit({ type: 'conversation.item.deleted', item_id: 'u2' });
    network.deliverAll();
    server.forget();
    network.cut();
    const created: unknown[] = [];
    const { onMessage } = server;
    server.onMessage = (end, data) => {
      if (typeof data === 'string') created.push(JSON.parse(data));
      onMessage.call(server, end, data);
    };
    await reconnected();
    expect(created.slice(1)).toEqual([
      {
        type: 'conversation.item.create',
        item: { type: 'message', id: 'u1', role: 'user', content: [{ type: 'input_text', text: 'What time is it?' }] },
      },
      {
        type: 'conversation.item.create',
        item: { type: 'message', id: 'a1', role: 'assistant', content: [{ type: 'output_text', text: 'It is noon.' }] },
      },
    ]);
  });
});
