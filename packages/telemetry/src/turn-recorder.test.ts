import { type SessionSettings, type TurnRecord, turnRecordSchema } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';
import { type RecordedEvent, TurnRecorder } from './turn-recorder.ts';

const settings: SessionSettings = {
  instructions: '',
  outputModality: 'audio',
  respond: true,
  inputFormat: { codec: 'pcm16', rateHz: 24000 },
  outputFormat: { codec: 'pcm16', rateHz: 24000 },
  turnDetection: { mode: 'semantic', maxSilenceMs: 4000, createResponse: true, interruptResponse: true },
  vadThreshold: 0.5,
  prefixPaddingMs: 300,
  voice: 'heart',
  speed: 1,
  clientTools: [],
};
const { signal } = new AbortController();
const overBudget = (planning: number): Record<string, number> => (planning > 100 ? { planning } : {});

/** A session in which sample 0 is captured at 0 ms and 20 ms chunks arrive 5 ms after their end. */
function session() {
  const records: TurnRecord[] = [];
  const recorder = new TurnRecorder({
    sessionId: 'session_1',
    device: () => ({ browser: 'test' }),
    versions: { asr: 'tiny@1', tts: 'voice@2' },
    settings,
    judge: (stages) => ({
      profile: 'default',
      budgets_ms: { planning: 100 },
      violations: overBudget(stages.planning ?? 0),
    }),
    eventLoopDelayP99Ms: () => 3,
    onRecord: (record) => records.push(turnRecordSchema.parse(record)),
  });
  let chunk = 0;
  const hear = (untilMs: number) => {
    for (; chunk * 20 < untilMs; chunk++) {
      const receivedAtMs = chunk * 20 + 20;
      recorder.observe(
        { type: 'audio-chunk', index: chunk, startSample: chunk * 320, samples: new Float32Array(320), receivedAtMs },
        receivedAtMs,
      );
    }
  };
  const at = (atMs: number, ...events: RecordedEvent[]) => {
    hear(atMs);
    for (const event of events) recorder.observe(event, atMs);
  };
  return { recorder, records, at };
}
const ms = (value: number) => value * 16;

const partial = (text: string, stableText: string): RecordedEvent => ({
  type: 'transcript-partial',
  utteranceId: 'u1',
  text,
  stableText,
  startSample: ms(1000),
  endSample: ms(1250),
  queueMs: 1,
  computeMs: 20,
});
const final = (text: string, endMs: number, revision = 1): RecordedEvent => ({
  type: 'transcript-final',
  utteranceId: 'u1',
  revision,
  text,
  words: [],
  meanLogProbability: -0.1,
  startSample: ms(1000),
  endSample: ms(endMs),
  queueMs: 5,
  computeMs: 60,
});
const committed = (text: string, endMs: number, atMs: number, continued = false): RecordedEvent => ({
  type: 'turn-committed',
  turnId: 't1',
  text,
  startSample: ms(1000),
  endSample: ms(endMs),
  atMs,
  continued,
});
const requested = (responseId: string, atMs: number): RecordedEvent => ({
  type: 'response-requested',
  responseId,
  turnId: 't1',
  cause: 'turn',
  atMs,
});

function answer(responseId: string, fromMs: number, words: string): [number, RecordedEvent][] {
  return [
    [fromMs + 90, { type: 'speech-clause', responseId, clauseIndex: 0, text: words, atMs: fromMs + 90 }],
    [
      fromMs + 140,
      {
        type: 'speech-audio',
        responseId,
        clauseIndex: 0,
        samples: new Float32Array(24000),
        startSample: 0,
        words: [],
        queueMs: 2,
        computeMs: 45,
        cached: false,
      },
    ],
    [fromMs + 141, { type: 'plan-done', responseId, source: 'language-model', modelVersion: 'smol@1', signal }],
    [fromMs + 150, { type: 'playback-started', responseId, atMs: fromMs + 150 }],
  ];
}

test('a whole turn: stages, spans that add up, versions, verdict', () => {
  const { recorder, records, at } = session();
  const trace = recorder.listeningTraceId;
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(1250, partial('what', ''));
  at(2096, { type: 'speech-pause', startSample: ms(1000), endSample: ms(2000), atSample: ms(2096) });
  at(2170, final('What time is it?', 2000));
  at(2300, committed('What time is it?', 2000, 2300), requested('r1', 2300));
  for (const [time, event] of answer('r1', 2300, 'It is noon.')) at(time, event);
  const done = {
    type: 'playback-done',
    responseId: 'r1',
    playedMs: 1000,
    heardText: 'It is noon.',
    positionBy: 'pace',
  } as const;
  at(3500, { ...done, completed: true, atMs: 3500 });

  const [record] = records;
  expect(record).toMatchObject({
    trace_id: trace,
    final_transcript: 'What time is it?',
    reply_text: 'It is noon.',
    heard_text: 'It is noon.',
    stages_ms: { client_buffering: 20, first_partial: 250, finalization: 170, planning: 90, first_audio_byte: 50 },
    voice_to_voice_ms: 450,
    versions: { asr: 'tiny@1', tts: 'voice@2', planner: 'smol@1' },
    response: { status: 'completed', source: 'language-model' },
    budget: { violations: {} },
    speculation: { used_compute_ms: 60, wasted_compute_ms: 0, saved_ms: 65 },
  });
  const critical = record?.spans.filter((span) => span.critical) ?? [];
  expect(critical.map((span) => `${span.stage} ${span.name} ${span.end_ms - span.start_ms}`)).toEqual([
    'gateway client-buffering 0',
    'vad pause 96',
    'asr final 74',
    'turn end-of-turn 130',
    'planner first-clause 90',
    'tts first-audio 50',
    'gateway playback 10',
  ]);
  expect(recorder.listeningTraceId).not.toBe(trace);
});

test('planning computes from its first span to the first clause, and other responses do not count', () => {
  const { recorder, records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2170, final('What is the capital of France?', 2000));
  at(2300, committed('What is the capital of France?', 2000, 2300), requested('r1', 2300));
  const planned = (name: string, startMs: number, endMs: number, responseId = 'r1') =>
    recorder.recordSpan({
      stage: 'planner',
      name,
      startMs,
      endMs,
      computeMs: endMs - startMs,
      turnId: 't1',
      responseId,
    });
  planned('first-token', 2200, 2290, 'r0');
  planned('fast-path', 2300, 2302);
  planned('first-token', 2305, 2365);
  for (const [time, event] of answer('r1', 2300, 'Paris.')) at(time, event);
  planned('generation', 2365, 2600);
  const heard = { playedMs: 1000, heardText: 'Paris.', positionBy: 'pace', completed: true, atMs: 3500 } as const;
  at(3500, { type: 'playback-done', responseId: 'r1', ...heard });
  const clause = records[0]?.spans.find((span) => span.critical && span.stage === 'planner');
  // 2 of the fast path, 60 to the first token, 25 from there to the clause at 2390; 3 nobody accounts for.
  expect(clause).toMatchObject({ compute_ms: 87, wait_ms: 3 });
});

test('a turn taken up again keeps its trace, joins its texts and is measured from its last words', () => {
  const { recorder, records, at } = session();
  const trace = recorder.listeningTraceId;
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2170, final('Remind me', 2000));
  at(2300, committed('Remind me', 2000, 2300), requested('r1', 2300));
  at(2500, { type: 'response-cancelled', responseId: 'r1', cause: 'reopened', atMs: 2500 });
  expect(recorder.listeningTraceId).toBe(trace);
  const stopped = { type: 'playback-done', responseId: 'r1', playedMs: 0, heardText: '', positionBy: 'pace' } as const;
  at(2501, { ...stopped, completed: false, atMs: 2501 });
  at(3570, final('at six.', 3400, 2));
  at(3700, committed('at six.', 3400, 3700, true), requested('r2', 3700));
  for (const [time, event] of answer('r2', 3700, 'Done.')) at(time, event);
  at(5000, {
    type: 'playback-done',
    responseId: 'r2',
    playedMs: 1000,
    heardText: 'Done.',
    positionBy: 'pace',
    completed: true,
    atMs: 5000,
  });
  expect(records).toHaveLength(1);
  expect(records[0]).toMatchObject({
    trace_id: trace,
    final_transcript: 'Remind me at six.',
    voice_to_voice_ms: 450,
    speculation: { used_compute_ms: 60, wasted_compute_ms: 60 },
  });
});

test('a continuation that comes to nothing leaves the turn as it was, answered later', () => {
  const { records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2170, final('What time is it?', 2000));
  at(2300, committed('What time is it?', 2000, 2300), requested('r1', 2300));
  at(2500, { type: 'response-cancelled', responseId: 'r1', cause: 'reopened', atMs: 2500 });
  at(2501, { type: 'turn-started', turnId: 't1', startSample: ms(2400), atMs: 2501 });
  at(3200, { type: 'turn-abandoned', turnId: 't1', startSample: ms(2400), endSample: ms(2600), atMs: 3200 });
  expect(records).toHaveLength(0);
  at(3201, requested('r2', 3201));
  for (const [time, event] of answer('r2', 3201, 'Noon.')) at(time, event);
  const done = {
    type: 'playback-done',
    responseId: 'r2',
    playedMs: 1,
    heardText: 'Noon.',
    positionBy: 'pace',
  } as const;
  at(4500, { ...done, completed: true, atMs: 4500 });
  expect(records).toMatchObject([{ final_transcript: 'What time is it?', reply_text: 'Noon.' }]);
  expect(records[0]?.audio.end_sample).toBe(ms(2000));
});

test('an interrupted response keeps only what was heard; the interruption has a trace of its own', () => {
  const { recorder, records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2170, final('Tell me a story', 2000));
  at(2300, committed('Tell me a story', 2000, 2300), requested('r1', 2300));
  for (const [time, event] of answer('r1', 2300, 'Once upon a time.')) at(time, event);
  at(2800, { type: 'response-cancelled', responseId: 'r1', cause: 'barge-in', atMs: 2800 });
  at(2801, { type: 'turn-started', turnId: 't2', startSample: ms(2600), atMs: 2801 });
  const stopped = {
    type: 'playback-done',
    responseId: 'r1',
    playedMs: 300,
    heardText: 'Once',
    positionBy: 'pace',
  } as const;
  at(2802, { ...stopped, completed: false, atMs: 2802 });
  expect(records[0]).toMatchObject({
    reply_text: 'Once upon a time.',
    heard_text: 'Once',
    response: { status: 'interrupted' },
  });
  expect(recorder.traceOfTurn('t2')).not.toBe(records[0]?.trace_id);
});

test('a turn nobody answers has its record when the next begins, or at the end of the session', () => {
  const { recorder, records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2170, final('Note this', 2000));
  at(2300, committed('Note this', 2000, 2300));
  expect(records).toHaveLength(0);
  at(4000, { type: 'turn-started', turnId: 't2', startSample: ms(3900), atMs: 4000 });
  expect(records).toMatchObject([{ turn_id: 't1', response: null, voice_to_voice_ms: null }]);
  at(4500, { type: 'turn-abandoned', turnId: 't2', startSample: ms(3900), endSample: ms(4200), atMs: 4500 });
  recorder.close(0);
  expect(records.map((record) => [record.turn_id, record.final_transcript])).toEqual([
    ['t1', 'Note this'],
    ['t2', ''],
  ]);
});

test('a session that ends before the answer is said leaves a cancelled one, in the midst of it an interrupted one', () => {
  const statusAfter = (events: [number, RecordedEvent][]) => {
    const { recorder, records, at } = session();
    at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
    at(2300, committed('What time is it?', 2000, 2300), requested('r1', 2300));
    for (const [time, event] of events) at(time, event);
    recorder.close(0);
    return records[0]?.response?.status;
  };
  const [clause, audio, done, started] = answer('r1', 2300, 'It is noon.');
  const stopped = { type: 'playback-done', responseId: 'r1', heardText: 'It', positionBy: 'pace' } as const;
  const heard: [number, RecordedEvent] = [2700, { ...stopped, playedMs: 200, completed: false, atMs: 2700 }];
  expect(statusAfter([])).toBe('cancelled');
  expect(statusAfter([clause!, audio!])).toBe('cancelled');
  expect(statusAfter([clause!, audio!, done!, started!, heard])).toBe('interrupted');
  expect(statusAfter([clause!, done!])).toBe('completed');
});

test('a turn that nobody took for finished has a record when its user gives up, and none while they speak', () => {
  const reasonAfter = (waitMs: number) => {
    const { recorder, records, at } = session();
    at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
    at(2096, { type: 'speech-pause', startSample: ms(1000), endSample: ms(2000), atSample: ms(2096) });
    recorder.close(2096 + waitMs);
    return records[0]?.decisions.at(-1)?.reason;
  };
  expect(reasonAfter(500)).toBeUndefined();
  expect(reasonAfter(4000)).toBe('the turn was not committed in 4000 ms');
});

test('a turn that stands still is recorded while the session goes on', () => {
  const { recorder, records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2096, { type: 'speech-pause', startSample: ms(1000), endSample: ms(2000), atSample: ms(2096) });
  at(9_000);
  expect(records).toEqual([]);
  at(9_200);
  expect(records[0]?.decisions.at(-1)?.reason).toMatch(/^the turn was not committed in \d+ ms$/);
  // Committed late, and nobody asks for its answer.
  at(14_000, committed('Hello', 13_500, 14_000));
  at(20_900);
  expect(records).toHaveLength(1);
  at(21_100);
  expect(records.map(({ final_transcript, response }) => [final_transcript, response])).toEqual([
    ['', null],
    ['Hello', null],
  ]);
  recorder.close(25_000);
  expect(records).toHaveLength(2);
});

test('an answer that comes after the record of its turn makes a whole one in its place', () => {
  const { recorder, records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  recorder.recordSpan({ stage: 'asr', name: 'fault', startMs: 1200, endMs: 1200, attributes: { fault: 'stall' } });
  at(5000, { type: 'turn-abandoned', turnId: 't1', startSample: ms(1000), endSample: ms(2000), atMs: 5000 });
  at(9000, committed('What time is it?', 2000, 9000), requested('r1', 9000));
  recorder.close(9000);
  expect(records.map(({ turn_id, final_transcript }) => [turn_id, final_transcript])).toEqual([
    ['t1', ''],
    ['t1', 'What time is it?'],
  ]);
  for (const record of records) expect(record.spans.map(({ name }) => name)).toContain('fault');
});

test('what was done for a response that got lost belongs to its turn', () => {
  const { recorder, records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2300, committed('What time is it?', 2000, 2300));
  const lost = { stage: 'turn', name: 'fault', startMs: 2301, endMs: 2301, attributes: { fault: 'drop' } } as const;
  recorder.recordSpan({ ...lost, turnId: 't1', responseId: 'r1' });
  recorder.close(5000);
  expect(records[0]?.spans.map(({ name }) => name)).toContain('fault');
});

function audioless() {
  const { recorder, records } = session();
  recorder.lose({ reason: 'audio of 3000 ms has not gone on from the gateway', atMs: 3000 });
  return records;
}

test('speech that no turn was made of has a record, whether a turn was open or not', () => {
  const { recorder, records, at } = session();
  const vad = { stage: 'vad', name: 'fault', startMs: 900, endMs: 900, attributes: { fault: 'drop' } } as const;
  recorder.recordSpan(vad);
  at(6000);
  recorder.lose({
    reason: 'sound like speech of 900 ms was not heard',
    atMs: 6000,
    startSample: ms(800),
    endSample: ms(1700),
  });
  at(6100, { type: 'turn-started', turnId: 't1', startSample: ms(6000), atMs: 6100 });
  recorder.fail('asr', 6500);
  recorder.fail('planner', 6600);
  recorder.close(0);
  expect(audioless().map(({ turn_id }) => turn_id)).toEqual(['turn_unheard_1']);
  expect(records.map(({ turn_id, response, decisions }) => [turn_id, response, decisions.at(-1)?.reason])).toEqual([
    ['turn_unheard_1', null, 'sound like speech of 900 ms was not heard'],
    ['t1', null, 'the stage asr failed'],
    ['turn_unheard_2', null, 'the stage planner failed'],
  ]);
  expect(records[0]?.spans.map(({ name }) => name)).toContain('fault');
  expect(records[1]?.spans.map(({ name }) => name)).not.toContain('fault');
  expect(records[0]?.audio).toMatchObject({ start_sample: ms(800), end_sample: ms(1700) });
});

test('what the assistant says by itself has a record without a voice-to-voice time', () => {
  const { records, at } = session();
  at(500, { type: 'response-requested', responseId: 'r9', turnId: 'announcement_1', cause: 'announcement', atMs: 500 });
  for (const [time, event] of answer('r9', 500, 'Your timer is done.')) at(time, event);
  at(2000, {
    type: 'playback-done',
    responseId: 'r9',
    playedMs: 1000,
    heardText: '',
    positionBy: 'pace',
    completed: true,
    atMs: 2000,
  });
  expect(records).toMatchObject([{ voice_to_voice_ms: null, stages_ms: { planning: 90, first_audio_byte: 50 } }]);
});

test('a turn shows in the metrics by stage and version, a violation by stage', async () => {
  const { records, at } = session();
  at(1100, { type: 'turn-started', turnId: 't1', startSample: ms(1000), atMs: 1100 });
  at(2170, final('Hi', 2000));
  at(2300, committed('Hi', 2000, 2300), requested('r1', 2300));
  for (const [time, event] of answer('r1', 2350, 'Hello.')) at(time, event);
  at(4000, {
    type: 'playback-done',
    responseId: 'r1',
    playedMs: 1,
    heardText: '',
    positionBy: 'pace',
    completed: true,
    atMs: 4000,
  });
  const metrics = createMetrics({
    sessions: () => 2,
    queueDepths: () => [{ pool: 'inference', class: 'final', depth: 4 }],
    loadMeasure: () => 'no-speculation',
    eventLoopDelayP99Ms: () => 7,
    droppedEvents: () => [{ queue: 'asr', count: 1 }],
  });
  for (const record of records) metrics.observeTurn(record);
  const text = await metrics.text();
  expect(text).toContain('cascade_stage_latency_seconds_count{stage="finalization",version="tiny@1"} 1');
  expect(text).toContain('cascade_stage_latency_seconds_bucket{le="0.15",stage="planning",version="smol@1"} 1');
  expect(text).toContain('cascade_budget_violations_total{stage="planning",profile="default"} 1');
  expect(text).toContain('cascade_inference_queue_depth{pool="inference",class="final"} 4');
  expect(text).toContain('cascade_sessions 2');
  expect(text).toContain('cascade_load_measure 2');
});
