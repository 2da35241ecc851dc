import {
  CascadeError,
  type FunctionTool,
  parseTraceparent,
  type ResponseCreateParameters,
  type SessionUpdate,
  type ToolChoice,
} from '@cascade/contracts';

const known = {
  session: [
    'type',
    'object',
    'id',
    'model',
    'instructions',
    'output_modalities',
    'audio',
    'tools',
    'tool_choice',
    'tracing',
    'cascade',
    'max_output_tokens',
    'include',
    'truncation',
    'prompt',
    'parallel_tool_calls',
  ],
  audio: ['input', 'output'],
  input: ['format', 'transcription', 'turn_detection', 'noise_reduction'],
  output: ['format', 'voice', 'speed'],
  transcription: ['model', 'language', 'prompt'],
  serverVad: [
    'type',
    'threshold',
    'prefix_padding_ms',
    'silence_duration_ms',
    'create_response',
    'interrupt_response',
    'idle_timeout_ms',
  ],
  semanticVad: ['type', 'eagerness', 'create_response', 'interrupt_response'],
  noiseReduction: ['type'],
  cascade: [
    'binary_audio',
    'playback_ack',
    'time_zone',
    'turn_policy',
    'reprompt_after_ms',
    'ducking',
    'device',
    'traceparent',
    'resume',
    'consent',
  ],
  consent: ['telemetry', 'transcripts', 'audio_review'],
} as const;

/** One update is not answered with a flood. */
const mostErrors = 16;

/** The fields of a session update that are not honoured: unknown ones, and known ones with a value we cannot serve. */
export function unsupportedFields(
  update: SessionUpdate,
  { voices, tools }: { voices: readonly string[] | undefined; tools: readonly FunctionTool[] },
): CascadeError[] {
  const found: CascadeError[] = [];
  const refuse = (param: string, why: string) => {
    if (found.length < mostErrors) found.push(unsupported(`session.${param}`.slice(0, 200), why));
  };
  const unknownKeys = (value: object | null | undefined, path: string, keys: readonly string[]) => {
    for (const key of Object.keys(value ?? {})) {
      if (!keys.includes(key)) refuse(`${path}${key}`, 'there is no such field');
    }
  };
  const input = update.audio?.input;
  const turnDetection = input?.turn_detection;
  unknownKeys(update, '', known.session);
  unknownKeys(update.audio, 'audio.', known.audio);
  unknownKeys(input, 'audio.input.', known.input);
  unknownKeys(update.audio?.output, 'audio.output.', known.output);
  unknownKeys(input?.transcription, 'audio.input.transcription.', known.transcription);
  const vadKeys = turnDetection?.type === 'server_vad' ? known.serverVad : known.semanticVad;
  unknownKeys(turnDetection, 'audio.input.turn_detection.', vadKeys);
  unknownKeys(input?.noise_reduction, 'audio.input.noise_reduction.', known.noiseReduction);
  unknownKeys(update.cascade, 'cascade.', known.cascade);
  unknownKeys(update.cascade?.consent, 'cascade.consent.', known.consent);

  const language = input?.transcription?.language;
  if (language && !/^en(-|$)/i.test(language)) refuse('audio.input.transcription.language', 'use en');
  if (input?.transcription?.prompt) refuse('audio.input.transcription.prompt', 'leave it out');
  const voice = update.audio?.output?.voice;
  const voiceId = typeof voice === 'object' ? voice.id : voice;
  if (voices && voiceId !== undefined && !voices.includes(voiceId)) {
    refuse('audio.output.voice', `use one of ${voices.join(', ')}`);
  }
  update.tools?.forEach((tool, index) => {
    if (tool.type !== 'function') refuse(`tools.${index}.type`, 'use function');
  });
  const choiceFault = toolChoiceFault(update.tool_choice, tools);
  if (choiceFault) refuse('tool_choice', choiceFault);
  if (!isNothing(update.max_output_tokens) && update.max_output_tokens !== 'inf')
    refuse('max_output_tokens', 'use inf');
  const include = update.include;
  if (!isNothing(include) && !(Array.isArray(include) && include.length === 0)) refuse('include', 'leave it out');
  if (!isNothing(update.truncation) && update.truncation !== 'auto') refuse('truncation', 'use auto');
  if (!isNothing(update.prompt)) refuse('prompt', 'use instructions');
  if (!isNothing(update.parallel_tool_calls) && update.parallel_tool_calls !== true) {
    refuse('parallel_tool_calls', 'use true');
  }
  const traceparent = update.cascade?.traceparent;
  if (traceparent && !parseTraceparent(traceparent)) {
    refuse('cascade.traceparent', 'use a W3C traceparent such as 00-<32 hex digits>-<16 hex digits>-01');
  }
  const zone = update.cascade?.time_zone;
  if (zone && !isTimeZone(zone)) refuse('cascade.time_zone', 'use an IANA name such as Europe/Berlin');
  return found;
}

/** The same for what comes with `response.create`. Here nothing can be left aside: the response would be another one. */
export function unsupportedResponseFields(
  parameters: ResponseCreateParameters,
  sessionTools: readonly FunctionTool[],
): CascadeError | undefined {
  const refuse = (param: string, why: string) => unsupported(`response.${param}`, why);
  for (const [key, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    if (!honouredInResponse.includes(key)) return refuse(key.slice(0, 200), 'set it on the session');
  }
  const { conversation, tools, tool_choice, max_output_tokens } = parameters;
  if (conversation !== undefined && conversation !== 'auto' && conversation !== 'none') {
    return refuse('conversation', 'use auto or none');
  }
  const other = tools?.findIndex((tool) => tool.type !== 'function') ?? -1;
  if (other >= 0) return refuse(`tools.${other}.type`, 'use function');
  const choiceFault = toolChoiceFault(tool_choice, (tools as FunctionTool[] | undefined) ?? sessionTools);
  if (choiceFault) return refuse('tool_choice', choiceFault);
  if (!isNothing(max_output_tokens) && max_output_tokens !== 'inf') return refuse('max_output_tokens', 'use inf');
  return undefined;
}

const honouredInResponse = [
  'instructions',
  'metadata',
  'output_modalities',
  'conversation',
  'input',
  'tools',
  'tool_choice',
  'max_output_tokens',
];

function toolChoiceFault(choice: ToolChoice | undefined, tools: readonly FunctionTool[]): string | undefined {
  if (typeof choice !== 'object') return undefined;
  if (choice.type !== 'function') return 'use auto, none, required or a function';
  return tools.some(({ name }) => name === choice.name) ? undefined : 'there is no tool of this name';
}

const isNothing = (value: unknown) => value === undefined || value === null;

const unsupported = (param: string, why: string) =>
  new CascadeError('unsupported_value', `${param} is not supported as it is: ${why}.`, {
    stage: 'gateway',
    param,
  });

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
