import { z } from 'zod';

export const itemStatusSchema = z.enum(['completed', 'incomplete', 'in_progress']);
export type ItemStatus = z.infer<typeof itemStatusSchema>;

const itemId = z.string().min(1).max(64);
const base = {
  id: itemId.optional(),
  object: z.literal('realtime.item').optional(),
  status: itemStatusSchema.optional(),
};

const inputText = z.object({ type: z.literal('input_text'), text: z.string() });

const userContentSchema = z.discriminatedUnion('type', [
  inputText,
  z.object({
    type: z.literal('input_audio'),
    /** Base64. The server never sends it back. */
    audio: z.string().optional(),
    transcript: z.string().nullable().optional(),
  }),
]);

const assistantContentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({ type: z.literal('output_audio'), audio: z.string().optional(), transcript: z.string().optional() }),
]);

export const messageItemSchema = z.discriminatedUnion('role', [
  z.object({ ...base, type: z.literal('message'), role: z.literal('system'), content: z.array(inputText) }),
  z.object({ ...base, type: z.literal('message'), role: z.literal('user'), content: z.array(userContentSchema) }),
  z.object({
    ...base,
    type: z.literal('message'),
    role: z.literal('assistant'),
    content: z.array(assistantContentSchema),
  }),
]);

export const functionCallItemSchema = z.object({
  ...base,
  type: z.literal('function_call'),
  call_id: z.string().min(1).optional(),
  name: z.string().min(1),
  /** JSON. */
  arguments: z.string(),
});

export const functionCallOutputItemSchema = z.object({
  ...base,
  type: z.literal('function_call_output'),
  call_id: z.string().min(1),
  output: z.string(),
});

/** One entry of the conversation, as OpenAI names its fields. */
export const realtimeItemSchema = z.discriminatedUnion('type', [
  messageItemSchema,
  functionCallItemSchema,
  functionCallOutputItemSchema,
]);
export type RealtimeItem = z.infer<typeof realtimeItemSchema>;

/** As the server sends it: with an id and a status. */
export const serverItemSchema = realtimeItemSchema.and(z.object({ id: itemId, status: itemStatusSchema }));
export type ServerItem = RealtimeItem & { id: string; status: ItemStatus };
