import { z } from 'zod';
import { decisionKinds } from './answering-events.ts';
import { consentSchema } from './consent.ts';
import { stageNames } from './stage.ts';

/** The budget's five stages, in the order of the source document. */
export const budgetStages = [
  'client_buffering',
  'first_partial',
  'finalization',
  'planning',
  'first_audio_byte',
] as const;
export type BudgetStage = (typeof budgetStages)[number];

const milliseconds = z.number().finite();

/** Times are milliseconds relative to the user's last speech sample: what is negative was done while the user spoke. */
export const recordSpanSchema = z.object({
  stage: z.enum(stageNames),
  name: z.string(),
  start_ms: milliseconds,
  end_ms: milliseconds,
  /** Waiting for a free worker. */
  queue_ms: milliseconds,
  compute_ms: milliseconds,
  /** Waiting by rule or for another stage: what is neither queueing nor computing. */
  wait_ms: milliseconds,
  /** Critical spans follow each other without gap from the last speech sample to the first audible sample of the reply. */
  critical: z.boolean(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type RecordSpan = z.infer<typeof recordSpanSchema>;

export const turnRecordSchema = z.object({
  schema: z.literal('cascade.turn.v1'),
  trace_id: z.string().min(1),
  session_id: z.string(),
  turn_id: z.string(),
  /** ISO 8601, when the user began to speak. */
  started_at: z.string(),
  /** Observed latency by budget stage; a stage that did not happen is absent. */
  stages_ms: z.record(z.string(), milliseconds.nonnegative()),
  /** Last speech sample → first audible sample of the reply. Null when nothing was said in reply. */
  voice_to_voice_ms: milliseconds.nullable(),
  /** Who measured it: the server on its own clock, or the client on the audio as played. */
  voice_to_voice_by: z.enum(['server', 'client']),
  final_transcript: z.string(),
  transcript_confidence: z.number().min(0).max(1).nullable(),
  partials: z.array(z.object({ at_ms: milliseconds, text: z.string(), stable_text: z.string() })),
  reply_text: z.string(),
  heard_text: z.string(),
  /** Model, prompt, voice … by stage. */
  versions: z.record(z.string(), z.string()),
  spans: z.array(recordSpanSchema),
  decisions: z.array(z.object({ at_ms: milliseconds, kind: z.enum(decisionKinds), reason: z.string() })),
  audio: z.object({
    codec: z.string(),
    rate_hz: z.number(),
    /** Audio clock at 16 kHz: first and one past the last speech sample of the turn. */
    start_sample: z.number().int(),
    end_sample: z.number().int(),
    first_chunk_index: z.number().int(),
    last_chunk_index: z.number().int(),
    /** Median audio in a chunk. */
    chunk_ms: milliseconds,
    /** 95th percentile of the lateness of a chunk against the audio clock. */
    jitter_ms: milliseconds,
  }),
  device: z.record(z.string(), z.string()),
  /** What the user agreed to, as of the turn's end: it bounds what others may see of this record. */
  consent: consentSchema,
  response: z
    .object({
      response_id: z.string(),
      status: z.enum(['completed', 'interrupted', 'cancelled', 'failed']),
      source: z.enum(['fast-path', 'language-model', 'announcement', 'apology', 'none']),
      error_code: z.string().nullable(),
      prompt_version: z.string().nullable(),
      input_tokens: z.number().nullable(),
      output_tokens: z.number().nullable(),
    })
    .nullable(),
  tool_calls: z.array(
    z.object({ call_id: z.string(), name: z.string(), arguments: z.string(), output: z.string().nullable() }),
  ),
  retrieved_document_ids: z.array(z.string()),
  playback: z.object({
    started_at_ms: milliseconds.nullable(),
    played_ms: milliseconds,
    audio_ms: milliseconds,
    /** From the client's acknowledgements, or from the pace at which audio was sent. */
    position_by: z.enum(['client', 'pace']),
  }),
  budget: z.object({
    profile: z.string(),
    budgets_ms: z.record(z.string(), z.number()),
    violations: z.record(z.string(), z.number()),
  }),
  speculation: z.object({
    used_compute_ms: milliseconds,
    wasted_compute_ms: milliseconds,
    saved_ms: milliseconds,
  }),
  cost: z.object({ audio_in_ms: milliseconds, audio_out_ms: milliseconds, compute_ms: milliseconds }),
  machine: z.object({
    /** Share of the machine that the hypervisor took during the turn; null where the system does not say. */
    steal_percent: z.number().nullable(),
    event_loop_delay_p99_ms: milliseconds,
  }),
});
export type TurnRecord = z.infer<typeof turnRecordSchema>;
