import { clientEventTypes, parseServerEvent } from '@cascade/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSession } from './gateway-bench.ts';
import { spokenReply } from './spoken-reply.ts';

/** Events that are right, to be spoilt. */
const seeds: object[] = [
  {
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'x',
      audio: {
        input: { format: { type: 'audio/pcm', rate: 16_000 }, turn_detection: { type: 'server_vad', threshold: 0.5 } },
        output: { format: { type: 'audio/pcmu' }, voice: 'a', speed: 1 },
      },
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }],
      cascade: { binary_audio: true, device: { a: 'b' }, time_zone: 'UTC' },
    },
  },
  { type: 'input_audio_buffer.append', audio: Buffer.alloc(960).toString('base64') },
  { type: 'input_audio_buffer.commit' },
  { type: 'input_audio_buffer.clear' },
  {
    type: 'conversation.item.create',
    item: { id: 'a', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
  },
  { type: 'conversation.item.create', item: { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' } },
  { type: 'conversation.item.create', item: { type: 'function_call_output', call_id: 'c', output: '1' } },
  { type: 'conversation.item.retrieve', item_id: 'a' },
  { type: 'conversation.item.truncate', item_id: 'a', content_index: 0, audio_end_ms: 10 },
  { type: 'conversation.item.delete', item_id: 'a' },
  { type: 'response.create', response: { instructions: 'x', metadata: { a: 'b' } } },
  { type: 'response.cancel' },
  { type: 'output_audio_buffer.clear' },
  { type: 'cascade.playback.ack', item_id: 'a', played_ms: 5 },
];

/** Replaces one value somewhere inside. */
function spoilt(seed: unknown, path: readonly number[], value: unknown): unknown {
  if (typeof seed !== 'object' || seed === null || path.length === 0) return value;
  const keys = Object.keys(seed);
  if (keys.length === 0) return value;
  const key = keys[path[0]! % keys.length]!;
  const copy = structuredClone(seed) as Record<string, unknown>;
  copy[key] = spoilt(copy[key], path.slice(1), value);
  return copy;
}

const message = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...seeds).map((seed) => JSON.stringify(seed)) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.nat(9), { maxLength: 5 }), fc.jsonValue())
      .map(([seed, path, value]) => JSON.stringify(spoilt(seed, path, value)) ?? ''),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...clientEventTypes), fc.dictionary(fc.string(), fc.jsonValue()))
      .map(([type, fields]) => JSON.stringify({ ...fields, type })),
  },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
);

test('whatever a client sends in whatever order, its session goes on and answers', async () => {
  const { client, connection, logs } = await openSession({ environment: { CASCADE_INPUT_AHEAD_MS: '600000' } });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), async (messages) => {
      const responseId = `r${round++}`;
      connection.send({ type: 'response-requested', responseId, turnId: 't', cause: 'turn', atMs: 0 });
      for (const { clause, audio } of spokenReply(responseId, ['One two.'], 5).parts) {
        for (const event of [clause, ...audio]) connection.send(event);
      }
      for (const text of messages) client.socket.send(text);
      connection.send({ type: 'response-cancelled', responseId, cause: 'client', atMs: 0 });
      client.send({ type: 'input_audio_buffer.clear', event_id: 'end' });
      await client.next('input_audio_buffer.cleared');
    }),
    { numRuns: 300 },
  );
  expect(client.events.every((event) => parseServerEvent(event) !== undefined)).toBe(true);
  expect(client.events.flatMap((event) => (event.type === 'error' ? [event.error.code] : []))).not.toContain(
    'internal',
  );
  expect(logs.filter(({ message: text }) => text === 'session event failed')).toEqual([]);
}, 60_000);
