/** What the examples have in common: one conversation, with its items and the record of its turn. */
import type { RealtimeSession, ServerItem, TurnRecord } from '@cascade/contracts';

const suffix = 'tjRhfS2oq3Vb91kd';
export const ids = {
  session: `sess_${suffix}`,
  user: 'item_8cPzqv1mUeR4aXK2',
  reply: 'item_Lw0dY7sTn3GhB5Qf',
  call: 'item_Vx2rJ9kMb6ZcE1Po',
  idle: 'item_Hq4tW8yDf5NaS7Ru',
  response: `resp_${suffix}_1`,
  turn: `turn_${suffix}_1`,
} as const;
export const conversationId = 'conv_3nLpKs8vTqYw6RzA';
export const callId = 'call_Fm5xC2jVh9Bt';
export const resumeToken = 'Zk1vR0tqS2xhYlB3dWc5bTZuRGo4ZUZpSGE0cVpMeXg';

/** The event with this number of the session. */
export const numbered = (number: number): string => `event_q3Vb91kd_${number}`;

export const place = { response_id: ids.response, item_id: ids.reply, output_index: 0, content_index: 0 } as const;

export const exampleItems = {
  userItem: (transcript: string | null): ServerItem => ({
    id: ids.user,
    object: 'realtime.item',
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_audio', transcript }],
  }),
  replyInProgress: {
    id: ids.reply,
    object: 'realtime.item',
    type: 'message',
    role: 'assistant',
    status: 'in_progress',
    content: [],
  },
  /** The user spoke after three words. */
  cutReply: {
    id: ids.reply,
    object: 'realtime.item',
    type: 'message',
    role: 'assistant',
    status: 'incomplete',
    content: [{ type: 'output_audio', transcript: "Sorry, I can't" }],
  },
  callItem: {
    id: ids.call,
    object: 'realtime.item',
    type: 'function_call',
    status: 'completed',
    call_id: callId,
    name: 'get_weather',
    arguments: '{"city":"Paris"}',
  },
} as const satisfies Record<string, ServerItem | ((transcript: string | null) => ServerItem)>;

/** As `session.update` of the examples leaves it, or as it is at first where nothing is to be resumed. */
export const exampleSession = (resume: RealtimeSession['cascade']['resume']): RealtimeSession => ({
  object: 'realtime.session',
  id: ids.session,
  type: 'realtime',
  model: 'cascade',
  instructions: resume ? 'You are the voice of a bicycle shop. Be brief.' : '',
  output_modalities: ['audio'],
  audio: {
    input: {
      format: { type: 'audio/pcm', rate: resume ? 16_000 : 24_000 },
      transcription: { model: 'cascade-transcribe' },
      turn_detection: {
        type: 'semantic_vad',
        eagerness: resume ? 'high' : 'medium',
        create_response: true,
        interrupt_response: true,
      },
    },
    output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'heart', speed: resume ? 1.1 : 1 },
  },
  tools: resume
    ? [
        {
          type: 'function',
          name: 'get_weather',
          description: 'The weather of a city right now.',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      ]
    : [],
  tool_choice: 'auto',
  max_output_tokens: 'inf',
  tracing: null,
  cascade: {
    binary_audio: resume !== null,
    playback_ack: resume !== null,
    time_zone: resume ? 'Europe/Paris' : null,
    turn_policy: null,
    reprompt_after_ms: resume ? 10_000 : null,
    ducking: resume ? 'client' : 'server',
    resume,
    consent: { telemetry: true, transcripts: false, audio_review: false },
    device: {},
  },
});

type Span = TurnRecord['spans'][number];
const span = (
  stage: Span['stage'],
  name: string,
  startMs: number,
  endMs: number,
  queueMs: number,
  computeMs: number,
): Span => ({
  stage,
  name,
  start_ms: startMs,
  end_ms: endMs,
  queue_ms: queueMs,
  compute_ms: computeMs,
  wait_ms: Math.round((endMs - startMs - queueMs - computeMs) * 10) / 10,
  critical: true,
});

/** Of a real turn on two busy cores; partials and spans beside the critical path are left out. */
export const exampleRecord: TurnRecord = {
  schema: 'cascade.turn.v1',
  trace_id: '2d3bdb3decd25bd6c7f87d4d61a5e236',
  session_id: ids.session,
  turn_id: ids.turn,
  started_at: '2026-11-22T23:13:15.983Z',
  stages_ms: {
    client_buffering: 97.2,
    first_partial: 237.1,
    finalization: 258.7,
    planning: 35.2,
    first_audio_byte: 163.7,
  },
  voice_to_voice_ms: 717,
  voice_to_voice_by: 'server',
  final_transcript: "What's the weather like?",
  transcript_confidence: 0.98,
  partials: [{ at_ms: -255.6, text: "What's the", stable_text: "What's" }],
  reply_text: "Sorry, I can't look up the weather.",
  heard_text: "Sorry, I can't look up the weather.",
  versions: {
    vad: 'silero-vad-v6@0.0.31',
    asr: 'moonshine-tiny-en@0.1.0',
    turn: 'smart-turn-v3.2@1.14.0',
    planner: 'fast-path',
    tts: 'hibari@0.2.1',
  },
  spans: [
    span('gateway', 'client-buffering', 0, 1.2, 0, 0),
    span('vad', 'pause', 1.2, 86.7, 0, 0),
    span('asr', 'final', 86.7, 258.7, 3.1, 168.4),
    span('turn', 'end-of-turn', 258.7, 498.8, 0, 68.6),
    span('planner', 'first-clause', 498.8, 534, 0, 19.1),
    span('tts', 'first-audio', 534, 697.7, 0.1, 143.3),
    span('gateway', 'playback', 697.7, 717, 0, 0),
  ],
  decisions: [
    {
      at_ms: 498.8,
      kind: 'commit',
      reason: 'end of turn: model 0.04, transcript complete (whole question), after 480 ms of silence (needed 480)',
    },
  ],
  audio: {
    codec: 'pcm16',
    rate_hz: 16_000,
    start_sample: 2048,
    end_sample: 20_480,
    first_chunk_index: 6,
    last_chunk_index: 63,
    chunk_ms: 20,
    jitter_ms: 77.2,
  },
  device: {},
  consent: { telemetry: true, transcripts: false, audio_review: false },
  response: {
    response_id: ids.response,
    status: 'completed',
    source: 'fast-path',
    error_code: null,
    prompt_version: null,
    input_tokens: null,
    output_tokens: null,
  },
  tool_calls: [],
  retrieved_document_ids: [],
  playback: { started_at_ms: 717, played_ms: 1675, audio_ms: 1675, position_by: 'pace' },
  budget: {
    profile: 'default',
    budgets_ms: { client_buffering: 150, first_partial: 300, finalization: 800, planning: 500, first_audio_byte: 400 },
    violations: {},
  },
  speculation: {
    attempts: 1,
    used: 1,
    used_compute_ms: 168.4,
    wasted_compute_ms: 0,
    used_tokens: 0,
    wasted_tokens: 0,
    used_audio_ms: 1675,
    wasted_audio_ms: 0,
    saved_ms: 171.5,
  },
  cost: { audio_in_ms: 1152, audio_out_ms: 1675, compute_ms: 956.5 },
  machine: { steal_percent: 0, event_loop_delay_p99_ms: 39.6 },
};
