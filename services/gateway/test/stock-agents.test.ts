import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents/realtime';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { eventually } from './gateway-bench.ts';
import { type StageScript, toneAndSilence } from './scripted-stages.ts';
import { stockBench } from './stock-bench.ts';

const turnDetection = { type: 'server_vad', silenceDurationMs: 200, interruptResponse: true } as const;
const bytesOf = (buffer: Buffer) => new Uint8Array(buffer).buffer;
const wireUrl = (url: string, query: string) => `${url.replace(/^http/, 'ws')}/v1/realtime${query}`;

/** A `RealtimeSession` as its users have it, with what it heard, said and complained of. */
async function agentSession(script: StageScript, agent: RealtimeAgent) {
  const bench = await stockBench(script);
  const transport = new OpenAIRealtimeWebSocket({ url: wireUrl(bench.url, '?model=gpt-realtime') });
  const session = new RealtimeSession(agent, { transport, config: { audio: { input: { turnDetection } } } });
  onTestFinished(() => session.close());
  const failures: unknown[] = [];
  const events: { type: string; [field: string]: unknown }[] = [];
  const sent: { type: string; [field: string]: unknown }[] = [];
  const audio: Buffer[] = [];
  session.on('error', (error) => failures.push(error));
  session.on('audio', ({ data }) => audio.push(Buffer.from(data)));
  transport.on('*', (event) => events.push(event as (typeof events)[number]));
  await session.connect({ apiKey: 'any' });
  const socket = transport.connectionState.websocket as unknown as { send(text: string): void };
  const sendText = socket.send.bind(socket);
  socket.send = (text) => {
    sent.push(JSON.parse(text));
    sendText(text);
  };
  const of = (type: string) => events.filter((event) => event.type === type);
  const done = (count: number) => eventually(() => of('response.done').length).toBeGreaterThanOrEqual(count);
  await eventually(() => of('session.updated').length).toBeGreaterThanOrEqual(1);
  return { ...bench, session, transport, failures, events, sent, audio, of, done };
}

const textsOf = (session: RealtimeSession) =>
  session.history.flatMap((item) =>
    item.type === 'message'
      ? [`${item.role}: ${item.content.map((part) => ('transcript' in part ? part.transcript : '')).join('')}`]
      : [],
  );

test('agents: a spoken turn', async () => {
  const agent = new RealtimeAgent({ name: 'clock', instructions: 'Tell the time.' });
  const { session, done, audio, failures, of } = await agentSession(
    { heard: ['What time is it?'], answer: () => ({ say: 'It is noon now.' }) },
    agent,
  );
  session.sendAudio(bytesOf(toneAndSilence(400, 600)));
  await done(1);
  expect(Buffer.concat(audio)).toHaveLength(4 * 50 * 48);
  await eventually(() => textsOf(session)).toEqual(['user: What time is it?', 'assistant: It is noon now.']);
  expect(session.usage).toMatchObject({ inputTokens: 9, outputTokens: 3 });
  expect(of('session.updated').at(-1)).toMatchObject({ session: { instructions: 'Tell the time.' } });
  expect(failures).toEqual([]);
});

test('agents: a function of the client runs once, and its result is spoken', async () => {
  let runs = 0;
  const weather = tool({
    name: 'weather',
    description: 'Tells the weather of a city.',
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => {
      runs++;
      return `23 degrees in ${city}`;
    },
  });
  const { session, done, failures, stages } = await agentSession(
    {
      heard: ['Is it warm in Ulm?'],
      answer: (items) =>
        items.at(-1)?.kind === 'tool-result'
          ? { say: 'It is warm.' }
          : { call: 'weather', arguments: '{"city":"Ulm"}' },
    },
    new RealtimeAgent({ name: 'weather', tools: [weather] }),
  );
  session.sendAudio(bytesOf(toneAndSilence(300, 400)));
  await done(2);
  await eventually(() => textsOf(session).at(-1)).toBe('assistant: It is warm.');
  expect(runs).toBe(1);
  expect(stages[0]!.asked).toHaveLength(2);
  expect(stages[0]!.asked[1]!.at(-1)).toMatchObject({ kind: 'tool-result', output: '23 degrees in Ulm' });
  expect(failures).toEqual([]);
});

test('agents: an interruption truncates, once, and history keeps what was heard', async () => {
  const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const { session, done, failures, sent, audio, of, stages } = await agentSession(
    { heard: ['Tell me a story.', 'Stop.'], answer: (items) => ({ say: items.length > 1 ? 'Fine.' : long }) },
    new RealtimeAgent({ name: 'teller' }),
  );
  session.sendAudio(bytesOf(toneAndSilence(300, 400)));
  await eventually(() => audio.length).toBeGreaterThan(10);
  session.sendAudio(bytesOf(toneAndSilence(300, 400)));
  await done(2);
  const cuts = sent.filter(({ type }) => type === 'conversation.item.truncate');
  expect(cuts).toHaveLength(1);
  // It was told that the server interrupts by itself.
  expect(sent.filter(({ type }) => type === 'response.cancel')).toEqual([]);
  expect(of('response.done')[0]).toMatchObject({ response: { status: 'cancelled' } });
  const heard = Math.floor(Number(cuts[0]!.audio_end_ms) / 50);
  const words = Array.from({ length: heard }, (_, index) => `word${index}`).join(' ');
  await eventually(() => textsOf(session)).toEqual([
    'user: Tell me a story.',
    `assistant: ${words}`,
    'user: Stop.',
    'assistant: Fine.',
  ]);
  session.transport.requestResponse?.();
  await done(3);
  expect(stages[0]!.asked.at(-1)).toMatchObject(
    [{ text: 'Tell me a story.' }, { text: words }, { text: 'Stop.' }, { text: 'Fine.' }].filter(
      ({ text }) => text !== '',
    ),
  );
  expect(failures).toEqual([]);
});

test('agents: interrupting by hand stops the reply without an error', async () => {
  const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const { session, done, failures, sent, audio } = await agentSession(
    { heard: ['Tell me a story.'], answer: () => ({ say: long }) },
    new RealtimeAgent({ name: 'teller' }),
  );
  session.sendAudio(bytesOf(toneAndSilence(300, 400)));
  await eventually(() => audio.length).toBeGreaterThan(10);
  session.interrupt();
  await done(1);
  expect(sent.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['response.cancel', 'conversation.item.truncate']),
  );
  expect(failures).toEqual([]);
});

test('agents: its transport carries a transcription session', async () => {
  const bench = await stockBench({
    heard: ['First sentence.', 'Second one.'],
    answer: () => {
      throw new Error('nobody asked for an answer');
    },
  });
  const transport = new OpenAIRealtimeWebSocket({ url: wireUrl(bench.url, '?intent=transcription') });
  onTestFinished(() => transport.close());
  const failures: unknown[] = [];
  const events: { type: string; [field: string]: unknown }[] = [];
  transport.on('error', (error) => failures.push(error));
  transport.on('*', (event) => events.push(event as (typeof events)[number]));
  await transport.connect({ apiKey: 'any' });
  transport.sendEvent({
    type: 'session.update',
    session: { type: 'transcription', audio: { input: { turn_detection: { type: 'server_vad' } } } },
  });
  for (let i = 0; i < 2; i++) transport.sendAudio(bytesOf(toneAndSilence(300, 400)));
  const completed = () =>
    events.flatMap(({ type, transcript }) =>
      type === 'conversation.item.input_audio_transcription.completed' ? [transcript] : [],
    );
  await eventually(completed).toEqual(['First sentence.', 'Second one.']);
  const updated = events.filter(({ type }) => type === 'session.updated');
  expect(updated.at(-1)).toMatchObject({ session: { type: 'transcription' } });
  expect(events.filter(({ type }) => type.startsWith('response.'))).toEqual([]);
  expect(failures).toEqual([]);
});
