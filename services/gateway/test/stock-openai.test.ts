import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import type { RealtimeClientEvent, RealtimeServerEvent } from 'openai/resources/realtime/realtime';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from './gateway-bench.ts';
import { type StageScript, toneAndSilence } from './scripted-stages.ts';
import { stockBench } from './stock-bench.ts';

type EventOf<T extends RealtimeServerEvent['type']> = Extract<RealtimeServerEvent, { type: T }>;

/** The `openai` package as its users have it: over TLS, because it knows no other way. */
async function openaiClient(script: StageScript, connection: { model: string } | { intent: 'transcription' }) {
  const bench = await stockBench(script, { tls: true });
  const openai = new OpenAI({ apiKey: 'any', baseURL: `https://localhost:${bench.port}/v1` });
  const client = new OpenAIRealtimeWS({ ...connection, options: { ca: bench.ca } }, openai);
  onTestFinished(() => client.socket.terminate());
  const events: RealtimeServerEvent[] = [];
  const failures: Error[] = [];
  client.on('event', (event) => events.push(event));
  client.on('error', (error) => failures.push(error));
  const of = <T extends RealtimeServerEvent['type']>(type: T) =>
    events.filter((event): event is EventOf<T> => event.type === type);
  const arrives = async <T extends RealtimeServerEvent['type']>(type: T, count = 1): Promise<EventOf<T>> => {
    await eventually(() => of(type).length).toBeGreaterThanOrEqual(count);
    return of(type)[count - 1]!;
  };
  await arrives('session.created');
  return { ...bench, client, events, failures, of, arrives };
}

const send = (client: OpenAIRealtimeWS, event: RealtimeClientEvent) => client.send(event);
const turnDetection = { type: 'server_vad', silence_duration_ms: 200 } as const;

test('openai: a spoken turn', async () => {
  const script: StageScript = { heard: ['What time is it?'], answer: () => ({ say: 'It is noon now.' }) };
  const { client, of, arrives, failures } = await openaiClient(script, { model: 'gpt-realtime' });
  send(client, {
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'Be brief.',
      output_modalities: ['audio'],
      audio: { input: { format: { type: 'audio/pcm', rate: 24_000 }, turn_detection: turnDetection } },
    },
  });
  const { session } = await arrives('session.updated');
  expect(session).toMatchObject({ type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief.' });

  const speech = toneAndSilence(400, 600);
  for (let at = 0; at < speech.length; at += 4800) {
    const audio = speech.subarray(at, at + 4800).toString('base64');
    send(client, { type: 'input_audio_buffer.append', audio });
  }
  await arrives('input_audio_buffer.speech_started');
  await arrives('input_audio_buffer.speech_stopped');
  const { transcript, item_id } = await arrives('conversation.item.input_audio_transcription.completed');
  expect(transcript).toBe('What time is it?');
  const deltas = of('conversation.item.input_audio_transcription.delta');
  expect(deltas.map(({ delta }) => delta).join('')).toBe(transcript);
  const { response } = await arrives('response.done');
  expect(response).toMatchObject({ status: 'completed', output: [{ content: [{ transcript: 'It is noon now.' }] }] });
  expect(response.usage).toMatchObject({ input_tokens: 9, output_tokens: 3 });
  const audio = of('response.output_audio.delta').map(({ delta }) => Buffer.from(delta, 'base64'));
  expect(Buffer.concat(audio)).toHaveLength(4 * 50 * 48);

  send(client, { type: 'conversation.item.retrieve', item_id });
  expect((await arrives('conversation.item.retrieved')).item).toMatchObject({ content: [{ transcript }] });
  expect(failures).toEqual([]);
});

test('openai: a function of the client runs once, and its result is spoken', async () => {
  const { client, arrives, events, failures, stages } = await openaiClient(
    {
      heard: ['Is it warm in Ulm?'],
      answer: (items) =>
        items.at(-1)?.kind === 'tool-result'
          ? { say: 'It is warm.' }
          : { call: 'weather', arguments: '{"city":"Ulm"}' },
    },
    { model: 'gpt-realtime' },
  );
  send(client, {
    type: 'session.update',
    session: {
      type: 'realtime',
      tools: [{ type: 'function', name: 'weather', parameters: { type: 'object' } }],
      tool_choice: 'auto',
      audio: { input: { turn_detection: turnDetection } },
    },
  });
  await arrives('session.updated');
  send(client, { type: 'input_audio_buffer.append', audio: toneAndSilence(300, 400).toString('base64') });
  const { arguments: json, call_id } = await arrives('response.function_call_arguments.done');
  expect(JSON.parse(json)).toEqual({ city: 'Ulm' });
  // Clients act on a call wherever they see one that is complete: it must be one place.
  const complete = events.filter(
    (event) =>
      (event.type === 'response.output_item.added' || event.type === 'response.output_item.done') &&
      event.item.type === 'function_call' &&
      event.item.status === 'completed',
  );
  expect(complete).toHaveLength(1);
  expect((await arrives('response.done')).response).toMatchObject({ output: [{ type: 'function_call', call_id }] });
  send(client, { type: 'conversation.item.create', item: { type: 'function_call_output', call_id, output: '23' } });
  send(client, { type: 'response.create' });
  expect((await arrives('response.done', 2)).response).toMatchObject({
    output: [{ content: [{ transcript: 'It is warm.' }] }],
  });
  expect(stages[0]!.asked.at(-1)).toMatchObject([
    { kind: 'message', role: 'user', text: 'Is it warm in Ulm?' },
    { kind: 'tool-call', callId: call_id },
    { kind: 'tool-result', callId: call_id, output: '23' },
  ]);
  expect(failures).toEqual([]);
});

test('openai: an interruption with truncate leaves what was heard', async () => {
  const long = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
  const { client, arrives, failures, stages, of } = await openaiClient(
    { heard: ['Tell me a story.', 'Stop.'], answer: (items) => ({ say: items.length > 1 ? 'Fine.' : long }) },
    { model: 'gpt-realtime' },
  );
  send(client, {
    type: 'session.update',
    session: { type: 'realtime', audio: { input: { turn_detection: turnDetection } } },
  });
  send(client, { type: 'input_audio_buffer.append', audio: toneAndSilence(300, 400).toString('base64') });
  const { item_id } = await arrives('response.output_audio.delta', 5);
  const begun = of('input_audio_buffer.speech_started').length;
  send(client, { type: 'input_audio_buffer.append', audio: toneAndSilence(300, 400).toString('base64') });
  await arrives('input_audio_buffer.speech_started', begun + 1);
  send(client, { type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 110 });
  expect(await arrives('conversation.item.truncated')).toMatchObject({ item_id, content_index: 0, audio_end_ms: 110 });
  expect((await arrives('response.done')).response).toMatchObject({
    status: 'cancelled',
    status_details: { reason: 'turn_detected' },
  });
  send(client, { type: 'conversation.item.retrieve', item_id });
  expect((await arrives('conversation.item.retrieved')).item).toMatchObject({
    status: 'incomplete',
    content: [{ transcript: 'word0 word1' }],
  });
  await arrives('response.done', 2);
  // A third turn sees the truncated text.
  send(client, { type: 'response.create' });
  await arrives('response.done', 3);
  expect(stages[0]!.asked.at(-1)).toMatchObject([
    { role: 'user', text: 'Tell me a story.' },
    { role: 'assistant', text: 'word0 word1' },
    { role: 'user', text: 'Stop.' },
    { role: 'assistant', text: 'Fine.' },
  ]);
  expect(failures).toEqual([]);
});

test('openai: a transcription session', async () => {
  const script: StageScript = {
    heard: ['First sentence.', 'Second one.'],
    answer: () => {
      throw new Error('nobody asked for an answer');
    },
  };
  const { client, arrives, of, failures, events } = await openaiClient(script, { intent: 'transcription' });
  expect(of('session.created')[0]!.session.type).toBe('transcription');
  send(client, {
    type: 'session.update',
    session: {
      type: 'transcription',
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 24_000 },
          transcription: { model: 'gpt-4o-transcribe', language: 'en' },
          turn_detection: turnDetection,
        },
      },
    },
  });
  expect((await arrives('session.updated')).session.type).toBe('transcription');
  send(client, { type: 'input_audio_buffer.append', audio: toneAndSilence(300, 400).toString('base64') });
  send(client, { type: 'input_audio_buffer.append', audio: toneAndSilence(300, 400).toString('base64') });
  await arrives('conversation.item.input_audio_transcription.completed', 2);
  const completed = of('conversation.item.input_audio_transcription.completed');
  expect(completed.map(({ transcript }) => transcript)).toEqual(['First sentence.', 'Second one.']);
  expect(completed[0]!.usage).toMatchObject({ type: 'duration' });
  expect(events.filter(({ type }) => type.startsWith('response.'))).toEqual([]);
  expect(failures).toEqual([]);
});
