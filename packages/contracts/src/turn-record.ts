import { z } from 'zod';
import { decisionKinds } from './answering-events.ts';
import { consentSchema } from './consent.ts';
import { faultKinds } from './faults.ts';
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
  name: z.string().describe('What was done: `final`, `end-of-turn`, `first-clause` …'),
  start_ms: milliseconds.describe('Relative to the user’s last speech sample.'),
  end_ms: milliseconds.describe('As `start_ms`.'),
  queue_ms: milliseconds.describe('Waiting for a free worker.'),
  compute_ms: milliseconds.describe('At work.'),
  wait_ms: milliseconds.describe('Waiting by rule or for another stage: what is neither queueing nor computing.'),
  critical: z
    .boolean()
    .describe(
      'Critical spans follow each other without gap from the last speech sample to the first audible sample of the reply.',
    ),
  attributes: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('Counts, versions, probabilities.'),
});
export type RecordSpan = z.infer<typeof recordSpanSchema>;

/** Who or what took the time, or the answer, of a turn that broke a budget. */
export const overrunOwners = [
  'model-compute',
  'queueing',
  'configured-wait',
  'network-or-client',
  'event-loop',
  'failure',
] as const;
export type OverrunOwner = (typeof overrunOwners)[number];

export const turnVerdictSchema = z.object({
  budget: z
    .enum([...budgetStages, 'voice_to_voice', 'answer'])
    .describe('What was broken; `answer`: there was none, or it failed.'),
  stage: z.enum(stageNames).describe('Where most of the overrun came about.'),
  owner: z.enum(overrunOwners).describe('What took most of it.'),
  team: z.string().describe('Who is responsible for that stage, as configured.'),
  observed_ms: milliseconds.nullable().describe('Null when it did not happen.'),
  budget_ms: milliseconds.nullable().describe('Null for `answer`.'),
  parts_ms: z
    .partialRecord(z.enum(overrunOwners), milliseconds)
    .describe('What was observed, taken apart; adds up to `observed_ms`.'),
  reason: z.string().describe('A sentence with numbers, without words of the user.'),
});
export type TurnVerdict = z.infer<typeof turnVerdictSchema>;

export const feedbackRatings = ['good', 'bad'] as const;

/** What a user says of a turn that is over. */
export const turnFeedbackSchema = z.object({
  at: z.string().describe('ISO 8601.'),
  rating: z.enum(feedbackRatings).describe('Whether it was heard and answered rightly.'),
  source: z.enum(['button', 'voice']).describe('How it was said.'),
  correction: z.string().nullable().describe('What should have been heard or answered; null when it was not said.'),
});
export type TurnFeedback = z.infer<typeof turnFeedbackSchema>;

/** A client speaks of a turn whose record it has. */
export interface FeedbackGiven {
  readonly type: 'feedback';
  readonly turnId: string;
  readonly rating: TurnFeedback['rating'];
  readonly correction?: string | undefined;
}

export const turnRecordSchema = z.object({
  schema: z.literal('cascade.turn.v1'),
  trace_id: z.string().min(1),
  session_id: z.string(),
  turn_id: z.string(),
  started_at: z.string().describe('ISO 8601, when the user began to speak.'),
  zero_at: z
    .string()
    .optional()
    .describe('ISO 8601, the moment that all relative times count from: the user’s last speech sample.'),
  trace: z
    .object({
      parent: z.string().optional().describe('What the client said caused the turn: its trace is the turn’s.'),
      session: z.string().optional().describe('What the client’s connection belonged to: a trace beside the turn’s.'),
    })
    .optional()
    .describe('W3C `traceparent` values that the client sent; absent when it sent none.'),
  stages_ms: z
    .record(z.string(), milliseconds.nonnegative())
    .describe('Observed latency by budget stage; a stage that did not happen is absent.'),
  voice_to_voice_ms: milliseconds
    .nullable()
    .describe('Last speech sample → first audible sample of the reply. Null when nothing was said in reply.'),
  voice_to_voice_by: z
    .enum(['server', 'client'])
    .describe('Who measured it: the server on its own clock, or the client on the audio as played.'),
  final_transcript: z.string().describe('What the user said.'),
  transcript_confidence: z.number().min(0).max(1).nullable().describe('Of the recognizer; null where it gives none.'),
  partials: z
    .array(z.object({ at_ms: milliseconds, text: z.string(), stable_text: z.string() }))
    .describe('Hypotheses on the way, as the client was shown them.'),
  reply_text: z.string().describe('What was to be said.'),
  heard_text: z.string().describe('What was heard of it.'),
  versions: z.record(z.string(), z.string()).describe('Model, prompt, voice … by stage.'),
  spans: z.array(recordSpanSchema).describe('Work and waits.'),
  decisions: z
    .array(z.object({ at_ms: milliseconds, kind: z.enum(decisionKinds), reason: z.string() }))
    .describe('Of the turn manager; each reason is a sentence with numbers.'),
  audio: z.object({
    codec: z.string().describe('Of what the client sent.'),
    rate_hz: z.number(),
    start_sample: z.number().int().describe('On the audio clock, 16 kHz: first speech sample of the turn.'),
    end_sample: z.number().int().describe('One past its last speech sample.'),
    first_chunk_index: z.number().int().describe('First chunk of the session’s audio that holds some of the turn.'),
    last_chunk_index: z.number().int().describe('Last one.'),
    chunk_ms: milliseconds.describe('Median audio in a chunk.'),
    jitter_ms: milliseconds.describe('95th percentile of the lateness of a chunk against the audio clock.'),
    level_dbfs: z.number().optional().describe('Of the speech, pauses left out; absent in silence.'),
    snr_db: z.number().optional().describe('That above the quietest tenth of the audio around it; 60 at most.'),
  }),
  device: z.record(z.string(), z.string()).describe('As the client described it.'),
  consent: consentSchema.describe(
    'What the user agreed to, as of the turn’s end: it bounds what others may see of this record.',
  ),
  redacted: z
    .array(z.string())
    .optional()
    .describe('Fields that were emptied for want of consent, when it is shown to others than its user.'),
  response: z
    .object({
      response_id: z.string(),
      status: z.enum(['completed', 'interrupted', 'cancelled', 'failed']),
      source: z.enum(['fast-path', 'language-model', 'announcement', 'apology', 'none']).describe('Who made the text.'),
      error_code: z.string().nullable().describe('Of the error table, when it failed.'),
      prompt_version: z.string().nullable().describe('Null when no prompt was used.'),
      input_tokens: z.number().nullable().describe('Null when no model was asked.'),
      output_tokens: z.number().nullable(),
    })
    .nullable()
    .describe('Null when the turn got no response.'),
  tool_calls: z
    .array(
      z.object({
        call_id: z.string(),
        name: z.string().describe('The function.'),
        arguments: z.string().describe('JSON.'),
        output: z.string().nullable().describe('JSON; null where the client ran the function.'),
        at_ms: milliseconds.optional().describe('When it was called for, relative to the user’s last speech sample.'),
        span_id: z.string().optional().describe('Of the call’s span, which whoever runs it was told.'),
      }),
    )
    .describe('Functions that were called.'),
  retrieved_document_ids: z.array(z.string()).describe('What the planner was shown besides.'),
  playback: z.object({
    started_at_ms: milliseconds.nullable().describe('First audible sample; null when there was none.'),
    played_ms: milliseconds.describe('Heard of the reply.'),
    audio_ms: milliseconds.describe('Made of it.'),
    position_by: z
      .enum(['client', 'pace'])
      .describe('From the client’s acknowledgements, or from the pace at which audio was sent.'),
  }),
  budget: z.object({
    profile: z.string(),
    budgets_ms: z.record(z.string(), z.number()).describe('At most, by budget stage.'),
    violations: z.record(z.string(), z.number()).describe('What was observed, of the stages that took longer.'),
    verdicts: z.array(turnVerdictSchema).optional().describe('Who owns each overrun.'),
  }),
  faults: z
    .array(
      z.object({
        id: z.string().describe('Of the switch.'),
        stage: z.enum(stageNames).describe('Whose work was disturbed.'),
        kind: z.enum(faultKinds).describe('How.'),
      }),
    )
    .optional()
    .describe('Fault switches that touched the turn; absent when none did.'),
  feedback: z
    .array(turnFeedbackSchema)
    .optional()
    .describe('What the user said of the turn afterwards, oldest first; absent when nothing.'),
  speculation: z
    .object({
      attempts: z.number().int().describe('Responses prepared before the turn had ended.'),
      used: z.number().int().describe('Of them, those that were spoken: 0 or 1.'),
      used_compute_ms: milliseconds.describe('Time that workers were busy ahead of the commit with what was used.'),
      wasted_compute_ms: milliseconds.describe('The same for what was thrown away, superseded transcripts included.'),
      used_tokens: z.number().int().describe('Of the language model, in the response that was used.'),
      wasted_tokens: z.number().int().describe('Of the language model, in vain.'),
      used_audio_ms: milliseconds.describe('Speech made ahead and used.'),
      wasted_audio_ms: milliseconds.describe('Speech made in vain.'),
      saved_ms: milliseconds.describe(
        'What the user waited less: the part of recognition, planning and first clause done before the commit.',
      ),
    })
    .describe('Work done ahead of the turn’s end.'),
  cost: z.object({
    audio_in_ms: milliseconds.describe('Audio recognized.'),
    audio_out_ms: milliseconds.describe('Audio synthesized.'),
    compute_ms: milliseconds.describe('Time that workers were busy with the turn.'),
    price: z
      .object({
        card: z.string().describe('Name and date of the price card.'),
        currency: z.string().describe('ISO 4217.'),
        total: z.number(),
        parts: z.record(z.string(), z.number()).describe('Machine time, tokens, audio …'),
      })
      .optional()
      .describe('What the turn cost by the price card in force.'),
  }),
  machine: z.object({
    steal_percent: z
      .number()
      .nullable()
      .describe('Share of the machine that the hypervisor took during the turn; null where the system does not say.'),
    event_loop_delay_p99_ms: milliseconds.describe('99th percentile during the turn.'),
  }),
});
export type TurnRecord = z.infer<typeof turnRecordSchema>;
