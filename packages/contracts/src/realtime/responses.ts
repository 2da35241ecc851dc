import { z } from 'zod';
import { wireAudioFormatSchema } from './audio-formats.ts';
import { serverItemSchema } from './items.ts';

export const metadataSchema = z.record(z.string().max(64), z.string().max(512));

export const responseStatusSchema = z.enum(['in_progress', 'completed', 'cancelled', 'failed', 'incomplete']);
export type ResponseStatus = z.infer<typeof responseStatusSchema>;

export const responseStatusDetailsSchema = z.object({
  type: z.enum(['completed', 'cancelled', 'failed', 'incomplete']),
  reason: z
    .enum(['turn_detected', 'client_cancelled'])
    .optional()
    .describe('Why it was cancelled: the user spoke, or the client asked for it.'),
  error: z
    .object({ type: z.string(), code: z.string(), message: z.string() })
    .optional()
    .describe('Why it failed; `code` is one of the error table.'),
});
export type ResponseStatusDetails = z.infer<typeof responseStatusDetailsSchema>;

/** Text tokens of the language model; zero where none was asked. No audio tokens: audio is not the model's here. */
export const responseUsageSchema = z.object({
  total_tokens: z.number(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  input_token_details: z.object({ text_tokens: z.number(), audio_tokens: z.number(), cached_tokens: z.number() }),
  output_token_details: z.object({ text_tokens: z.number(), audio_tokens: z.number() }),
});
export type ResponseUsage = z.infer<typeof responseUsageSchema>;

export const responseSchema = z.object({
  object: z.literal('realtime.response'),
  id: z.string(),
  conversation_id: z.string().optional().describe('Absent for a response that stays out of the conversation.'),
  status: responseStatusSchema.describe('An apology for something that failed is spoken, and `failed` all the same.'),
  status_details: responseStatusDetailsSchema.optional(),
  output: z.array(serverItemSchema).describe('A message, function calls, or both.'),
  output_modalities: z.array(z.enum(['text', 'audio'])),
  audio: z.object({ output: z.object({ format: wireAudioFormatSchema, voice: z.string() }) }),
  max_output_tokens: z.literal('inf'),
  metadata: metadataSchema.nullable().describe('As given with `response.create`.'),
  usage: responseUsageSchema
    .optional()
    .describe('In `response.done`: text tokens of the language model, zero where none was asked.'),
});
export type RealtimeResponse = z.infer<typeof responseSchema>;
