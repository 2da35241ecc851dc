import {
  audioFormatOfWire,
  type CascadeError,
  type Consent,
  defaultConsent,
  type FunctionTool,
  type RealtimeSession,
  type SessionSettings,
  type SessionUpdate,
  type ToolChoice,
  type TurnDetection,
  type TurnDetectionConfig,
  type TurnDetectionEcho,
  type TurnPolicy,
  type WireAudioFormat,
} from '@cascade/contracts';
import { unsupportedFields } from './unsupported-fields.ts';

/** What a session is set to, in the wire's words; `session.created` and `session.updated` show it. */
export interface SessionConfig {
  readonly type: 'realtime' | 'transcription';
  readonly model: string;
  readonly instructions: string;
  readonly modality: 'audio' | 'text';
  readonly inputFormat: WireAudioFormat;
  readonly outputFormat: WireAudioFormat;
  readonly transcription: { model: string; language?: string } | null;
  readonly turnDetection: TurnDetectionEcho;
  readonly voice: string;
  readonly speed: number;
  readonly tools: readonly FunctionTool[];
  readonly toolChoice: EchoedToolChoice;
  readonly tracing: RealtimeTracing;
  readonly binaryAudio: boolean;
  readonly playbackAck: boolean;
  readonly timeZone: string | null;
  readonly noiseReduction: NoiseReduction | null;
  /** In place of what the eagerness says. */
  readonly turnPolicy: TurnPolicy | null;
  readonly repromptAfterMs: number | null;
  readonly ducking: 'client' | 'server';
  readonly device: Readonly<Record<string, string>>;
  /** The client wants to find the session again after a dropped connection. */
  readonly resume: boolean;
  /** W3C trace contexts: of the connection, and of what the turns are part of. */
  readonly sessionTraceparent: string | null;
  readonly traceparent: string | null;
  readonly consent: Consent;
}
type NoiseReduction = 'near_field' | 'far_field';
type RealtimeTracing = 'auto' | Record<string, unknown> | null;
/** A choice that can be honoured. */
export type EchoedToolChoice = 'auto' | 'none' | 'required' | { readonly type: 'function'; readonly name: string };

export interface SessionDefaults {
  readonly type: 'realtime' | 'transcription';
  /** As the client named it; there is one pipeline, whatever the name. */
  readonly model?: string;
  readonly voice?: string;
  /** What the client's request for a socket came with. */
  readonly traceparent?: string;
}

const transcriptionModel = 'cascade-transcribe';
const policyOfEagerness = { low: 'patient', medium: 'balanced', high: 'eager', auto: 'balanced' } as const;
/** What semantic turn detection waits for at the longest. */
const ceilingMs: Readonly<Record<TurnPolicy, number>> = { patient: 8000, balanced: 4000, eager: 2000 };
const defaultThreshold = 0.5;
const defaultPrefixPaddingMs = 300;

export const initialSessionConfig = ({ type, model, voice, traceparent }: SessionDefaults): SessionConfig => ({
  type,
  model: model ?? 'cascade',
  instructions: '',
  modality: 'audio',
  inputFormat: { type: 'audio/pcm', rate: 24_000 },
  outputFormat: { type: 'audio/pcm', rate: 24_000 },
  transcription: { model: transcriptionModel },
  turnDetection: { type: 'semantic_vad', eagerness: 'medium', create_response: true, interrupt_response: true },
  voice: voice ?? 'default',
  speed: 1,
  tools: [],
  toolChoice: 'auto',
  tracing: null,
  binaryAudio: false,
  playbackAck: false,
  timeZone: null,
  noiseReduction: null,
  turnPolicy: null,
  repromptAfterMs: null,
  ducking: 'server',
  device: {},
  resume: false,
  sessionTraceparent: traceparent ?? null,
  traceparent: null,
  consent: defaultConsent,
});

/**
 * Applies what the client set. Fields that cannot be honoured stay as they were, and each comes back as an error that
 * names it: the rest of the update holds, because a client that asks for one thing too many still wants the others.
 */
export function updateSessionConfig(
  config: SessionConfig,
  update: SessionUpdate,
  voices?: readonly string[],
): { config: SessionConfig; refused: CascadeError[] } {
  const tools = update.tools?.filter((tool) => tool.type === 'function') as FunctionTool[] | undefined;
  const refused = unsupportedFields(update, { voices, tools: tools ?? config.tools });
  const isRefused = (param: string) => refused.some((error) => error.param === param);
  const input = update.audio?.input;
  const output = update.audio?.output;
  const cascade = update.cascade;
  const take = <T>(param: string, value: T | undefined, current: T): T =>
    value === undefined || isRefused(param) ? current : value;
  const voice = typeof output?.voice === 'object' ? output.voice.id : output?.voice;
  return {
    refused,
    config: {
      type: update.type ?? config.type,
      model: update.model ?? config.model,
      instructions: update.instructions ?? config.instructions,
      modality: modalityOf(update.output_modalities) ?? config.modality,
      inputFormat: input?.format ?? config.inputFormat,
      outputFormat: output?.format ?? config.outputFormat,
      transcription: transcriptionOf(config.transcription, input?.transcription, isRefused),
      turnDetection:
        input?.turn_detection === undefined
          ? config.turnDetection
          : turnDetectionOf(config.turnDetection, input.turn_detection),
      voice: take('session.audio.output.voice', voice, config.voice),
      speed: output?.speed ?? config.speed,
      tools: tools ?? config.tools,
      toolChoice: take('session.tool_choice', toolChoiceOf(update.tool_choice), config.toolChoice),
      tracing: update.tracing === undefined ? config.tracing : update.tracing,
      binaryAudio: cascade?.binary_audio ?? config.binaryAudio,
      playbackAck: cascade?.playback_ack ?? config.playbackAck,
      timeZone: take('session.cascade.time_zone', cascade?.time_zone, config.timeZone),
      noiseReduction: noiseReductionOf(config.noiseReduction, input?.noise_reduction),
      turnPolicy: cascade?.turn_policy === undefined ? config.turnPolicy : cascade.turn_policy,
      repromptAfterMs: cascade?.reprompt_after_ms === undefined ? config.repromptAfterMs : cascade.reprompt_after_ms,
      ducking: cascade?.ducking ?? config.ducking,
      device: cascade?.device ?? config.device,
      resume: cascade?.resume ?? config.resume,
      sessionTraceparent: config.sessionTraceparent,
      traceparent: take('session.cascade.traceparent', cascade?.traceparent, config.traceparent),
      consent: consentOf(config.consent, cascade?.consent),
    },
  };
}

/** The same in the words of the stages. */
export const settingsOf = (config: SessionConfig): SessionSettings => ({
  instructions: config.instructions,
  outputModality: config.modality,
  respond: config.type === 'realtime',
  inputFormat: audioFormatOfWire(config.inputFormat),
  outputFormat: audioFormatOfWire(config.outputFormat),
  turnDetection: turnDetectionSettings(config.turnDetection, config.turnPolicy),
  vadThreshold: config.turnDetection?.type === 'server_vad' ? config.turnDetection.threshold : defaultThreshold,
  prefixPaddingMs:
    config.turnDetection?.type === 'server_vad' ? config.turnDetection.prefix_padding_ms : defaultPrefixPaddingMs,
  voice: config.voice,
  speed: config.speed,
  ...toolSettings(config.tools, config.toolChoice),
  consent: config.consent,
  ducking: config.ducking,
  ...(config.noiseReduction === null ? {} : { noiseReduction: true }),
  ...(config.repromptAfterMs === null ? {} : { repromptAfterMs: config.repromptAfterMs }),
  ...(config.timeZone === null ? {} : { timeZone: config.timeZone }),
  ...traceSettings(config),
});

function traceSettings({ sessionTraceparent, traceparent }: SessionConfig): Pick<SessionSettings, 'trace'> {
  if (sessionTraceparent === null && traceparent === null) return {};
  return {
    trace: {
      ...(sessionTraceparent === null ? {} : { session: sessionTraceparent }),
      ...(traceparent === null ? {} : { parent: traceparent }),
    },
  };
}

/** The functions that the model is told of, and which of them it is to call. */
export const toolSettings = (
  tools: readonly FunctionTool[],
  choice: EchoedToolChoice,
): Pick<SessionSettings, 'clientTools' | 'toolChoice'> => ({
  clientTools:
    choice === 'none'
      ? []
      : tools.map(({ name, description, parameters }) => ({
          name,
          ...(description === undefined ? {} : { description }),
          ...(parameters === undefined ? {} : { parameters }),
        })),
  toolChoice: typeof choice === 'string' ? choice : { name: choice.name },
});

/** @param resume how the session can be found again, when the client asked for it */
export function describeSession(
  config: SessionConfig,
  id: string,
  resume: RealtimeSession['cascade']['resume'],
): RealtimeSession {
  const input = {
    format: config.inputFormat,
    ...(config.transcription ? { transcription: config.transcription } : {}),
    turn_detection: config.turnDetection,
    ...(config.noiseReduction ? { noise_reduction: { type: config.noiseReduction } } : {}),
  };
  const cascade = {
    binary_audio: config.binaryAudio,
    playback_ack: config.playbackAck,
    time_zone: config.timeZone,
    turn_policy: config.turnPolicy,
    reprompt_after_ms: config.repromptAfterMs,
    ducking: config.ducking,
    resume,
    ...(config.traceparent === null ? {} : { traceparent: config.traceparent }),
    consent: config.consent,
    device: config.device,
  };
  if (config.type === 'transcription') {
    return { object: 'realtime.transcription_session', id, type: 'transcription', audio: { input }, cascade };
  }
  return {
    object: 'realtime.session',
    id,
    type: 'realtime',
    model: config.model,
    instructions: config.instructions,
    output_modalities: [config.modality],
    audio: { input, output: { format: config.outputFormat, voice: config.voice, speed: config.speed } },
    tools: [...config.tools],
    tool_choice: config.toolChoice,
    max_output_tokens: 'inf',
    tracing: config.tracing,
    cascade,
  };
}

/** Only of choices that are not refused. */
export const toolChoiceOf = (choice: ToolChoice | undefined): EchoedToolChoice | undefined =>
  typeof choice === 'object' ? { type: 'function', name: choice.name ?? '' } : choice;

/** Both together mean spoken: every spoken reply comes with its text. */
export const modalityOf = (modalities: readonly ('audio' | 'text')[] | undefined) =>
  modalities && (modalities.includes('audio') ? 'audio' : 'text');

function transcriptionOf(
  current: SessionConfig['transcription'],
  update: NonNullable<NonNullable<SessionUpdate['audio']>['input']>['transcription'],
  isRefused: (param: string) => boolean,
): SessionConfig['transcription'] {
  if (update === undefined) return current;
  if (update === null) return null;
  const language = isRefused('session.audio.input.transcription.language') ? undefined : update.language;
  return { model: update.model ?? current?.model ?? transcriptionModel, ...(language ? { language } : {}) };
}

function noiseReductionOf(
  current: NoiseReduction | null,
  update: NonNullable<NonNullable<SessionUpdate['audio']>['input']>['noise_reduction'],
): NoiseReduction | null {
  if (update === undefined) return current;
  return update === null ? null : (update.type ?? 'near_field');
}

const consentOf = (current: Consent, update: Partial<Consent> = {}): Consent => ({
  telemetry: update.telemetry ?? current.telemetry,
  transcripts: update.transcripts ?? current.transcripts,
  audio_review: update.audio_review ?? current.audio_review,
});

/** What the client leaves out keeps its value as long as the kind stays the same, and is the default otherwise. */
function turnDetectionOf(current: TurnDetectionEcho, update: TurnDetectionConfig | null): TurnDetectionEcho {
  if (update === null) return null;
  const create_response = update.create_response ?? current?.create_response ?? true;
  const interrupt_response = update.interrupt_response ?? current?.interrupt_response ?? true;
  if (update.type === 'semantic_vad') {
    const same = current?.type === 'semantic_vad' ? current : undefined;
    const eagerness = update.eagerness ?? same?.eagerness ?? 'auto';
    return { type: 'semantic_vad', eagerness, create_response, interrupt_response };
  }
  const same = current?.type === 'server_vad' ? current : undefined;
  return {
    type: 'server_vad',
    threshold: update.threshold ?? same?.threshold ?? defaultThreshold,
    prefix_padding_ms: update.prefix_padding_ms ?? same?.prefix_padding_ms ?? defaultPrefixPaddingMs,
    silence_duration_ms: update.silence_duration_ms ?? same?.silence_duration_ms ?? 500,
    create_response,
    interrupt_response,
    idle_timeout_ms: update.idle_timeout_ms === undefined ? (same?.idle_timeout_ms ?? null) : update.idle_timeout_ms,
  };
}

function turnDetectionSettings(config: TurnDetectionEcho, turnPolicy: TurnPolicy | null): TurnDetection {
  if (config === null) return { mode: 'manual' };
  const both = { createResponse: config.create_response, interruptResponse: config.interrupt_response };
  if (config.type === 'server_vad') return { mode: 'silence', silenceMs: config.silence_duration_ms, ...both };
  const policy = turnPolicy ?? policyOfEagerness[config.eagerness];
  return { mode: 'semantic', policy, maxSilenceMs: ceilingMs[policy], ...both };
}
