import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/beta/realtime/ws';
import type { RealtimeServerEvent } from 'openai/resources/beta/realtime/realtime';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from './gateway-bench.ts';
import { toneAndSilence } from './scripted-stages.ts';
import { stockBench } from './stock-bench.ts';

/** Names that clients of the beta do not know. */
const todaysNames = /"type":"(response\.output_(text|audio|audio_transcript)\.|conversation\.item\.(added|done))/;

const betaBench = (heard: string[]) => stockBench({ heard, answer: () => ({ say: 'It is noon now.' }) }, { tls: true });

test('the stock client of the beta holds a spoken turn', async () => {
  const { port, ca } = await betaBench(['What time is it?']);
  const openai = new OpenAI({ apiKey: 'any', baseURL: `https://localhost:${port}/v1` });
  const client = new OpenAIRealtimeWS({ model: 'gpt-4o-realtime-preview', options: { ca } }, openai);
  onTestFinished(() => client.socket.terminate());
  const events: RealtimeServerEvent[] = [];
  const failures: Error[] = [];
  client.on('event', (event) => events.push(event));
  client.on('error', (error) => failures.push(error));
  const of = <T extends RealtimeServerEvent['type']>(type: T) =>
    events.filter((event): event is Extract<RealtimeServerEvent, { type: T }> => event.type === type);
  await eventually(() => of('session.created').length).toBe(1);
  expect(of('session.created')[0]!.session).toMatchObject({ modalities: ['audio', 'text'], voice: 'default' });

  client.send({
    type: 'session.update',
    session: {
      modalities: ['text', 'audio'],
      input_audio_format: 'pcm16',
      output_audio_format: 'pcm16',
      input_audio_transcription: { model: 'whisper-1' },
      turn_detection: { type: 'server_vad', silence_duration_ms: 200 },
      temperature: 0.8,
    },
  });
  await eventually(() => of('session.updated').length).toBe(1);
  expect(of('session.updated')[0]!.session).toMatchObject({ turn_detection: { type: 'server_vad' } });
  await eventually(() => failures.length).toBe(1);
  expect(failures[0]!.message).toContain('session.temperature');

  client.send({ type: 'input_audio_buffer.append', audio: toneAndSilence(400, 600).toString('base64') });
  await eventually(() => of('response.done').length).toBe(1);
  expect(of('conversation.item.created').map(({ item }) => item.role)).toEqual(['user', 'assistant']);
  expect(of('conversation.item.input_audio_transcription.completed')[0]!.transcript).toBe('What time is it?');
  const audio = of('response.audio.delta').map(({ delta }) => Buffer.from(delta, 'base64'));
  expect(Buffer.concat(audio)).toHaveLength(4 * 50 * 48);
  expect(of('response.audio_transcript.done')[0]!.transcript).toBe('It is noon now.');
  expect(of('response.done')[0]!.response).toMatchObject({
    status: 'completed',
    modalities: ['audio', 'text'],
    output_audio_format: 'pcm16',
    output: [{ content: [{ type: 'audio', transcript: 'It is noon now.' }] }],
  });
  expect(JSON.stringify(events)).not.toMatch(todaysNames);
  expect(failures).toHaveLength(1);
  // The numbers of the events have no gap, though some of today's events are not shown.
  expect(events.map(({ event_id }) => Number(event_id?.split('_').at(-1)))).toEqual(events.map((_, index) => index));
});

test('a browser asks for the beta by a subprotocol, and writes in text', async () => {
  const { port, ca } = await betaBench([]);
  const protocols = ['realtime', 'openai-insecure-api-key.secret', 'openai-beta.realtime-v1'];
  const socket = new WebSocket(`wss://localhost:${port}/v1/realtime`, protocols, { ca });
  onTestFinished(() => socket.terminate());
  const events: { type: string; [field: string]: unknown }[] = [];
  socket.on('message', (data) => events.push(JSON.parse(String(data))));
  await new Promise((resolve) => socket.on('open', resolve));
  expect(socket.protocol).toBe('realtime');
  const send = (event: object) => socket.send(JSON.stringify(event));
  send({ type: 'session.update', session: { modalities: ['text'] } });
  send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'The time?' }] },
  });
  send({ type: 'response.create', response: { modalities: ['text'] } });
  await eventually(() => events.at(-1)?.type).toBe('response.done');
  expect(events.find(({ type }) => type === 'response.text.done')).toMatchObject({ text: 'It is noon now.' });
  expect(events.at(-1)).toMatchObject({
    response: { modalities: ['text'], output: [{ content: [{ type: 'text', text: 'It is noon now.' }] }] },
  });
  expect(events.filter(({ type }) => type === 'conversation.item.created')).toHaveLength(2);
});
