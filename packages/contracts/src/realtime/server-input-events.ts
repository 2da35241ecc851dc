/** Server events about the session, the conversation and what the user says. */
import { z } from 'zod';
import { contentIndexField, itemIdField, previousItemIdField, serverEventId } from './event-fields.ts';
import { serverItemSchema } from './items.ts';
import { sessionSchema } from './session.ts';

const base = { event_id: serverEventId };
const item = { ...base, item_id: itemIdField };
const placed = { ...base, previous_item_id: previousItemIdField, item: serverItemSchema };
const audioClockMs = z.number().nonnegative();

export const realtimeErrorSchema = z.object({
  type: z.enum(['invalid_request_error', 'server_error']).describe('Whose fault: the client’s or the service’s.'),
  code: z.string().describe('A code of the error table.'),
  message: z.string().describe('A sentence for whoever writes the client; no transcript, no stack.'),
  param: z.string().nullable().describe('Dotted path of the field at fault.'),
  event_id: z.string().nullable().describe('The client’s id of the event at fault.'),
});
export type RealtimeErrorBody = z.infer<typeof realtimeErrorSchema>;

export const serverInputEventSchemas = {
  error: z
    .object({ ...base, type: z.literal('error'), error: realtimeErrorSchema })
    .describe('Something could not be done. The session goes on as it was.'),
  'session.created': z
    .object({ ...base, type: z.literal('session.created'), session: sessionSchema })
    .describe('The first event of a session: how it is set, every default filled in.'),
  'session.updated': z
    .object({ ...base, type: z.literal('session.updated'), session: sessionSchema })
    .describe('The answer to `session.update`: the whole session as it is now.'),
  'conversation.item.added': z
    .object({ ...placed, type: z.literal('conversation.item.added') })
    .describe('An item has entered the conversation; a reply may still be in the making.'),
  'conversation.item.done': z
    .object({ ...placed, type: z.literal('conversation.item.done') })
    .describe('The item is complete, but for the transcript of what the user said.'),
  'conversation.item.retrieved': z
    .object({ ...base, type: z.literal('conversation.item.retrieved'), item: serverItemSchema })
    .describe('The item as it is now, with its transcript if that is known.'),
  'conversation.item.truncated': z
    .object({
      ...item,
      type: z.literal('conversation.item.truncated'),
      content_index: contentIndexField,
      audio_end_ms: audioClockMs.describe('Milliseconds of audio that are left: never beyond what was sent.'),
    })
    .describe('What was not heard of the item has left the conversation.'),
  'conversation.item.deleted': z
    .object({ ...item, type: z.literal('conversation.item.deleted') })
    .describe('It is gone.'),
  'conversation.item.input_audio_transcription.delta': z
    .object({
      ...item,
      type: z.literal('conversation.item.input_audio_transcription.delta'),
      content_index: contentIndexField,
      delta: z.string().describe('Some more text. Append-only: joined, the deltas are a beginning of the transcript.'),
    })
    .describe(
      'Words that will not change any more, while the user speaks or right after. Where the final text differs after all, no further delta is sent: `completed` has the truth.',
    ),
  'conversation.item.input_audio_transcription.completed': z
    .object({
      ...item,
      type: z.literal('conversation.item.input_audio_transcription.completed'),
      content_index: contentIndexField,
      transcript: z.string().describe('The whole text of what the user said.'),
      usage: z.object({
        type: z.literal('duration'),
        seconds: z.number().nonnegative().describe('Length of the speech.'),
      }),
    })
    .describe('What the user said in this turn.'),
  'conversation.item.input_audio_transcription.failed': z
    .object({
      ...item,
      type: z.literal('conversation.item.input_audio_transcription.failed'),
      content_index: contentIndexField,
      error: z.object({ type: z.string(), code: z.string(), message: z.string() }),
    })
    .describe('The recognizer failed on this turn: there is no transcript.'),
  'input_audio_buffer.speech_started': z
    .object({
      ...item,
      type: z.literal('input_audio_buffer.speech_started'),
      audio_start_ms: audioClockMs.describe('On the session’s audio clock, the prefix padding included.'),
    })
    .describe(
      'The user’s turn has begun: stop playing. Not sent for sounds that are no turn, nor where turn detection is off.',
    ),
  'input_audio_buffer.speech_stopped': z
    .object({
      ...item,
      type: z.literal('input_audio_buffer.speech_stopped'),
      audio_end_ms: audioClockMs.describe('On the session’s audio clock: the last speech of the turn.'),
    })
    .describe('The user’s turn is over.'),
  'input_audio_buffer.committed': z
    .object({ ...item, type: z.literal('input_audio_buffer.committed'), previous_item_id: previousItemIdField })
    .describe('What the user said has become an item, by the turn’s end or by the client’s commit.'),
  'input_audio_buffer.cleared': z
    .object({ ...base, type: z.literal('input_audio_buffer.cleared') })
    .describe('The answer to `input_audio_buffer.clear`.'),
  'input_audio_buffer.timeout_triggered': z
    .object({
      ...item,
      type: z.literal('input_audio_buffer.timeout_triggered'),
      audio_start_ms: audioClockMs.describe('When the last reply was over, on the session’s audio clock.'),
      audio_end_ms: audioClockMs.describe('When the time was up.'),
    })
    .describe('Nobody has spoken for `idle_timeout_ms`: an empty item stands for it, and a response follows.'),
} as const;
