/** Server events of a response, in the order in which they come. */
import { z } from 'zod';
import { serverItemSchema } from './items.ts';
import { responseSchema } from './responses.ts';

const base = { event_id: z.string() };
const index = z.number().int().nonnegative();
const inResponse = { ...base, response_id: z.string(), output_index: index };
const inItem = { ...inResponse, item_id: z.string() };
const inPart = { ...inItem, content_index: index };

const partSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('audio'), transcript: z.string() }),
  z.object({ type: z.literal('text'), text: z.string() }),
]);

export const serverResponseEventSchemas = {
  'response.created': z.object({ ...base, type: z.literal('response.created'), response: responseSchema }),
  'response.output_item.added': z.object({
    ...inResponse,
    type: z.literal('response.output_item.added'),
    /** Always in progress: clients act on a function call that is completed. */
    item: serverItemSchema,
  }),
  'response.content_part.added': z.object({
    ...inPart,
    type: z.literal('response.content_part.added'),
    part: partSchema,
  }),
  'response.output_text.delta': z.object({
    ...inPart,
    type: z.literal('response.output_text.delta'),
    delta: z.string(),
  }),
  'response.output_text.done': z.object({ ...inPart, type: z.literal('response.output_text.done'), text: z.string() }),
  'response.output_audio_transcript.delta': z.object({
    ...inPart,
    type: z.literal('response.output_audio_transcript.delta'),
    delta: z.string(),
  }),
  'response.output_audio.delta': z.object({
    ...inPart,
    type: z.literal('response.output_audio.delta'),
    /** Base64 of the session's output format. */
    delta: z.string(),
  }),
  /** Comes about when the audio has been played, not when it has been sent. */
  'response.output_audio.done': z.object({ ...inPart, type: z.literal('response.output_audio.done') }),
  'response.output_audio_transcript.done': z.object({
    ...inPart,
    type: z.literal('response.output_audio_transcript.done'),
    transcript: z.string(),
  }),
  'response.function_call_arguments.delta': z.object({
    ...inItem,
    type: z.literal('response.function_call_arguments.delta'),
    call_id: z.string(),
    delta: z.string(),
  }),
  'response.function_call_arguments.done': z.object({
    ...inItem,
    type: z.literal('response.function_call_arguments.done'),
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
  'response.content_part.done': z.object({
    ...inPart,
    type: z.literal('response.content_part.done'),
    part: partSchema,
  }),
  'response.output_item.done': z.object({
    ...inResponse,
    type: z.literal('response.output_item.done'),
    item: serverItemSchema,
  }),
  'response.done': z.object({ ...base, type: z.literal('response.done'), response: responseSchema }),
  'output_audio_buffer.cleared': z.object({
    ...base,
    type: z.literal('output_audio_buffer.cleared'),
    response_id: z.string(),
  }),
  'rate_limits.updated': z.object({
    ...base,
    type: z.literal('rate_limits.updated'),
    /** Empty: nothing is metered. */
    rate_limits: z.array(
      z.object({
        name: z.enum(['requests', 'tokens']),
        limit: z.number(),
        remaining: z.number(),
        reset_seconds: z.number(),
      }),
    ),
  }),
} as const;
