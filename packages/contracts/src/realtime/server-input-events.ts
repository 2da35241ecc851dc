/** Server events about the session, the conversation and what the user says. */
import { z } from 'zod';
import { serverItemSchema } from './items.ts';
import { sessionSchema } from './session.ts';

const base = { event_id: z.string() };
const item = { ...base, item_id: z.string() };
const placed = { ...base, previous_item_id: z.string().nullable(), item: serverItemSchema };
const milliseconds = z.number().nonnegative();

export const realtimeErrorSchema = z.object({
  type: z.enum(['invalid_request_error', 'server_error']),
  /** A code of the error table. */
  code: z.string(),
  message: z.string(),
  /** Dotted path of the field at fault. */
  param: z.string().nullable(),
  /** The client's id of the event at fault. */
  event_id: z.string().nullable(),
});
export type RealtimeErrorBody = z.infer<typeof realtimeErrorSchema>;

export const serverInputEventSchemas = {
  error: z.object({ ...base, type: z.literal('error'), error: realtimeErrorSchema }),
  'session.created': z.object({ ...base, type: z.literal('session.created'), session: sessionSchema }),
  'session.updated': z.object({ ...base, type: z.literal('session.updated'), session: sessionSchema }),
  'conversation.item.added': z.object({ ...placed, type: z.literal('conversation.item.added') }),
  'conversation.item.done': z.object({ ...placed, type: z.literal('conversation.item.done') }),
  'conversation.item.retrieved': z.object({
    ...base,
    type: z.literal('conversation.item.retrieved'),
    item: serverItemSchema,
  }),
  'conversation.item.truncated': z.object({
    ...item,
    type: z.literal('conversation.item.truncated'),
    content_index: z.number().int().nonnegative(),
    audio_end_ms: milliseconds,
  }),
  'conversation.item.deleted': z.object({ ...item, type: z.literal('conversation.item.deleted') }),
  'conversation.item.input_audio_transcription.delta': z.object({
    ...item,
    type: z.literal('conversation.item.input_audio_transcription.delta'),
    content_index: z.number().int().nonnegative(),
    /** Append-only: joined, the deltas of an item are a prefix of what `completed` brings, or all of it. */
    delta: z.string(),
  }),
  'conversation.item.input_audio_transcription.completed': z.object({
    ...item,
    type: z.literal('conversation.item.input_audio_transcription.completed'),
    content_index: z.number().int().nonnegative(),
    transcript: z.string(),
    usage: z.object({ type: z.literal('duration'), seconds: z.number().nonnegative() }),
  }),
  'conversation.item.input_audio_transcription.failed': z.object({
    ...item,
    type: z.literal('conversation.item.input_audio_transcription.failed'),
    content_index: z.number().int().nonnegative(),
    error: z.object({ type: z.string(), code: z.string(), message: z.string() }),
  }),
  'input_audio_buffer.speech_started': z.object({
    ...item,
    type: z.literal('input_audio_buffer.speech_started'),
    /** On the session's audio clock, the prefix padding included. */
    audio_start_ms: milliseconds,
  }),
  'input_audio_buffer.speech_stopped': z.object({
    ...item,
    type: z.literal('input_audio_buffer.speech_stopped'),
    audio_end_ms: milliseconds,
  }),
  'input_audio_buffer.committed': z.object({
    ...item,
    type: z.literal('input_audio_buffer.committed'),
    previous_item_id: z.string().nullable(),
  }),
  'input_audio_buffer.cleared': z.object({ ...base, type: z.literal('input_audio_buffer.cleared') }),
  'input_audio_buffer.timeout_triggered': z.object({
    ...item,
    type: z.literal('input_audio_buffer.timeout_triggered'),
    audio_start_ms: milliseconds,
    audio_end_ms: milliseconds,
  }),
} as const;
