/** Server events of a response, in the order in which they come. */
import { z } from 'zod';
import { contentIndexField, itemIdField, outputIndexField, responseIdField, serverEventId } from './event-fields.ts';
import { serverItemSchema } from './items.ts';
import { responseSchema } from './responses.ts';

const base = { event_id: serverEventId };
const inResponse = { ...base, response_id: responseIdField, output_index: outputIndexField };
const inItem = { ...inResponse, item_id: itemIdField };
const inPart = { ...inItem, content_index: contentIndexField };
const callId = z.string().describe('Names the call in its output.');

const partSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('audio'), transcript: z.string() }),
  z.object({ type: z.literal('text'), text: z.string() }),
]);

export const serverResponseEventSchemas = {
  'response.created': z
    .object({ ...base, type: z.literal('response.created'), response: responseSchema })
    .describe('A reply is being made.'),
  'response.output_item.added': z
    .object({ ...inResponse, type: z.literal('response.output_item.added'), item: serverItemSchema })
    .describe('The reply has a new item. Always `in_progress`: clients act on a function call that is completed.'),
  'response.content_part.added': z
    .object({ ...inPart, type: z.literal('response.content_part.added'), part: partSchema })
    .describe('The item has a new part, still empty.'),
  'response.output_text.delta': z
    .object({ ...inPart, type: z.literal('response.output_text.delta'), delta: z.string().describe('Some more text.') })
    .describe('Text of a written reply as it is made.'),
  'response.output_text.done': z
    .object({ ...inPart, type: z.literal('response.output_text.done'), text: z.string().describe('The whole text.') })
    .describe('The text is complete.'),
  'response.output_audio_transcript.delta': z
    .object({
      ...inPart,
      type: z.literal('response.output_audio_transcript.delta'),
      delta: z.string().describe('Some more text, a clause at a time.'),
    })
    .describe('Text of a spoken reply, sent before its sound.'),
  'response.output_audio.delta': z
    .object({
      ...inPart,
      type: z.literal('response.output_audio.delta'),
      delta: z.string().describe('Base64 of the session’s output format.'),
    })
    .describe(
      'Sound of a spoken reply, at the pace of its playback and a little ahead of it. With `session.cascade.binary_audio` it comes as binary frames instead.',
    ),
  'response.output_audio.done': z
    .object({ ...inPart, type: z.literal('response.output_audio.done') })
    .describe('Comes about when the audio has been played, not when it has been sent; at once when it was cut off.'),
  'response.output_audio_transcript.done': z
    .object({
      ...inPart,
      type: z.literal('response.output_audio_transcript.done'),
      transcript: z.string().describe('All that was to be said, heard or not.'),
    })
    .describe('The text of the spoken reply is complete.'),
  'response.function_call_arguments.delta': z
    .object({
      ...inItem,
      type: z.literal('response.function_call_arguments.delta'),
      call_id: callId,
      delta: z.string().describe('Some more of the JSON.'),
    })
    .describe('Arguments of a function that the client is to run.'),
  'response.function_call_arguments.done': z
    .object({
      ...inItem,
      type: z.literal('response.function_call_arguments.done'),
      call_id: callId,
      name: z.string().describe('The function.'),
      arguments: z.string().describe('The whole JSON.'),
      traceparent: z
        .string()
        .optional()
        .describe('W3C trace context of the call: send it along with what the function asks of others.'),
    })
    .describe('The arguments are complete.'),
  'response.content_part.done': z
    .object({ ...inPart, type: z.literal('response.content_part.done'), part: partSchema })
    .describe('The part is complete.'),
  'response.output_item.done': z
    .object({ ...inResponse, type: z.literal('response.output_item.done'), item: serverItemSchema })
    .describe(
      'The item is complete: run a function call now. After an interruption a message has only what was heard.',
    ),
  'response.done': z
    .object({ ...base, type: z.literal('response.done'), response: responseSchema })
    .describe('The reply is over: played to its end, cancelled, or failed.'),
  'output_audio_buffer.cleared': z
    .object({ ...base, type: z.literal('output_audio_buffer.cleared'), response_id: responseIdField })
    .describe('The answer to `output_audio_buffer.clear`: stop playing this response.'),
  'rate_limits.updated': z
    .object({
      ...base,
      type: z.literal('rate_limits.updated'),
      rate_limits: z
        .array(
          z.object({
            name: z.enum(['requests', 'tokens']),
            limit: z.number(),
            remaining: z.number(),
            reset_seconds: z.number(),
          }),
        )
        .describe('Empty: nothing is metered.'),
    })
    .describe('Sent with each response, because clients wait for it.'),
} as const;
