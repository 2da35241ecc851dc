import { z } from 'zod';
import { consentSchema } from '../consent.ts';
import { turnPolicies } from '../session-settings.ts';
import { wireAudioFormatSchema } from './audio-formats.ts';

const milliseconds = z.number().finite();
const createResponse = z.boolean().optional().describe('A turn’s end asks for a reply; true at first.');
const interruptResponse = z.boolean().optional().describe('Speech cancels a reply that is being made; true at first.');

/** Sound and silence decide: the turn ends after `silence_duration_ms`. */
const serverVadSchema = z.looseObject({
  type: z.literal('server_vad'),
  threshold: z.number().min(0).max(1).optional().describe('Speech probability that opens speech; 0.5 at first.'),
  prefix_padding_ms: milliseconds
    .min(0)
    .max(5000)
    .optional()
    .describe('Audio kept from before the detected start of speech; 300 at first.'),
  silence_duration_ms: milliseconds.min(1).max(60_000).optional().describe('Silence that ends the turn; 500 at first.'),
  create_response: createResponse,
  interrupt_response: interruptResponse,
  idle_timeout_ms: milliseconds
    .min(100)
    .max(600_000)
    .nullable()
    .optional()
    .describe('Asks for a response when nobody has spoken for so long after the last one was heard.'),
});

/** Meaning decides; `eagerness` bounds the wait. */
const semanticVadSchema = z.looseObject({
  type: z.literal('semantic_vad'),
  eagerness: z
    .enum(['low', 'medium', 'high', 'auto'])
    .optional()
    .describe(
      'Longest wait: low 8 s, medium 4 s, high 2 s; auto is medium. Also names the policy: patient, balanced, eager.',
    ),
  create_response: createResponse,
  interrupt_response: interruptResponse,
});

export const turnDetectionConfigSchema = z.discriminatedUnion('type', [serverVadSchema, semanticVadSchema]);
export type TurnDetectionConfig = z.infer<typeof turnDetectionConfigSchema>;

export const transcriptionConfigSchema = z.looseObject({
  model: z.string().optional().describe('Any name: there is one recognizer.'),
  language: z.string().nullable().optional().describe('ISO 639-1; only English is supported.'),
  prompt: z.string().nullable().optional().describe('Not supported.'),
});

const noiseReductionSchema = z.looseObject({
  type: z
    .enum(['near_field', 'far_field'])
    .optional()
    .describe('A microphone at the mouth or one across the room; `near_field` when left out.'),
});

const toolName = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'expected 1 to 64 letters, digits, dashes or underscores');

const functionToolSchema = z.object({
  type: z.literal('function'),
  name: toolName,
  description: z.string().optional().describe('When to call it, for the model.'),
  parameters: z.record(z.string(), z.unknown()).optional().describe('JSON schema of the arguments.'),
});
export type FunctionTool = z.infer<typeof functionToolSchema>;

/** `type` may be left out: a function then. `mcp` is read, so that the refusal can name it. */
const toolSchema = z.preprocess(
  (value) =>
    typeof value === 'object' && value !== null && !('type' in value) ? { ...value, type: 'function' } : value,
  z.discriminatedUnion('type', [functionToolSchema, z.looseObject({ type: z.literal('mcp') })]),
);

export const toolsSchema = z.array(toolSchema).max(128);

export const toolChoiceSchema = z.union([
  z.enum(['auto', 'none', 'required']),
  z.looseObject({ type: z.string(), name: z.string().nullable().optional() }),
]);
export type ToolChoice = z.infer<typeof toolChoiceSchema>;

const voiceSchema = z.union([z.string().min(1), z.object({ id: z.string().min(1) })]);

/** Our own fields of a session. */
export const cascadeSessionSchema = z.looseObject({
  binary_audio: z.boolean().optional().describe('Audio travels as binary frames in both directions.'),
  playback_ack: z
    .boolean()
    .optional()
    .describe(
      'The client will say what it has played by `cascade.playback.ack`: what it did not say counts as not heard.',
    ),
  time_zone: z
    .string()
    .max(64)
    .nullable()
    .optional()
    .describe('IANA name, for times and dates in replies; null is the service’s own.'),
  turn_policy: z
    .enum(turnPolicies)
    .nullable()
    .optional()
    .describe(
      'How soon an ended turn is believed and the longest wait, in place of what `eagerness` says; null goes by that.',
    ),
  reprompt_after_ms: milliseconds
    .min(1000)
    .max(600_000)
    .nullable()
    .optional()
    .describe('Silence on both sides after which the assistant asks whether the user is still there; null never.'),
  ducking: z
    .enum(['client', 'server'])
    .optional()
    .describe(
      'Who plays a reply quieter while it is not clear whether the user interrupts: the client, told by `cascade.playback.duck`, or the server.',
    ),
  traceparent: z
    .string()
    .max(128)
    .nullable()
    .optional()
    .describe(
      'W3C trace context: turns that begin from now on belong to this trace, below this span; null: each has a trace of its own.',
    ),
  resume: z
    .boolean()
    .optional()
    .describe('The session outlives its socket for a while: a client that comes back in time goes on where it was.'),
  consent: consentSchema
    .partial()
    .loose()
    .optional()
    .describe('What the user agreed to; what is left out stays as it is, telemetry alone at first.'),
  device: z
    .record(z.string().min(1).max(64), z.string().max(256))
    .refine((device) => Object.keys(device).length <= 32, 'expected at most 32 entries')
    .optional()
    .describe('What the turn record keeps of the client’s device, at most 32 entries: see the data contract.'),
});

const modality = z.enum(['text', 'audio']);

/**
 * What `session.update` takes: every field may be absent and then stays as it is. Unknown fields pass the schema; the
 * gateway answers each of them, and each known one that it cannot honour, with an error that names it.
 */
export const sessionUpdateSchema = z.looseObject({
  type: z.enum(['realtime', 'transcription']).optional().describe('Transcription sessions make no responses.'),
  model: z.string().optional().describe('Any name: there is one pipeline. Echoed.'),
  instructions: z.string().optional().describe('What the model is told first; the service’s own when empty.'),
  output_modalities: z.array(modality).min(1).optional().describe('Spoken or written replies. Both together: spoken.'),
  audio: z
    .looseObject({
      input: z
        .looseObject({
          format: wireAudioFormatSchema.optional().describe('What the client sends.'),
          transcription: transcriptionConfigSchema
            .nullable()
            .optional()
            .describe('Whether the client is sent transcripts; null for none.'),
          turn_detection: turnDetectionConfigSchema
            .nullable()
            .optional()
            .describe('How the end of a turn is found; null: only the client’s commit ends one.'),
          noise_reduction: noiseReductionSchema
            .nullable()
            .optional()
            .describe(
              'Cleans the audio before it is recognized, the same way for both types; null leaves it as it is.',
            ),
        })
        .optional(),
      output: z
        .looseObject({
          format: wireAudioFormatSchema.optional().describe('What the client is sent.'),
          voice: voiceSchema.optional().describe('Name of a voice, as text or as `{"id"}`.'),
          speed: z.number().min(0.25).max(1.5).optional().describe('Pace of speech; 1 is the voice’s own.'),
        })
        .optional(),
    })
    .optional(),
  tools: toolsSchema.optional().describe('Functions that the client runs; type `function` may be left out.'),
  tool_choice: toolChoiceSchema.optional().describe('Whether and which of them the model calls.'),
  tracing: z
    .union([z.literal('auto'), z.looseObject({})])
    .nullable()
    .optional()
    .describe('Taken and echoed; traces are the service’s own.'),
  cascade: cascadeSessionSchema.optional().describe('Our own fields.'),
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
  transcription: z
    .object({ model: z.string(), language: z.string().optional() })
    .optional()
    .describe('Absent when the client turned it off.'),
  turn_detection: z.discriminatedUnion('type', [serverVadEchoSchema, semanticVadEchoSchema]).nullable(),
  noise_reduction: z
    .object({ type: z.enum(['near_field', 'far_field']) })
    .optional()
    .describe('Absent when it is off.'),
});
export type TurnDetectionEcho = z.infer<typeof audioInputEchoSchema>['turn_detection'];

const cascadeEchoSchema = z.object({
  binary_audio: z.boolean(),
  playback_ack: z.boolean(),
  time_zone: z.string().nullable(),
  turn_policy: z.enum(turnPolicies).nullable(),
  reprompt_after_ms: z.number().nullable(),
  ducking: z.enum(['client', 'server']),
  resume: z
    .object({
      token: z.string().describe('A secret of this session.'),
      window_ms: z.number().describe('How long the session waits for its client to come back.'),
    })
    .nullable()
    .describe('Null unless asked for.'),
  traceparent: z.string().optional().describe('Absent unless set.'),
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
