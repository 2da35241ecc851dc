import { z } from 'zod';

export const itemStatusSchema = z.enum(['completed', 'incomplete', 'in_progress']);
export type ItemStatus = z.infer<typeof itemStatusSchema>;

const itemId = z.string().min(1).max(64);
const base = {
  id: itemId.optional().describe('Made by the server when a client leaves it out.'),
  object: z.literal('realtime.item').optional(),
  status: itemStatusSchema.optional().describe('`incomplete`: cut off, and only what was heard of it is left.'),
};

const inputText = z.object({ type: z.literal('input_text'), text: z.string() });

const userContentSchema = z.discriminatedUnion('type', [
  inputText,
  z.object({
    type: z.literal('input_audio'),
    audio: z
      .string()
      .optional()
      .describe('Never sent by the server, and not taken in an item: append it to the buffer.'),
    transcript: z.string().nullable().optional().describe('Null until it is known.'),
  }),
]);

const assistantContentSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('output_text'), text: z.string() }),
  z.object({
    type: z.literal('output_audio'),
    audio: z.string().optional().describe('Never sent by the server.'),
    transcript: z.string().optional().describe('What was said; of a reply that was cut off, what was heard.'),
  }),
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
  call_id: z.string().min(1).optional().describe('Names the call in its output.'),
  name: z.string().min(1).describe('The function.'),
  arguments: z.string().describe('JSON.'),
});

export const functionCallOutputItemSchema = z.object({
  ...base,
  type: z.literal('function_call_output'),
  call_id: z.string().min(1).describe('The call that this answers.'),
  output: z.string().describe('What the model is shown; JSON or plain text.'),
});

/** One entry of the conversation, as OpenAI names its fields. */
export const realtimeItemSchema = z.discriminatedUnion('type', [
  messageItemSchema,
  functionCallItemSchema,
  functionCallOutputItemSchema,
]);
export type RealtimeItem = z.infer<typeof realtimeItemSchema>;

/** One entry of `response.input`: an item of its own, or one of the conversation by its id. */
export const inputItemSchema = z.discriminatedUnion('type', [
  realtimeItemSchema,
  z.object({ type: z.literal('item_reference'), id: itemId.describe('An item of the conversation.') }),
]);
export type InputItem = z.infer<typeof inputItemSchema>;

/** As the server sends it: with an id and a status. */
export const serverItemSchema = realtimeItemSchema.and(z.object({ id: itemId, status: itemStatusSchema }));
export type ServerItem = RealtimeItem & { id: string; status: ItemStatus };
