import type { RecordSpan, TurnRecord } from '@cascade/contracts';

type Step = Pick<RecordSpan, 'stage' | 'name'> & {
  readonly queue?: number;
  readonly compute?: number;
  readonly wait?: number;
};

/** A turn's critical path from its steps: each begins where the one before it ended, the first one at 0. */
export function pathOf(steps: readonly Step[]): RecordSpan[] {
  let atMs = 0;
  return steps.map(({ stage, name, queue = 0, compute = 0, wait = 0 }) => {
    const start = atMs;
    atMs += queue + compute + wait;
    return {
      stage,
      name,
      start_ms: start,
      end_ms: atMs,
      queue_ms: queue,
      compute_ms: compute,
      wait_ms: wait,
      critical: true,
    };
  });
}

/** Work beside the critical path: a span that is not part of it. */
export function workOf(
  step: Step & { readonly startMs: number; readonly attributes?: RecordSpan['attributes'] },
): RecordSpan {
  const { stage, name, startMs, queue = 0, compute = 0, wait = 0, attributes } = step;
  return {
    stage,
    name,
    start_ms: startMs,
    end_ms: startMs + queue + compute + wait,
    queue_ms: queue,
    compute_ms: compute,
    wait_ms: wait,
    critical: false,
    ...(attributes ? { attributes } : {}),
  };
}

export const usualSteps: readonly Step[] = [
  { stage: 'gateway', name: 'client-buffering', wait: 12 },
  { stage: 'vad', name: 'pause', wait: 64 },
  { stage: 'asr', name: 'final', queue: 4, compute: 60 },
  { stage: 'turn', name: 'end-of-turn', compute: 40, wait: 120 },
  { stage: 'planner', name: 'first-clause', compute: 10 },
  { stage: 'tts', name: 'first-audio', queue: 2, compute: 48 },
  { stage: 'gateway', name: 'playback', wait: 20 },
];

export const defaultBudgetsMs = {
  client_buffering: 150,
  first_partial: 300,
  finalization: 800,
  planning: 500,
  first_audio_byte: 400,
};

/**
 * A small, whole turn record whose parts agree: the stages follow from the path, the violations from stages and
 * budgets. What is given replaces what would be derived.
 */
export function buildRecord(given: Partial<TurnRecord> & { readonly path?: readonly Step[] } = {}): TurnRecord {
  const { path: steps = usualSteps, ...fields } = given;
  const path = pathOf(steps);
  const endOf = (name: string) => path.find((span) => span.name === name)?.end_ms;
  const lengthOf = (name: string) => {
    const span = path.find((candidate) => candidate.name === name);
    return span && span.end_ms - span.start_ms;
  };
  const soundMs = path.at(-1)?.end_ms ?? null;
  const stages = given.stages_ms ?? {
    client_buffering: 22,
    first_partial: 210,
    finalization: endOf('final') ?? 0,
    planning: lengthOf('first-clause') ?? 0,
    first_audio_byte: lengthOf('first-audio') ?? 0,
  };
  const budgets = given.budget?.budgets_ms ?? defaultBudgetsMs;
  const violations = Object.fromEntries(
    Object.entries(stages).filter(([stage, value]) => value > ((budgets as Record<string, number>)[stage] ?? Infinity)),
  );
  return {
    schema: 'cascade.turn.v1',
    trace_id: '07dd12c430e75c48cc0bfc255155052e',
    session_id: 'sess_example',
    turn_id: 'turn_example_1',
    started_at: '2026-11-22T22:13:47.931Z',
    stages_ms: stages,
    voice_to_voice_ms: soundMs,
    voice_to_voice_by: 'server',
    final_transcript: 'What time is it?',
    transcript_confidence: 0.97,
    partials: [
      { at_ms: -590, text: 'What', stable_text: '' },
      { at_ms: -420, text: 'What time', stable_text: 'What' },
      { at_ms: -260, text: 'What time his', stable_text: 'What' },
      { at_ms: -100, text: 'What time is', stable_text: 'What time' },
    ],
    reply_text: 'It is ten past ten.',
    heard_text: 'It is ten past ten.',
    versions: {
      vad: 'silero-vad-v6@0.0.31',
      asr: 'moonshine-tiny-en@0.1.0',
      turn: 'smart-turn-v3.2@1.14.0',
      'turn.policy': 'turn-policy@1',
      planner: 'fast-path',
      'planner.fast-path': 'fast-path@3',
      tts: 'hibari@0.2.1',
    },
    spans: [
      ...path,
      workOf({ stage: 'vad', name: 'speech-start', startMs: -800, compute: 0.5 }),
      ...[-610, -450, -290, -130].map((startMs) =>
        workOf({ stage: 'asr', name: 'partial', startMs, queue: 1, compute: 24, attributes: { tokens: 4 } }),
      ),
    ],
    decisions: [
      {
        at_ms: 140,
        kind: 'wait',
        reason: 'waiting for 270 ms of silence: model 0.97, transcript complete (whole question)',
      },
      {
        at_ms: 300,
        kind: 'commit',
        reason: 'end of turn: model 0.97, transcript complete (whole question), after 288 ms of silence (needed 270)',
      },
      { at_ms: 300, kind: 'respond', reason: 'answering the turn: resp_example_1' },
    ],
    audio: {
      codec: 'pcm16',
      rate_hz: 24_000,
      start_sample: 16_000,
      end_sample: 28_800,
      first_chunk_index: 50,
      last_chunk_index: 90,
      chunk_ms: 20,
      jitter_ms: 1.6,
    },
    device: { client: 'console' },
    consent: { telemetry: true, transcripts: false, audio_review: false },
    response: {
      response_id: 'resp_example_1',
      status: 'completed',
      source: 'fast-path',
      error_code: null,
      prompt_version: null,
      input_tokens: null,
      output_tokens: null,
    },
    tool_calls: [],
    retrieved_document_ids: [],
    playback: { started_at_ms: soundMs, played_ms: 1360, audio_ms: 1360, position_by: 'client' },
    budget: { profile: 'default', budgets_ms: budgets, violations },
    speculation: {
      attempts: 2,
      used: 1,
      used_compute_ms: 60,
      wasted_compute_ms: 12,
      used_tokens: 0,
      wasted_tokens: 18,
      used_audio_ms: 1360,
      wasted_audio_ms: 900,
      saved_ms: 62,
    },
    cost: { audio_in_ms: 800, audio_out_ms: 1360, compute_ms: 267 },
    machine: { steal_percent: 0, event_loop_delay_p99_ms: 2.4 },
    ...fields,
  };
}

const nothingAhead: TurnRecord['speculation'] = {
  attempts: 0,
  used: 0,
  used_compute_ms: 0,
  wasted_compute_ms: 0,
  used_tokens: 0,
  wasted_tokens: 0,
  used_audio_ms: 0,
  wasted_audio_ms: 0,
  saved_ms: 0,
};

/** A typed turn: nothing was said aloud, zero is the moment of the text. */
export function typedRecord(): TurnRecord {
  const record = buildRecord();
  return {
    ...record,
    turn_id: 'turn_typed_1',
    voice_to_voice_ms: null,
    stages_ms: { planning: 12, first_audio_byte: 50 },
    partials: [],
    transcript_confidence: null,
    spans: [
      workOf({ stage: 'planner', name: 'fast-path', startMs: 2, wait: 3 }),
      workOf({ stage: 'tts', name: 'clause', startMs: 12, queue: 2, compute: 48, attributes: { clause: 0 } }),
    ],
    decisions: [{ at_ms: 0, kind: 'respond', reason: 'the client asked for a response' }],
    audio: { ...record.audio, end_sample: record.audio.start_sample },
    playback: { started_at_ms: 80, played_ms: 1360, audio_ms: 1360, position_by: 'client' },
    budget: { ...record.budget, violations: {} },
    speculation: nothingAhead,
    cost: { audio_in_ms: 0, audio_out_ms: 1360, compute_ms: 51 },
  };
}

/** Speech that held nothing to answer. */
export function abandonedRecord(): TurnRecord {
  const record = buildRecord();
  return {
    ...record,
    turn_id: 'turn_abandoned_1',
    voice_to_voice_ms: null,
    stages_ms: { client_buffering: 22, finalization: 140 },
    final_transcript: '',
    reply_text: '',
    heard_text: '',
    partials: [],
    response: null,
    spans: [
      ...pathOf(usualSteps.slice(0, 3)),
      workOf({ stage: 'vad', name: 'speech-start', startMs: -800, compute: 0.5 }),
    ],
    decisions: [{ at_ms: 710, kind: 'ignore', reason: 'no words after 704 ms of silence' }],
    playback: { started_at_ms: null, played_ms: 0, audio_ms: 0, position_by: 'pace' },
    speculation: { ...nothingAhead, wasted_compute_ms: 60 },
    cost: { audio_in_ms: 800, audio_out_ms: 0, compute_ms: 120 },
  };
}

type Verdict = NonNullable<TurnRecord['budget']['verdicts']>[number];

/** What the service says of an overrun: a recognizer that waited for a worker. */
export const verdictOf = (given: Partial<Verdict> = {}): Verdict => ({
  budget: 'finalization',
  stage: 'asr',
  owner: 'queueing',
  team: 'speech',
  observed_ms: 1076,
  budget_ms: 800,
  parts_ms: { queueing: 700, 'model-compute': 300, 'configured-wait': 76 },
  reason: 'asr queued 700 of 1,076 ms.',
  ...given,
});
