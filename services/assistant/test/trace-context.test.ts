import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodePcm16 } from '@cascade/audio';
import { connectRealtime } from '@cascade/client';
import {
  formatTraceparent,
  newSpanId,
  newTraceId,
  parseTraceparent,
  type ServerEvent,
  type ServerEventOf,
  type ServerEventType,
} from '@cascade/contracts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Assistant } from '../src/index.ts';
import { startForTest } from './service.ts';

/** A language model that calls the one function it is given, and keeps the headers it is asked with. */
const asked: IncomingHttpHeaders[] = [];
const model = createServer((request, response) => {
  asked.push(request.headers);
  request.resume();
  const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'water_plants', arguments: '{}' } };
  const chunk = (delta: object, finish_reason: string | null) => {
    const fields = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm' };
    return `data: ${JSON.stringify({ ...fields, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
  };
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end(`${chunk({ tool_calls: [call] }, null)}${chunk({}, 'tool_calls')}data: [DONE]\n\n`);
});

let assistant: Assistant;
beforeAll(async () => {
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve));
  assistant = await startForTest({
    CASCADE_LLM_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`,
    CASCADE_LLM_MODEL: 'm',
    CASCADE_LLM_TOOLS: '1',
  });
}, 60_000);
afterAll(async () => {
  await assistant?.close();
  model.closeAllConnections();
  await new Promise((resolve) => model.close(resolve));
});

test('one trace id goes from the client through the turn to the language model and to the function', async () => {
  const context = { traceId: newTraceId(), spanId: newSpanId(), sampled: true };
  const session = formatTraceparent({ traceId: newTraceId(), spanId: newSpanId(), sampled: true });
  const format = { type: 'audio/pcm', rate: 24_000 } as const;
  const client = await connectRealtime({
    url: assistant.realtimeUrl,
    traceparent: session,
    session: {
      type: 'realtime',
      audio: { input: { turn_detection: null } },
      tools: [{ type: 'function', name: 'water_plants' }],
    },
    formats: { input: format, output: format },
  });
  const events: ServerEvent[] = [];
  client.onEvent((event) => events.push(event));
  const only = <T extends ServerEventType>(type: T) =>
    events.filter((event): event is ServerEventOf<T> => event.type === type);

  client.setTraceparent(formatTraceparent(context));
  const samples = await assistant.speak('Please take care of the flowers on the balcony.');
  client.appendAudio(new Uint8Array(encodePcm16(samples)));
  client.send({ type: 'input_audio_buffer.commit' });
  client.send({ type: 'response.create' });
  await expect.poll(() => only('cascade.turn.record').length, { timeout: 20_000, interval: 20 }).toBe(1);
  client.close();
  await client.closed;

  const record = only('cascade.turn.record')[0]?.record;
  expect(record).toMatchObject({
    trace_id: context.traceId,
    trace: { parent: formatTraceparent(context), session },
    tool_calls: [{ name: 'water_plants' }],
  });
  expect(new Set(only('cascade.turn.decision').map(({ trace_id }) => trace_id))).toEqual(new Set([context.traceId]));

  const toModel = parseTraceparent(String(asked.at(-1)?.traceparent));
  expect(toModel?.traceId).toBe(context.traceId);
  expect(record?.spans.find(({ name }) => name === 'generation')?.attributes?.span_id).toBe(toModel?.spanId);

  const toFunction = parseTraceparent(only('response.function_call_arguments.done')[0]?.traceparent ?? '');
  expect(toFunction?.traceId).toBe(context.traceId);
  expect(record?.tool_calls[0]?.span_id).toBe(toFunction?.spanId);
}, 40_000);
