/** Server events of our own: clients of others skip what they do not know. */
import { z } from 'zod';
import { decisionKinds } from '../answering-events.ts';
import { stageNames } from '../stage.ts';
import { turnRecordSchema } from '../turn-record.ts';
import { audioStreamSchema } from './audio-stream.ts';

const base = { event_id: z.string() };

export const serverCascadeEventSchemas = {
  'cascade.audio.stream': audioStreamSchema,
  'cascade.transcript.partial': z.object({
    ...base,
    type: z.literal('cascade.transcript.partial'),
    item_id: z.string(),
    /** What seems to have been said so far. Empty when nothing of it counts. */
    text: z.string(),
    /** The part of it that will not change any more. */
    stable_text: z.string(),
  }),
  'cascade.turn.decision': z.object({
    ...base,
    type: z.literal('cascade.turn.decision'),
    turn_id: z.string(),
    trace_id: z.string().nullable(),
    kind: z.enum(decisionKinds),
    /** A sentence with numbers, without transcript. */
    reason: z.string(),
    /** On the session's monotonic clock. */
    at_ms: z.number(),
  }),
  /** First after a reconnection: the session goes on; what the client missed since `after_event_id` follows. */
  'cascade.session.resumed': z.object({
    ...base,
    type: z.literal('cascade.session.resumed'),
    session_id: z.string(),
    after_event_id: z.string().nullable(),
    /** False when some of what was missed is no longer kept: ask for items by `conversation.item.retrieve`. */
    complete: z.boolean(),
    /** How much of the client's audio has arrived in this session: send what follows it again. */
    input_received_ms: z.number(),
  }),
  /** The connection will be closed by the server, with code 1012, when the time is over or nothing is left to say. */
  'cascade.going_away': z.object({
    ...base,
    type: z.literal('cascade.going_away'),
    reason: z.enum(['shutdown', 'session_length', 'idle']),
    time_left_ms: z.number(),
  }),
  'cascade.turn.record': z.object({ ...base, type: z.literal('cascade.turn.record'), record: turnRecordSchema }),
  /** Something was shed or stood in for, so that the conversation could go on. */
  'cascade.degraded': z.object({
    ...base,
    type: z.literal('cascade.degraded'),
    stage: z.enum(stageNames),
    /** `input-silence`: silence was added because the client stopped sending. `clause-without-audio`: shown, not spoken. */
    what: z.enum(['input-silence', 'clause-without-audio', 'reply-cut']),
    reason: z.string(),
    response_id: z.string().nullable(),
    at_ms: z.number(),
  }),
} as const;
