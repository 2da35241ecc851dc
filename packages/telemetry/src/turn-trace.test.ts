import type { SessionSettings, TurnRecord } from '@cascade/contracts';
import { expect, it } from 'vitest';
import { type RecordedEvent, TurnRecorder } from './turn-recorder.ts';

const settings: SessionSettings = {
  instructions: '',
  outputModality: 'audio',
  respond: true,
  inputFormat: { codec: 'pcm16', rateHz: 16000 },
  outputFormat: { codec: 'pcm16', rateHz: 24000 },
  turnDetection: { mode: 'manual' },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice: 'heart',
  speed: 1,
  clientTools: [],
};
const { signal } = new AbortController();
const session = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const parent = `00-${traceId}-b7ad6b7169203331-01`;
const epochMs = Date.parse('2026-01-02T03:04:05.000Z');

/** A session that began at `epochMs`, in which every sample is captured as it arrives. */
function recording(trace?: SessionSettings['trace']) {
  const records: TurnRecord[] = [];
  let nowMs = 0;
  const recorder = new TurnRecorder({
    sessionId: 'sess_1',
    device: () => ({}),
    versions: {},
    settings: { ...settings, ...(trace && { trace }) },
    judge: () => ({ profile: 'default', budgets_ms: {}, violations: {} }),
    eventLoopDelayP99Ms: () => 0,
    wallClockMs: () => epochMs + nowMs,
    onRecord: (record) => records.push(record),
  });
  const at = (atMs: number, ...events: RecordedEvent[]) => {
    nowMs = atMs;
    for (const event of events) recorder.observe(event, atMs);
  };
  const begin = (turnId: string, atMs: number) =>
    at(
      atMs,
      { type: 'audio-chunk', index: 0, startSample: 0, samples: new Float32Array(16 * atMs), receivedAtMs: atMs },
      { type: 'turn-started', turnId, startSample: 0, atMs },
    );
  const end = (turnId: string, atMs: number, endSample: number) => {
    const common = { turnId, startSample: 0, endSample, atMs };
    at(atMs, { type: 'turn-committed', ...common, text: 'Hi.', continued: false });
    recorder.close(0);
  };
  const set = (atMs: number, changed: SessionSettings['trace']) =>
    at(atMs, { type: 'session-settings', settings: { ...settings, ...(changed && { trace: changed }) } });
  return { recorder, records, at, begin, end, set };
}

it('a turn has a trace of its own, and only refers to the one its client connected in', () => {
  const { records, begin, end } = recording({ session });
  begin('t1', 1000);
  end('t1', 1200, 16_000);
  expect(records[0]?.trace).toEqual({ session });
  expect(records[0]?.trace_id).toMatch(/^[0-9a-f]{32}$/);
  expect(session).not.toContain(records[0]?.trace_id);
});

it('a turn that begins once the client has said of what it is part belongs to that trace', () => {
  const { recorder, records, begin, end, set } = recording();
  set(500, { parent });
  expect(recorder.listeningTraceId).toBe(traceId);
  begin('t1', 1000);
  end('t1', 1200, 16_000);
  expect(records[0]).toMatchObject({ trace_id: traceId, trace: { parent } });
});

it('a turn that has begun keeps its trace, the next one has another', () => {
  const { recorder, records, begin, end, set } = recording();
  begin('t1', 1000);
  const own = recorder.listeningTraceId;
  set(1100, { parent });
  expect(recorder.listeningTraceId).toBe(own);
  end('t1', 1200, 16_000);
  expect(records[0]?.trace_id).toBe(own);
  expect(records[0]?.trace).toBeUndefined();
  expect(recorder.listeningTraceId).toBe(traceId);
  set(1300, undefined);
  expect(recorder.listeningTraceId).not.toBe(traceId);
});

it('a record says when its zero was, and when a function was called for under which span', () => {
  const { recorder, records, at, begin } = recording();
  begin('t1', 1000);
  at(1200, {
    type: 'turn-committed',
    turnId: 't1',
    text: 'Hi.',
    startSample: 0,
    endSample: 14_400,
    atMs: 1200,
    continued: false,
  });
  at(1210, { type: 'response-requested', responseId: 'r1', turnId: 't1', cause: 'turn', atMs: 1210 });
  const call = { responseId: 'r1', callId: 'c1', name: 'weather', arguments: '{}', runsAt: 'client' } as const;
  at(1300, { type: 'plan-tool-call', ...call, traceparent: parent });
  at(1310, { type: 'plan-done', responseId: 'r1', source: 'fast-path', signal });
  recorder.close(0);
  expect(records[0]?.zero_at).toBe('2026-01-02T03:04:05.900Z');
  expect(records[0]?.tool_calls).toEqual([
    { call_id: 'c1', name: 'weather', arguments: '{}', output: null, at_ms: 400, span_id: 'b7ad6b7169203331' },
  ]);
});
