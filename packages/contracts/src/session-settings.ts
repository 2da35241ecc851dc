import { z } from 'zod';
import { consentSchema } from './consent.ts';

/** Audio as it travels on the wire. `rateHz` is 8000 for the G.711 formats. */
export const audioFormatSchema = z.object({
  codec: z.enum(['pcm16', 'pcmu', 'pcma']),
  rateHz: z.union([z.literal(8000), z.literal(16000), z.literal(24000), z.literal(48000)]),
});
export type AudioFormat = z.infer<typeof audioFormatSchema>;

/** Ways to trade the wait after a turn against cutting the user off. */
export const turnPolicies = ['patient', 'balanced', 'eager'] as const;
export type TurnPolicy = (typeof turnPolicies)[number];

/**
 * How the end of a turn is found.
 * - `semantic`: end-of-turn model, completeness of the transcript and silence together; `maxSilenceMs` is the ceiling.
 * - `silence`: a fixed silence, as OpenAI's server_vad.
 * - `manual`: only the client's commit ends a turn.
 */
export const turnDetectionSchema = z.discriminatedUnion('mode', [
  z.object({
    mode: z.literal('semantic'),
    /** How soon an ended turn is believed: named rows of the turn manager's policy. `balanced` when absent. */
    policy: z.enum(turnPolicies).optional(),
    /** The longest silence waited for, however unfinished the sentence sounds. */
    maxSilenceMs: z.number().positive(),
    createResponse: z.boolean(),
    interruptResponse: z.boolean(),
  }),
  z.object({
    mode: z.literal('silence'),
    silenceMs: z.number().positive(),
    createResponse: z.boolean(),
    interruptResponse: z.boolean(),
  }),
  z.object({ mode: z.literal('manual') }),
]);
export type TurnDetection = z.infer<typeof turnDetectionSchema>;

/** A function that the client carries out itself; `parameters` is a JSON schema. */
export const clientToolSchema = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});
export type ClientTool = z.infer<typeof clientToolSchema>;

/** Everything that a client may set on its session, after defaults. */
export const sessionSettingsSchema = z.object({
  /** Replaces the assistant's own instructions when not empty. */
  instructions: z.string(),
  outputModality: z.enum(['audio', 'text']),
  /** False in a transcription-only session: no planner, no voice. */
  respond: z.boolean(),
  inputFormat: audioFormatSchema,
  outputFormat: audioFormatSchema,
  turnDetection: turnDetectionSchema,
  /** Speech probability that opens speech, 0..1. */
  vadThreshold: z.number().min(0).max(1),
  /** Audio kept from before the detected start of speech. */
  prefixPaddingMs: z.number().min(0).max(5000),
  voice: z.string(),
  /** 1 is the voice's own pace. */
  speed: z.number().min(0.25).max(1.5),
  clientTools: z.array(clientToolSchema),
  /** Whether and which of them the model calls; `auto` when absent. */
  toolChoice: z.union([z.enum(['auto', 'none', 'required']), z.object({ name: z.string() })]).optional(),
  /**
   * Work outside a conversation (a recording to transcribe, a text to read out): it gives way to conversations, and
   * nobody reads its partial transcripts. False when absent.
   */
  background: z.boolean().optional(),
  /** Silence on both sides after which the assistant asks whether the user is still there; never when absent. */
  repromptAfterMs: z.number().positive().optional(),
  /** Who plays a reply quieter while it is not clear whether the user interrupts it. `server` when absent. */
  ducking: z.enum(['client', 'server']).optional(),
  /** Cleans the audio before it is recognized; off when absent. */
  noiseReduction: z.boolean().optional(),
  /** Telemetry only when absent. */
  consent: consentSchema.optional(),
  /** IANA name, for times and dates in replies; the service's own zone when absent. */
  timeZone: z.string().optional(),
  /**
   * Whose lists, notes, reminders and appointments these are. Set by the service from the key that let the session in, never
   * by the client; absent where there are no keys: then everybody who talks to the service is one user.
   */
  userId: z.string().min(1).optional(),
  /** W3C `traceparent` values: of the client's connection, and of what its user's turns are part of. */
  trace: z.object({ session: z.string().optional(), parent: z.string().optional() }).optional(),
});
export type SessionSettings = z.infer<typeof sessionSettingsSchema>;

/** Sent into every stage first, and again whenever the client changes something. */
export interface SessionSettingsChanged {
  readonly type: 'session-settings';
  readonly settings: SessionSettings;
}
