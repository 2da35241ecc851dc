import { z } from 'zod';
import { realtimeItemSchema } from './items.ts';
import { metadataSchema } from './responses.ts';
import { sessionUpdateSchema } from './session.ts';

const base = { event_id: z.string().max(512).optional() };
const itemId = z.string().min(1);

/** What may come with `response.create`; fields beyond these pass, and are answered as not supported. */
export const responseCreateParametersSchema = z.looseObject({
  /** For this response alone. */
  instructions: z.string().optional(),
  /** Comes back in `response.created` and `response.done`. */
  metadata: metadataSchema.nullable().optional(),
  output_modalities: z
    .array(z.enum(['text', 'audio']))
    .min(1)
    .optional(),
  conversation: z.string().optional(),
});
export type ResponseCreateParameters = z.infer<typeof responseCreateParametersSchema>;

/** Every event that a client may send, by its `type`. */
export const clientEventSchemas = {
  'session.update': z.object({ ...base, type: z.literal('session.update'), session: sessionUpdateSchema }),
  'input_audio_buffer.append': z.object({
    ...base,
    type: z.literal('input_audio_buffer.append'),
    /** Base64 of the session's input format. */
    audio: z.string(),
  }),
  'input_audio_buffer.commit': z.object({ ...base, type: z.literal('input_audio_buffer.commit') }),
  'input_audio_buffer.clear': z.object({ ...base, type: z.literal('input_audio_buffer.clear') }),
  'conversation.item.create': z.object({
    ...base,
    type: z.literal('conversation.item.create'),
    /** The new item goes after this one; `root` puts it first; without it, it goes last. */
    previous_item_id: z.string().nullable().optional(),
    item: realtimeItemSchema,
  }),
  'conversation.item.retrieve': z.object({ ...base, type: z.literal('conversation.item.retrieve'), item_id: itemId }),
  'conversation.item.truncate': z.object({
    ...base,
    type: z.literal('conversation.item.truncate'),
    item_id: itemId,
    content_index: z.number().int().nonnegative(),
    /** What was played of it. Beyond the audio's end means all of it. */
    audio_end_ms: z.number().finite().nonnegative(),
  }),
  'conversation.item.delete': z.object({ ...base, type: z.literal('conversation.item.delete'), item_id: itemId }),
  'response.create': z.object({
    ...base,
    type: z.literal('response.create'),
    response: responseCreateParametersSchema.nullable().optional(),
  }),
  'response.cancel': z.object({ ...base, type: z.literal('response.cancel'), response_id: z.string().optional() }),
  'output_audio_buffer.clear': z.object({ ...base, type: z.literal('output_audio_buffer.clear') }),
  'cascade.playback.ack': z.object({
    ...base,
    type: z.literal('cascade.playback.ack'),
    item_id: itemId,
    /** How much of the item's audio has come out of the loudspeaker. */
    played_ms: z.number().finite().nonnegative(),
  }),
} as const;

export type ClientEventType = keyof typeof clientEventSchemas;
export type ClientEventOf<T extends ClientEventType> = z.infer<(typeof clientEventSchemas)[T]>;
export type ClientEvent = { [T in ClientEventType]: ClientEventOf<T> }[ClientEventType];
/** What a client may write: defaults left out. */
export type ClientEventInput = { [T in ClientEventType]: z.input<(typeof clientEventSchemas)[T]> }[ClientEventType];

export const clientEventTypes = Object.keys(clientEventSchemas) as readonly ClientEventType[];
