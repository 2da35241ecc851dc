/** Server events of our own: clients of others skip what they do not know. */
import { z } from 'zod';
import { decisionKinds } from '../answering-events.ts';
import { loadMeasures } from '../load.ts';
import { stageNames } from '../stage.ts';
import { turnRecordSchema } from '../turn-record.ts';
import { audioStreamSchema } from './audio-stream.ts';
import { itemIdField, responseIdField, serverEventId } from './event-fields.ts';

const base = { event_id: serverEventId };
const character = z.number().int().nonnegative();
const sessionClockMs = z.number().describe('Milliseconds on the session’s monotonic clock.');

export const serverCascadeEventSchemas = {
  'cascade.audio.stream': audioStreamSchema,
  'cascade.transcript.partial': z
    .object({
      ...base,
      type: z.literal('cascade.transcript.partial'),
      item_id: itemIdField.describe('The item that the turn will become.'),
      text: z.string().describe('What seems to have been said so far. Empty when nothing of it counts.'),
      stable_text: z.string().describe('The part of it that will not change any more.'),
    })
    .describe('The recognizer’s hypothesis while the user speaks. Each replaces the one before.'),
  'cascade.reply.words': z
    .object({
      ...base,
      type: z.literal('cascade.reply.words'),
      response_id: responseIdField,
      item_id: itemIdField,
      words: z
        .array(
          z.object({
            start_char: character.describe('Position in the item’s transcript, in UTF-16 units.'),
            end_char: character.describe('One past its last character.'),
            start_ms: z.number().describe('Milliseconds within the item’s audio.'),
            end_ms: z.number(),
          }),
        )
        .describe('In order, without gap in the item.'),
    })
    .describe(
      'When words of a reply sound, estimated: a client marks the text as it plays. For sessions with `cascade.playback_ack`.',
    ),
  'cascade.turn.decision': z
    .object({
      ...base,
      type: z.literal('cascade.turn.decision'),
      turn_id: z.string(),
      trace_id: z.string().nullable(),
      kind: z.enum(decisionKinds),
      reason: z.string().describe('A sentence with numbers, without transcript.'),
      at_ms: sessionClockMs,
    })
    .describe('Why the turn manager did what it did. Needs the scope `records`.'),
  'cascade.playback.duck': z
    .object({
      ...base,
      type: z.literal('cascade.playback.duck'),
      response_id: z.string(),
      ducked: z.boolean(),
      gain_db: z.number().describe('To play it at from now on: 0 is as loud as it was sent.'),
      at_ms: sessionClockMs,
    })
    .describe(
      'Somebody seems to speak over the reply: play it quieter until it is clear whether that is an interruption; at −60 dB it is probably one, and what is played from here on counts as not heard if the reply is stopped. Acknowledge the position at once. For sessions with `cascade.ducking` of `client`.',
    ),
  'cascade.session.resumed': z
    .object({
      ...base,
      type: z.literal('cascade.session.resumed'),
      session_id: z.string(),
      after_event_id: z.string().nullable().describe('The last event that the client says it has.'),
      complete: z
        .boolean()
        .describe(
          'False when some of what was missed is no longer kept: ask for items by `conversation.item.retrieve`.',
        ),
      input_received_ms: z
        .number()
        .describe('Milliseconds of the client’s audio that have arrived in this session: send what follows it again.'),
      events_received: z
        .number()
        .int()
        .nonnegative()
        .optional()
        .describe('Events other than appended audio that have arrived in this session: send what follows them again.'),
    })
    .describe(
      'First after a reconnection, instead of `session.created`: the session goes on, and what was missed follows.',
    ),
  'cascade.going_away': z
    .object({
      ...base,
      type: z.literal('cascade.going_away'),
      reason: z.enum(['shutdown', 'session_length', 'idle']),
      time_left_ms: z.number().describe('Milliseconds until then.'),
    })
    .describe(
      'The connection will be closed by the server with code 1012 when the time is over, at a shutdown already when nothing is left to say.',
    ),
  'cascade.turn.record': z
    .object({ ...base, type: z.literal('cascade.turn.record'), record: turnRecordSchema })
    .describe('Everything about a turn, when its reply has been played. Needs the scope `records`.'),
  'cascade.turn.stored': z
    .object({ ...base, type: z.literal('cascade.turn.stored'), turn_id: z.string(), trace_id: z.string() })
    .describe(
      'The record of a turn is in the service’s store, as far as the user agreed to that, and outlives a crash. Not sent where nothing is stored. Needs the scope `records`.',
    ),
  'cascade.degraded': z
    .object({
      ...base,
      type: z.literal('cascade.degraded'),
      stage: z.enum(stageNames),
      what: z
        .enum(['input-silence', 'clause-without-audio', 'reply-cut', ...loadMeasures])
        .describe(
          '`input-silence`: silence was added because the client stopped sending. `clause-without-audio`: shown, not spoken. `reply-cut`: too long to be kept. For want of computing time, in this order: `partials-slower`, `no-speculation`, `one-cut-finals`; `full-service` when all is done again.',
        ),
      reason: z.string(),
      response_id: z.string().nullable(),
      at_ms: sessionClockMs,
    })
    .describe('Something was shed or stood in for, so that the conversation could go on.'),
} as const;
