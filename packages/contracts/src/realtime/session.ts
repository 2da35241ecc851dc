import { z } from 'zod';
import { consentSchema } from '../consent.ts';
import { wireAudioFormatSchema } from './audio-formats.ts';

const milliseconds = z.number().finite();

/** Sound and silence decide: the turn ends after `silence_duration_ms`. */
const serverVadSchema = z.looseObject({
  type: z.literal('server_vad'),
  /** Speech probability that opens speech. Default 0.5. */
  threshold: z.number().min(0).max(1).optional(),
  /** Audio kept from before the detected start. Default 300. */
  prefix_padding_ms: milliseconds.min(0).max(5000).optional(),
  /** Default 500. */
  silence_duration_ms: milliseconds.min(1).max(60_000).optional(),
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
  /** Asks for a response when nobody has spoken for so long after the last one was heard. */
  idle_timeout_ms: milliseconds.min(100).max(600_000).nullable().optional(),
});

/** Meaning decides; `eagerness` bounds the wait: low 8 s, medium 4 s, high 2 s; auto is medium. */
const semanticVadSchema = z.looseObject({
  type: z.literal('semantic_vad'),
  eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
});

export const turnDetectionConfigSchema = z.discriminatedUnion('type', [serverVadSchema, semanticVadSchema]);
export type TurnDetectionConfig = z.infer<typeof turnDetectionConfigSchema>;

export const transcriptionConfigSchema = z.looseObject({
  model: z.string().optional(),
  /** ISO 639-1. */
  language: z.string().nullable().optional(),
  prompt: z.string().nullable().optional(),
});

const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, dashes or underscores');

const functionToolSchema = z.object({
  type: z.literal('function'),
  name: toolName,
  description: z.string().optional(),
  /** JSON schema of the arguments. */
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type FunctionTool = z.infer<typeof functionToolSchema>;

/** `type` may be left out: a function then. `mcp` is read, so that the refusal can name it. */
const toolSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('type' in value) ? { ...value, type: 'function' } : value,
  z.discriminatedUnion('type', [functionToolSchema, z.looseObject({ type: z.literal('mcp') })]),
);

const toolChoiceSchema = z.union([
  z.enum(['auto', 'none', 'required']),
  z.looseObject({ type: z.string(), name: z.string().optional() }),
]);
export type ToolChoice = z.infer<typeof toolChoiceSchema>;

const voiceSchema = z.union([z.string().min(1), z.object({ id: z.string().min(1) })]);

/** Our own fields of a session. */
export const cascadeSessionSchema = z.looseObject({
  /** Audio travels as binary frames in both directions. */
  binary_audio: z.boolean().optional(),
  /** The client will say what it has played by `cascade.playback.ack`: what it did not say counts as not heard. */
  playback_ack: z.boolean().optional(),
  /** IANA name, for times and dates in replies. */
  time_zone: z.string().max(64).nullable().optional(),
  /** The session outlives its socket for a while: a client that reconnects in time goes on where it was. */
  resume: z.boolean().optional(),
  /** What the user agreed to; fields left out stay as they are, telemetry alone at first. */
  consent: consentSchema.partial().optional(),
  /** What the turn record keeps of the client's device: browser, microphone, network … */
  device: z
    .record(z.string().min(1).max(64), z.string().max(256))
    .refine((device) => Object.keys(device).length <= 32, 'expected at most 32 entries')
    .optional(),
});

const modality = z.enum(['text', 'audio']);

/**
 * What `session.update` takes: every field may be absent and then stays as it is. Unknown fields pass the schema; the
 * gateway answers each of them, and each known one that it cannot honour, with an error that names it.
 */
export const sessionUpdateSchema = z.looseObject({
  type: z.enum(['realtime', 'transcription']).optional(),
  model: z.string().optional(),
  instructions: z.string().optional(),
  output_modalities: z.array(modality).min(1).optional(),
  audio: z
    .looseObject({
      input: z
        .looseObject({
          format: wireAudioFormatSchema.optional(),
          transcription: transcriptionConfigSchema.nullable().optional(),
          turn_detection: turnDetectionConfigSchema.nullable().optional(),
          noise_reduction: z.unknown().optional(),
        })
        .optional(),
      output: z
        .looseObject({
          format: wireAudioFormatSchema.optional(),
          voice: voiceSchema.optional(),
          speed: z.number().min(0.25).max(1.5).optional(),
        })
        .optional(),
    })
    .optional(),
  tools: z.array(toolSchema).max(128).optional(),
  tool_choice: toolChoiceSchema.optional(),
  /** Taken and echoed; traces are the service's own. */
  tracing: z
    .union([z.literal('auto'), z.looseObject({})])
    .nullable()
    .optional(),
  cascade: cascadeSessionSchema.optional(),
});
export type SessionUpdate = z.infer<typeof sessionUpdateSchema>;

const serverVadEchoSchema = z.object({
  type: z.literal('server_vad'),
  threshold: z.number(),
  prefix_padding_ms: z.number(),
  silence_duration_ms: z.number(),
  create_response: z.boolean(),
  interrupt_response: z.boolean(),
  idle_timeout_ms: z.number().nullable(),
});
const semanticVadEchoSchema = z.object({
  type: z.literal('semantic_vad'),
  eagerness: z.enum(['low', 'medium', 'high', 'auto']),
  create_response: z.boolean(),
  interrupt_response: z.boolean(),
});
const audioInputEchoSchema = z.object({
  format: wireAudioFormatSchema,
  /** Absent when the client turned it off. */
  transcription: z.object({ model: z.string(), language: z.string().optional() }).optional(),
  turn_detection: z.discriminatedUnion('type', [serverVadEchoSchema, semanticVadEchoSchema]).nullable(),
});
export type TurnDetectionEcho = z.infer<typeof audioInputEchoSchema>['turn_detection'];

const cascadeEchoSchema = z.object({
  binary_audio: z.boolean(),
  playback_ack: z.boolean(),
  time_zone: z.string().nullable(),
  /** Null unless asked for. The token is a secret of this session. */
  resume: z.object({ token: z.string(), window_ms: z.number() }).nullable(),
  consent: consentSchema,
  device: z.record(z.string(), z.string()),
});

/** The whole session as `session.created` and `session.updated` show it, every default filled in. */
export const sessionSchema = z.discriminatedUnion('type', [
  z.object({
    object: z.literal('realtime.session'),
    id: z.string(),
    type: z.literal('realtime'),
    model: z.string(),
    instructions: z.string(),
    output_modalities: z.array(modality),
    audio: z.object({
      input: audioInputEchoSchema,
      output: z.object({ format: wireAudioFormatSchema, voice: z.string(), speed: z.number() }),
    }),
    tools: z.array(functionToolSchema),
    tool_choice: z.union([
      z.enum(['auto', 'none', 'required']),
      z.object({ type: z.literal('function'), name: z.string() }),
    ]),
    max_output_tokens: z.literal('inf'),
    tracing: z.union([z.literal('auto'), z.looseObject({})]).nullable(),
    cascade: cascadeEchoSchema,
  }),
  z.object({
    object: z.literal('realtime.transcription_session'),
    id: z.string(),
    type: z.literal('transcription'),
    audio: z.object({ input: audioInputEchoSchema }),
    cascade: cascadeEchoSchema,
  }),
]);
export type RealtimeSession = z.infer<typeof sessionSchema>;
