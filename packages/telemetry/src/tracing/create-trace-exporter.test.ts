import { createServer, type Socket } from 'node:net';
import { formatTraceparent, newTraceId } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type ReceivedSpan, startOtlpReceiver } from '../../test/otlp-receiver.ts';
import { modelCallSpanId, plantedWords, sampleTraceId, sampleTurn, toolSpanId } from '../../test/sample-turn.ts';
import { createTraceExporter } from './create-trace-exporter.ts';
import type { TraceExporterOptions } from './trace-exporter.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function receiver(answer?: () => number) {
  const started = await startOtlpReceiver(answer);
  closers.push(started.close);
  return started;
}

async function exporter(options: Partial<TraceExporterOptions> & { endpoint: string }) {
  const warnings: object[] = [];
  const clock = new VirtualClock();
  const made = await createTraceExporter({
    serviceName: 'kiosk',
    serviceVersion: '1.2.3',
    clock,
    logger: { warn: (fields) => warnings.push(fields) },
    ...options,
  });
  closers.push(() => made.close());
  return { made, warnings, clock };
}

const zeroMs = Date.parse('2026-01-02T03:04:06.500Z');
const named = (spans: readonly ReceivedSpan[], name: string): ReceivedSpan => {
  const found = spans.filter((span) => span.name === name);
  expect(found, name).toHaveLength(1);
  return found[0] as ReceivedSpan;
};

async function exported(record = sampleTurn()): Promise<ReceivedSpan[]> {
  const { endpoint, spans } = await receiver();
  const { made } = await exporter({ endpoint });
  made.export(record);
  await made.flush();
  return spans;
}

describe('the spans of a turn', () => {
  it('form one tree under the turn, at the times they happened', async () => {
    const spans = await exported();
    const turn = named(spans, 'turn');
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([sampleTraceId]));
    expect(turn.parentSpanId).toBe('');
    expect([turn.startMs - zeroMs, turn.endMs - zeroMs]).toEqual([-1500, 1300]);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(ids.size).toBe(spans.length);
    for (const span of spans) {
      expect(span === turn || ids.has(span.parentSpanId), span.name).toBe(true);
      expect(span.startMs, span.name).toBeGreaterThanOrEqual(turn.startMs);
      expect(span.endMs, span.name).toBeLessThanOrEqual(turn.endMs);
    }
    const partial = named(spans, 'asr partial');
    expect([partial.startMs - zeroMs, partial.endMs - zeroMs]).toEqual([-400, -350]);
    expect(spans.find(({ spanId }) => spanId === partial.parentSpanId)).toMatchObject({
      name: 'stage asr',
      parentSpanId: turn.spanId,
      attributes: { 'cascade.version.asr': 'moonshine@1', 'cascade.version.asr.draft': 'tiny@1' },
    });
    expect(named(spans, 'user-speech').startMs - zeroMs).toBe(-1000);
    expect(named(spans, 'playback').endMs - zeroMs).toBe(1300);
    expect(turn.resource).toMatchObject({ 'service.name': 'kiosk', 'service.version': '1.2.3' });
  });

  it('have the critical path in one of them, without gap', async () => {
    const spans = await exported();
    const whole = named(spans, 'voice-to-voice');
    const path = spans.filter(({ parentSpanId }) => parentSpanId === whole.spanId);
    expect(path.map(({ name }) => name)).toEqual([
      'gateway client-buffering',
      'asr final',
      'turn end-of-turn',
      'planner first-clause',
      'tts first-audio',
      'gateway playback',
    ]);
    expect(path.every(({ attributes }) => attributes['cascade.critical'] === true)).toBe(true);
    let endMs = zeroMs;
    for (const span of path) {
      expect(span.startMs).toBeCloseTo(endMs, 3);
      endMs = span.endMs;
    }
    expect(endMs).toBeCloseTo(whole.endMs, 3);
    expect(named(spans, 'turn end-of-turn').attributes).toMatchObject({
      'cascade.queue_ms': 30,
      'cascade.compute_ms': 40,
      'cascade.wait_ms': 10,
    });
  });

  it('name the language model and the tools as the conventions for generative AI have it', async () => {
    const spans = await exported();
    const chat = named(spans, 'chat qwen@1');
    expect(chat).toMatchObject({
      spanId: modelCallSpanId,
      kind: 3,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'qwen@1',
        'gen_ai.usage.input_tokens': 41,
        'gen_ai.usage.output_tokens': 9,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.response.time_to_first_chunk': 0.05,
        'gen_ai.conversation.id': 'sess_1',
      },
    });
    expect([chat.startMs - zeroMs, chat.endMs - zeroMs]).toEqual([200, 330]);
    expect(named(spans, 'planner first-token').parentSpanId).toBe(modelCallSpanId);
    expect(named(spans, 'execute_tool set_course')).toMatchObject({
      spanId: toolSpanId,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'set_course',
        'gen_ai.tool.call.id': 'call_1',
      },
    });
  });

  it('tell verdicts and decisions', async () => {
    const turn = named(await exported(), 'turn');
    expect(turn.attributes).toMatchObject({
      'cascade.budget.violations': ['planning'],
      'cascade.budget.verdicts': ['planning: model-compute of planner'],
      'cascade.budget.teams': ['dialogue'],
      'cascade.voice_to_voice_ms': 400,
    });
    expect(turn.events[0]).toEqual({
      name: 'decision commit',
      atMs: zeroMs + 200,
      attributes: {
        'cascade.decision.kind': 'commit',
        'cascade.decision.reason': 'end-of-turn: model 0.97 after 180 ms of silence',
      },
    });
  });

  it('hold nothing that was said, even where the user agreed to transcripts', async () => {
    const { endpoint, requests } = await receiver();
    const { made } = await exporter({ endpoint });
    const attributes = { skill: 'zanzibar' };
    const record = sampleTurn();
    const [first, ...rest] = record.spans;
    made.export({ ...record, spans: [{ ...first, attributes } as (typeof record.spans)[number], ...rest] });
    await made.flush();
    const everything = Buffer.concat(requests.map(({ bytes }) => bytes))
      .toString('latin1')
      .toLowerCase();
    expect(everything).toContain('set_course');
    for (const word of plantedWords) expect(everything, word).not.toContain(word);
  });

  it('fail where the turn failed', async () => {
    const response = { ...sampleTurn().response, status: 'failed', error_code: 'planner_timeout' } as const;
    const turn = named(await exported(sampleTurn({ response: response as never })), 'turn');
    expect(turn.status).toEqual({ code: 2, message: 'planner_timeout' });
    expect(turn.attributes['error.type']).toBe('planner_timeout');
  });

  it('are at about the right time in records that do not say when it was', async () => {
    const { zero_at: _, ...older } = sampleTurn();
    const spans = await exported(older);
    const turn = named(spans, 'turn');
    expect(turn.startMs).toBe(Date.parse(older.started_at));
    expect(named(spans, 'voice-to-voice').startMs).toBe(Date.parse(older.started_at) + 1000);
  });
});

describe('a turn within a trace of the client’s', () => {
  const client = { traceId: sampleTraceId, spanId: '1111111111111111' };

  it('hangs below the client’s span, and is linked to its connection', async () => {
    const session = { traceId: newTraceId(), spanId: '2222222222222222', sampled: true };
    const trace = { parent: formatTraceparent({ ...client, sampled: true }), session: formatTraceparent(session) };
    const turn = named(await exported(sampleTurn({ trace })), 'turn');
    expect(turn).toMatchObject({ traceId: client.traceId, parentSpanId: client.spanId });
    expect(turn.links).toEqual([
      { traceId: session.traceId, spanId: session.spanId, attributes: { 'cascade.link': 'session' } },
    ]);
  });

  it('is exported as the client decided, whatever the share of the others', async () => {
    const { endpoint, spans } = await receiver();
    const { made } = await exporter({ endpoint, sampleRatio: 0 });
    for (const sampled of [true, false]) {
      made.export(
        sampleTurn({ turn_id: String(sampled), trace: { parent: formatTraceparent({ ...client, sampled }) } }),
      );
    }
    made.export(sampleTurn());
    await made.flush();
    expect(spans.filter(({ name }) => name === 'turn').map(({ attributes }) => attributes['cascade.turn.id'])).toEqual([
      'true',
    ]);
  });
});

describe('exporting', () => {
  it('sends several turns together, with the headers it was given', async () => {
    const { endpoint, requests, spans } = await receiver();
    const { made } = await exporter({ endpoint: `${endpoint}/`, headers: { authorization: 'Bearer x' } });
    for (let turn = 0; turn < 5; turn++) made.export(sampleTurn({ trace_id: newTraceId() }));
    await made.flush();
    expect(requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([['/v1/traces', 'Bearer x']]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(5);
    expect(made.counts()).toEqual({ exported: spans.length, lost: 0 });
  });

  it('takes a share of the turns by their trace ids', async () => {
    const { endpoint, spans } = await receiver();
    const { made } = await exporter({ endpoint, sampleRatio: 0.5 });
    made.export(sampleTurn({ trace_id: `${'0'.repeat(31)}1` }));
    made.export(sampleTurn({ trace_id: `${'f'.repeat(8)}${'0'.repeat(24)}` }));
    await made.flush();
    expect(spans.filter(({ name }) => name === 'turn')).toHaveLength(1);
  });

  it('keeps the turn of a user who wants no telemetry', async () => {
    const consent = { telemetry: false, transcripts: false, audio_review: false };
    expect(await exported(sampleTurn({ consent }))).toEqual([]);
  });

  it('loses what a closed door does not take, counts it, and says so once a minute', async () => {
    const closedDoor = createServer();
    await new Promise<void>((resolve) => closedDoor.listen(0, '127.0.0.1', resolve));
    const { port } = closedDoor.address() as { port: number };
    await new Promise((resolve) => closedDoor.close(resolve));
    const { made, warnings, clock } = await exporter({ endpoint: `http://127.0.0.1:${port}`, timeoutMs: 100 });
    const failing = async () => {
      made.export(sampleTurn());
      await made.flush();
    };
    await failing();
    const { lost } = made.counts();
    expect(lost).toBeGreaterThan(10);
    expect(warnings).toEqual([{ lost, reason: expect.stringContaining('ECONNREFUSED') }]);
    await failing();
    expect(made.counts()).toEqual({ exported: 0, lost: 2 * lost });
    expect(warnings).toHaveLength(1);
    clock.advance(60_000);
    await failing();
    expect(warnings).toHaveLength(2);
  });

  it('loses what was refused', async () => {
    const { endpoint } = await receiver(() => 400);
    const { made, warnings } = await exporter({ endpoint });
    made.export(sampleTurn());
    await made.flush();
    expect(made.counts().exported).toBe(0);
    expect(warnings).toHaveLength(1);
  });

  it('loses whole turns when the queue is full', async () => {
    const { endpoint, spans } = await receiver();
    const { made, warnings } = await exporter({ endpoint, queueSpans: 50 });
    for (let turn = 0; turn < 4; turn++) made.export(sampleTurn({ trace_id: newTraceId() }));
    const { lost } = made.counts();
    await made.flush();
    const [perTurn] = new Set(
      [...Map.groupBy(spans, ({ traceId }) => traceId).values()].map((ofTurn) => ofTurn.length),
    );
    expect(perTurn).toBeGreaterThan(10);
    expect(spans.length % (perTurn as number)).toBe(0);
    expect(lost).toBe(4 * (perTurn as number) - spans.length);
    expect(warnings).toHaveLength(1);
  });

  it('waits for a silent endpoint no longer than it may when it closes', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });
    const { port } = silent.address() as { port: number };
    const { made, clock } = await exporter({ endpoint: `http://127.0.0.1:${port}`, timeoutMs: 400 });
    made.export(sampleTurn());
    const closing = made.close();
    clock.advance(400);
    await closing;
    expect(made.counts().lost).toBeGreaterThan(10);
  });

  it('does nothing without an endpoint', async () => {
    const { made } = await exporter({ endpoint: '' });
    made.export(sampleTurn());
    await made.flush();
    expect(made.counts()).toEqual({ exported: 0, lost: 0 });
  });
});
