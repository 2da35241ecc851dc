import { z } from 'zod';
import { feedbackRatings } from '../turn-record.ts';
import { clientEventId } from './event-fields.ts';
import { inputItemSchema, realtimeItemSchema } from './items.ts';
import { metadataSchema } from './responses.ts';
import { sessionUpdateSchema, toolChoiceSchema, toolsSchema } from './session.ts';

const base = { event_id: clientEventId };
const itemId = z.string().min(1).describe('The conversation item.');

/** What may come with `response.create`; fields beyond these pass, and are answered as not supported. */
export const responseCreateParametersSchema = z.looseObject({
  instructions: z.string().optional().describe('Besides the session’s, for this response alone.'),
  metadata: metadataSchema.nullable().optional().describe('Comes back in `response.created` and `response.done`.'),
  output_modalities: z
    .array(z.enum(['text', 'audio']))
    .min(1)
    .optional()
    .describe('The session’s when absent. Both together mean spoken.'),
  conversation: z.string().optional().describe('`auto`, or `none`: the response stays out of the conversation.'),
  input: z
    .array(inputItemSchema)
    .max(128)
    .optional()
    .describe('What the model is shown instead of the conversation: items, or references to items of it.'),
  tools: toolsSchema.optional().describe('Instead of the session’s.'),
  tool_choice: toolChoiceSchema.optional().describe('Instead of the session’s.'),
});
export type ResponseCreateParameters = z.infer<typeof responseCreateParametersSchema>;

/** Every event that a client may send, by its `type`. */
export const clientEventSchemas = {
  'session.update': z
    .object({ ...base, type: z.literal('session.update'), session: sessionUpdateSchema })
    .describe(
      'Changes the session; fields that are absent stay as they are. Answered with `session.updated`, and with one `error` for each field that cannot be honoured. A field of the wrong type refuses the whole update.',
    ),
  'input_audio_buffer.append': z
    .object({
      ...base,
      type: z.literal('input_audio_buffer.append'),
      audio: z.string().describe('Base64 of whole samples in the session’s input format; 20 to 100 ms are usual.'),
    })
    .describe(
      'The next piece of the microphone’s sound. Not answered. With `session.cascade.binary_audio` send the bare bytes as a binary frame instead.',
    ),
  'input_audio_buffer.commit': z
    .object({ ...base, type: z.literal('input_audio_buffer.commit') })
    .describe(
      'The user’s turn is over: what was appended since the last one becomes an item. Needed where turn detection is off; needs at least 100 ms of audio.',
    ),
  'input_audio_buffer.clear': z
    .object({ ...base, type: z.literal('input_audio_buffer.clear') })
    .describe('Forgets what was appended and is in no item yet. Answered with `input_audio_buffer.cleared`.'),
  'conversation.item.create': z
    .object({
      ...base,
      type: z.literal('conversation.item.create'),
      previous_item_id: z
        .string()
        .nullable()
        .optional()
        .describe('The new item goes after this one; `root` puts it first; absent or null, it goes last.'),
      item: realtimeItemSchema,
    })
    .describe(
      'Writes an item into the conversation: a text of the user, the result of a function, history. Causes no response. Answered with `conversation.item.added` and `conversation.item.done`.',
    ),
  'conversation.item.retrieve': z
    .object({ ...base, type: z.literal('conversation.item.retrieve'), item_id: itemId })
    .describe('Asks for an item as it is now. Answered with `conversation.item.retrieved`.'),
  'conversation.item.truncate': z
    .object({
      ...base,
      type: z.literal('conversation.item.truncate'),
      item_id: itemId,
      content_index: z.number().int().nonnegative().describe('Which content part of the item, from 0.'),
      audio_end_ms: z
        .number()
        .finite()
        .nonnegative()
        .describe('Milliseconds that were played of it. 0 is none of it; beyond the audio’s end means all of it.'),
    })
    .describe(
      'Playback of a reply was stopped here: what was not heard leaves the conversation, to the word. Ends a reply that is still being spoken. Answered with `conversation.item.truncated`.',
    ),
  'conversation.item.delete': z
    .object({ ...base, type: z.literal('conversation.item.delete'), item_id: itemId })
    .describe('Takes an item out of the conversation. Answered with `conversation.item.deleted`.'),
  'response.create': z
    .object({
      ...base,
      type: z.literal('response.create'),
      response: responseCreateParametersSchema.nullable().optional().describe('What differs from the session.'),
    })
    .describe(
      'Asks for a reply to the conversation as it is. Where turn detection creates responses, a spoken turn needs no such event.',
    ),
  'response.cancel': z
    .object({
      ...base,
      type: z.literal('response.cancel'),
      response_id: z.string().optional().describe('The response that is being made when absent.'),
    })
    .describe(
      'Stops the reply that is being made or spoken. It ends with a `response.done` whose status is `cancelled`.',
    ),
  'output_audio_buffer.clear': z
    .object({ ...base, type: z.literal('output_audio_buffer.clear') })
    .describe('As `response.cancel`; answered with `output_audio_buffer.cleared` as well.'),
  'cascade.feedback': z
    .object({
      ...base,
      type: z.literal('cascade.feedback'),
      turn_id: z.string().min(1).describe('Of a turn record of this session.'),
      rating: z.enum(feedbackRatings).describe('Whether it was heard and answered rightly.'),
      correction: z.string().trim().max(1000).optional().describe('What should have been heard or answered.'),
    })
    .describe(
      'What the user says of a turn that is over. It is kept with the turn, as far as the user agreed to that: its record comes once more.',
    ),
  'cascade.playback.ack': z
    .object({
      ...base,
      type: z.literal('cascade.playback.ack'),
      item_id: itemId,
      played_ms: z
        .number()
        .finite()
        .nonnegative()
        .describe('Milliseconds of the item’s audio that have come out of the loudspeaker.'),
    })
    .describe(
      'How far a reply was heard: send it ten times a second while it plays, at its end, and when it is stopped. With it what counts as heard is exact; without it the service estimates.',
    ),
} as const;

export type ClientEventType = keyof typeof clientEventSchemas;
export type ClientEventOf<T extends ClientEventType> = z.infer<(typeof clientEventSchemas)[T]>;
export type ClientEvent = { [T in ClientEventType]: ClientEventOf<T> }[ClientEventType];
/** What a client may write: defaults left out. */
export type ClientEventInput = { [T in ClientEventType]: z.input<(typeof clientEventSchemas)[T]> }[ClientEventType];

export const clientEventTypes = Object.keys(clientEventSchemas) as readonly ClientEventType[];
