/**
 * The beta's names for what the protocol says today, for clients that ask for them by the header or subprotocol of the
 * beta (`OpenAI-Beta: realtime=v1`). The one place that knows them: a session sees today's events only.
 */
import type {
  RealtimeResponse,
  RealtimeSession,
  ServerEventBody,
  ServerItem,
  WireAudioFormat,
} from '@cascade/contracts';

type Fields = Record<string, unknown>;

/** Server events that are called otherwise, and are the same but for items in them. */
const serverNames: Readonly<Record<string, string>> = {
  'conversation.item.added': 'conversation.item.created',
  'response.output_text.delta': 'response.text.delta',
  'response.output_text.done': 'response.text.done',
  'response.output_audio.delta': 'response.audio.delta',
  'response.output_audio.done': 'response.audio.done',
  'response.output_audio_transcript.delta': 'response.audio_transcript.delta',
  'response.output_audio_transcript.done': 'response.audio_transcript.done',
};

const partNames: Readonly<Record<string, string>> = { output_text: 'text', output_audio: 'audio' };
const todaysPartNames = new Map([
  ['text', 'output_text'],
  ['audio', 'output_audio'],
]);

/** Where the beta has a field of the session: path of today → its own name. Longer paths first. */
const sessionFields: readonly (readonly [path: string, beta: string])[] = [
  ['audio.input.format', 'input_audio_format'],
  ['audio.input.transcription', 'input_audio_transcription'],
  ['audio.input.noise_reduction', 'input_audio_noise_reduction'],
  ['audio.input.turn_detection', 'turn_detection'],
  ['audio.output.format', 'output_audio_format'],
  ['audio.output.voice', 'voice'],
  ['audio.output.speed', 'speed'],
  ['max_output_tokens', 'max_response_output_tokens'],
  ['output_modalities', 'modalities'],
];

/** A server event as the beta has it; undefined for one that it has not. */
export function toBetaEvent(event: ServerEventBody): object | undefined {
  switch (event.type) {
    case 'session.created':
    case 'session.updated': {
      const transcription = event.session.type === 'transcription' && event.type === 'session.updated';
      return {
        type: transcription ? 'transcription_session.updated' : event.type,
        session: betaSession(event.session),
      };
    }
    case 'conversation.item.done':
      return undefined;
    case 'conversation.item.added':
    case 'conversation.item.retrieved':
    case 'response.output_item.added':
    case 'response.output_item.done':
      return { ...event, type: serverNames[event.type] ?? event.type, item: betaItem(event.item) };
    case 'response.created':
    case 'response.done':
      return { ...event, response: betaResponse(event.response) };
    case 'error':
      return { ...event, error: { ...event.error, param: betaParam(event.error.param) } };
    default:
      return event.type in serverNames ? { ...event, type: serverNames[event.type] } : event;
  }
}

/** A client event of the beta as today's; what is no such thing stays as it is, for the parser to refuse. */
export function fromBetaEvent(event: object): object {
  const { type, session, response, item } = event as Fields;
  switch (type) {
    case 'session.update':
      return isFields(session) ? { ...event, session: todaysSession(session) } : event;
    case 'transcription_session.update': {
      const update = isFields(session) ? { type: 'transcription', ...todaysSession(session) } : session;
      return { ...event, type: 'session.update', session: update };
    }
    case 'response.create':
      return isFields(response) ? { ...event, response: todaysResponse(response) } : event;
    case 'conversation.item.create':
      return isFields(item) ? { ...event, item: todaysItem(item) } : event;
    default:
      return event;
  }
}

function todaysSession(session: Fields): Fields {
  const { client_secret: _, ...rest } = session;
  const update: Fields = { ...rest };
  for (const [path, beta] of sessionFields) {
    if (!(beta in session)) continue;
    delete update[beta];
    setAt(update, path.split('.'), todaysValue(beta, session[beta]));
  }
  return update;
}

function todaysResponse(response: Fields): Fields {
  const { modalities, max_response_output_tokens, input, ...rest } = response;
  return {
    ...rest,
    ...(modalities === undefined ? {} : { output_modalities: todaysValue('modalities', modalities) }),
    ...(max_response_output_tokens === undefined ? {} : { max_output_tokens: max_response_output_tokens }),
    ...(Array.isArray(input) ? { input: input.map((one) => (isFields(one) ? todaysItem(one) : one)) } : { input }),
  };
}

function todaysItem(item: Fields): Fields {
  if (item.role !== 'assistant' || !Array.isArray(item.content)) return item;
  const content = item.content.map((part) =>
    isFields(part) && typeof part.type === 'string'
      ? { ...part, type: todaysPartNames.get(part.type) ?? part.type }
      : part,
  );
  return { ...item, content };
}

function todaysValue(beta: string, value: unknown): unknown {
  if (beta.endsWith('_format')) return todaysFormat(value);
  // Both together, the beta's way to ask for speech, are speech alone today.
  if (beta === 'modalities' && Array.isArray(value) && value.includes('audio')) {
    return value.filter((modality) => modality !== 'text');
  }
  return value;
}

function todaysFormat(value: unknown): unknown {
  switch (value) {
    case 'pcm16':
      return { type: 'audio/pcm', rate: 24_000 };
    case 'g711_ulaw':
      return { type: 'audio/pcmu' };
    case 'g711_alaw':
      return { type: 'audio/pcma' };
    default:
      return typeof value === 'string' ? { type: value } : value;
  }
}

function betaFormat(format: WireAudioFormat): string {
  if (format.type === 'audio/pcmu') return 'g711_ulaw';
  if (format.type === 'audio/pcma') return 'g711_alaw';
  // The beta has no other rates; a session that was told to use one by its token still says so.
  return format.rate === 24_000 ? 'pcm16' : `pcm16_${format.rate}`;
}

const betaModalities = (modalities: readonly string[]) => (modalities.includes('audio') ? ['audio', 'text'] : ['text']);

function betaSession(session: RealtimeSession): object {
  const { format, transcription, turn_detection } = session.audio.input;
  const input = {
    input_audio_format: betaFormat(format),
    input_audio_transcription: transcription ?? null,
    turn_detection,
    cascade: session.cascade,
  };
  if (session.type === 'transcription') return { object: session.object, id: session.id, ...input };
  const { format: outputFormat, voice, speed } = session.audio.output;
  return {
    object: session.object,
    id: session.id,
    model: session.model,
    instructions: session.instructions,
    modalities: betaModalities(session.output_modalities),
    voice,
    output_audio_format: betaFormat(outputFormat),
    speed,
    tools: session.tools,
    tool_choice: session.tool_choice,
    max_response_output_tokens: session.max_output_tokens,
    tracing: session.tracing,
    ...input,
  };
}

function betaResponse(response: RealtimeResponse): object {
  const { output_modalities, audio, output, ...rest } = response;
  return {
    ...rest,
    modalities: betaModalities(output_modalities),
    voice: audio.output.voice,
    output_audio_format: betaFormat(audio.output.format),
    output: output.map(betaItem),
  };
}

function betaItem(item: ServerItem): object {
  if (item.type !== 'message' || item.role !== 'assistant') return item;
  return { ...item, content: item.content.map((part) => ({ ...part, type: partNames[part.type] })) };
}

/** The field at fault as the client wrote it. */
function betaParam(param: string | null): string | null {
  const [root, ...path] = param?.split('.') ?? [];
  if (param === null || (root !== 'session' && root !== 'response')) return param;
  const rest = path.join('.');
  const known = sessionFields.find(([today]) => rest === today || rest.startsWith(`${today}.`));
  if (!known) return param;
  const [today, beta] = known;
  // A format is one word in the beta: nothing inside it has a path.
  return `${root}.${beta}${beta.endsWith('_format') ? '' : rest.slice(today.length)}`;
}

function setAt(target: Fields, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const within = isFields(target[key]) ? { ...target[key] } : {};
  target[key] = within;
  setAt(within, rest, value);
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
