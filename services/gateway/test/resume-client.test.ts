import { connectRealtime, NodeSocket } from '@cascade/client';
import type { SessionUpdate } from '@cascade/contracts';
import { expect, onTestFinished, test } from 'vitest';
import { eventually, gatewayBench } from './gateway-bench.ts';
import { spokenReply } from './spoken-reply.ts';

/** The project's own client against the gateway, over connections that the test can cut. */
async function steadyClient(session: SessionUpdate) {
  const bench = await gatewayBench();
  const sockets: NodeSocket[] = [];
  class CutSocket extends NodeSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  const client = await connectRealtime({
    url: bench.url,
    webSocket: CutSocket,
    session,
    reconnect: { firstDelayMs: 20, maxDelayMs: 50 },
  });
  onTestFinished(() => client.close());
  const resumed: unknown[] = [];
  client.onState((state, detail) => {
    if (state === 'open') resumed.push(detail.resumed, detail.complete, detail.lostAudioMs);
  });
  const cut = () => sockets.at(-1)?.terminate();
  return { ...bench, client, cut, resumed, sockets, ...bench.sessions[0]! };
}

test.each([true, false])(
  'our client loses its connection twice in a reply and hears all of it, once (binary: %s)',
  async (binary) => {
    const { client, connection, cut, resumed } = await steadyClient({ cascade: { binary_audio: binary } });
    const heard: Uint8Array[] = [];
    client.onAudio(({ bytes }) => heard.push(bytes));
    const done: string[] = [];
    client.on('response.done', ({ response }) => done.push(response.status));
    const { parts, audioMs } = spokenReply('r1', ['One two three four five six.'], 200);
    // A ramp instead of a tone: each sample is told from every other.
    const ramp = (sample: number) => ((sample % 20_000) + 1) / 32_768;
    connection.send({ type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 0 });
    for (const { clause, audio } of parts) {
      connection.send(clause);
      for (const chunk of audio) {
        connection.send({ ...chunk, samples: chunk.samples.map((_, index) => ramp(chunk.startSample + index)) });
      }
    }
    connection.send({ type: 'speech-done', responseId: 'r1', audioMs });
    for (const count of [5, 15]) {
      await eventually(() => heard.length).toBeGreaterThan(count);
      cut();
      await eventually(() => client.state).toBe('reconnecting');
      await eventually(() => client.state).toBe('open');
    }
    await eventually(() => done).toEqual(['completed']);
    const samples = new Int16Array(Buffer.concat(heard).buffer.slice(0));
    expect(samples).toHaveLength(audioMs * 24);
    expect(samples.findIndex((sample, index) => Math.abs(sample - ramp(index) * 32_768) > 1)).toBe(-1);
    expect(resumed).toEqual([true, true, 0, true, true, 0]);
  },
);

test('our client speaks through a gap: each sample of it arrives once, in order', async () => {
  const format = { type: 'audio/pcm', rate: 16_000 } as const;
  const { client, cut, input, resumed } = await steadyClient({ audio: { input: { format } } });
  let said = 0;
  const speak = (ms: number) => {
    const samples = Int16Array.from({ length: ms * 16 }, () => (said++ % 30_000) + 1);
    client.appendAudio(new Uint8Array(samples.buffer));
  };
  for (let i = 0; i < 10; i++) speak(20);
  cut();
  for (let i = 0; i < 10; i++) speak(20);
  await eventually(() => resumed.length).toBe(3);
  for (let i = 0; i < 10; i++) speak(20);
  client.send({ type: 'input_audio_buffer.commit' });
  await eventually(() => input.at(-1)?.type).toBe('input-commit');
  const heard = input.flatMap((event) => (event.type === 'audio-chunk' ? [...event.samples] : []));
  expect(heard).toHaveLength(600 * 16);
  expect(heard.findIndex((sample, index) => Math.round(sample * 32_768) !== (index % 30_000) + 1)).toBe(-1);
});
