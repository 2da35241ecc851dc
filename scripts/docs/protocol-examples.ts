/** One example of every event. The compiler asks for each, and a test holds them against the schemas. */
import type { ClientEventInput, ClientEventType, ServerEventOf, ServerEventType } from '@cascade/contracts';
import {
  callId,
  conversationId,
  exampleItems,
  exampleRecord,
  exampleSession,
  ids,
  numbered,
  place,
  resumeToken,
} from './protocol-example-parts.ts';

const { userItem, replyInProgress, cutReply, callItem } = exampleItems;
const question = "What's the weather like?";
const answer = "Sorry, I can't look up the weather.";
const city = '{"city":"Paris"}';

export const clientExamples: { [T in ClientEventType]: Extract<ClientEventInput, { type: T }> } = {
  'session.update': {
    type: 'session.update',
    event_id: 'settings-1',
    session: {
      type: 'realtime',
      instructions: 'You are the voice of a bicycle shop. Be brief.',
      audio: {
        input: {
          format: { type: 'audio/pcm', rate: 16_000 },
          turn_detection: { type: 'semantic_vad', eagerness: 'high' },
        },
        output: { speed: 1.1 },
      },
      tools: [
        {
          type: 'function',
          name: 'get_weather',
          description: 'The weather of a city right now.',
          parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
        },
      ],
      cascade: {
        binary_audio: true,
        playback_ack: true,
        ducking: 'client',
        reprompt_after_ms: 10_000,
        resume: true,
        time_zone: 'Europe/Paris',
      },
    },
  },
  'input_audio_buffer.append': { type: 'input_audio_buffer.append', audio: 'AAD//wEAAQD+/wAA' },
  'input_audio_buffer.commit': { type: 'input_audio_buffer.commit' },
  'input_audio_buffer.clear': { type: 'input_audio_buffer.clear' },
  'conversation.item.create': {
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text: question }] },
  },
  'conversation.item.retrieve': { type: 'conversation.item.retrieve', item_id: ids.user },
  'conversation.item.truncate': {
    type: 'conversation.item.truncate',
    item_id: ids.reply,
    content_index: 0,
    audio_end_ms: 840,
  },
  'conversation.item.delete': { type: 'conversation.item.delete', item_id: ids.user },
  'response.create': {
    type: 'response.create',
    response: { instructions: 'Answer in one sentence.', output_modalities: ['audio'], metadata: { turn: '7' } },
  },
  'response.cancel': { type: 'response.cancel' },
  'output_audio_buffer.clear': { type: 'output_audio_buffer.clear' },
  'cascade.feedback': {
    type: 'cascade.feedback',
    turn_id: 'turn_1',
    rating: 'bad',
    correction: 'I asked for the Arden, not for a garden.',
  },
  'cascade.playback.ack': { type: 'cascade.playback.ack', item_id: ids.reply, played_ms: 840 },
};

const usage = {
  total_tokens: 0,
  input_tokens: 0,
  output_tokens: 0,
  input_token_details: { text_tokens: 0, audio_tokens: 0, cached_tokens: 0 },
  output_token_details: { text_tokens: 0, audio_tokens: 0 },
};
const response = {
  object: 'realtime.response',
  id: ids.response,
  conversation_id: conversationId,
  status: 'in_progress',
  output: [],
  output_modalities: ['audio'],
  audio: { output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'heart' } },
  max_output_tokens: 'inf',
  metadata: null,
} as const satisfies Partial<ServerEventOf<'response.created'>['response']> & object;
const { content_index, item_id, output_index, response_id } = place;
const inCall = { response_id, output_index: 0, item_id: ids.call, call_id: callId };

export const serverExamples: { [T in ServerEventType]: ServerEventOf<T> } = {
  error: {
    event_id: numbered(9),
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'unsupported_value',
      message: 'session.audio.input.transcription.language is not supported as it is: use en.',
      param: 'session.audio.input.transcription.language',
      event_id: 'settings-1',
    },
  },
  'session.created': { event_id: numbered(0), type: 'session.created', session: exampleSession(null) },
  'session.updated': {
    event_id: numbered(1),
    type: 'session.updated',
    session: exampleSession({ token: resumeToken, window_ms: 15_000 }),
  },
  'conversation.item.added': {
    event_id: numbered(12),
    type: 'conversation.item.added',
    previous_item_id: null,
    item: userItem(null),
  },
  'conversation.item.done': {
    event_id: numbered(13),
    type: 'conversation.item.done',
    previous_item_id: null,
    item: userItem(null),
  },
  'conversation.item.retrieved': {
    event_id: numbered(40),
    type: 'conversation.item.retrieved',
    item: userItem(question),
  },
  'conversation.item.truncated': {
    event_id: numbered(37),
    type: 'conversation.item.truncated',
    item_id: ids.reply,
    content_index,
    audio_end_ms: 840,
  },
  'conversation.item.deleted': { event_id: numbered(41), type: 'conversation.item.deleted', item_id: ids.user },
  'conversation.item.input_audio_transcription.delta': {
    event_id: numbered(7),
    type: 'conversation.item.input_audio_transcription.delta',
    item_id: ids.user,
    content_index,
    delta: "What's",
  },
  'conversation.item.input_audio_transcription.completed': {
    event_id: numbered(15),
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: ids.user,
    content_index,
    transcript: question,
    usage: { type: 'duration', seconds: 1.152 },
  },
  'conversation.item.input_audio_transcription.failed': {
    event_id: numbered(15),
    type: 'conversation.item.input_audio_transcription.failed',
    item_id: ids.user,
    content_index,
    error: { type: 'server_error', code: 'transcription_failed', message: 'The recognizer failed on this audio.' },
  },
  'input_audio_buffer.speech_started': {
    event_id: numbered(4),
    type: 'input_audio_buffer.speech_started',
    item_id: ids.user,
    audio_start_ms: 128,
  },
  'input_audio_buffer.speech_stopped': {
    event_id: numbered(10),
    type: 'input_audio_buffer.speech_stopped',
    item_id: ids.user,
    audio_end_ms: 1280,
  },
  'input_audio_buffer.committed': {
    event_id: numbered(11),
    type: 'input_audio_buffer.committed',
    item_id: ids.user,
    previous_item_id: null,
  },
  'input_audio_buffer.cleared': { event_id: numbered(3), type: 'input_audio_buffer.cleared' },
  'input_audio_buffer.timeout_triggered': {
    event_id: numbered(44),
    type: 'input_audio_buffer.timeout_triggered',
    item_id: ids.idle,
    audio_start_ms: 4_200,
    audio_end_ms: 14_200,
  },
  'response.created': { event_id: numbered(16), type: 'response.created', response },
  'response.output_item.added': {
    event_id: numbered(18),
    type: 'response.output_item.added',
    response_id,
    output_index,
    item: replyInProgress,
  },
  'response.content_part.added': {
    event_id: numbered(20),
    type: 'response.content_part.added',
    ...place,
    part: { type: 'audio', transcript: '' },
  },
  'response.output_text.delta': {
    event_id: numbered(21),
    type: 'response.output_text.delta',
    ...place,
    delta: 'Sorry, ',
  },
  'response.output_text.done': { event_id: numbered(23), type: 'response.output_text.done', ...place, text: answer },
  'response.output_audio_transcript.delta': {
    event_id: numbered(21),
    type: 'response.output_audio_transcript.delta',
    ...place,
    delta: answer,
  },
  'response.output_audio.delta': {
    event_id: numbered(22),
    type: 'response.output_audio.delta',
    ...place,
    delta: 'AAABAAIAAQD//wAA',
  },
  'response.output_audio.done': { event_id: numbered(29), type: 'response.output_audio.done', ...place },
  'response.output_audio_transcript.done': {
    event_id: numbered(30),
    type: 'response.output_audio_transcript.done',
    ...place,
    transcript: answer,
  },
  'response.function_call_arguments.delta': {
    event_id: numbered(20),
    type: 'response.function_call_arguments.delta',
    ...inCall,
    delta: city,
  },
  'response.function_call_arguments.done': {
    event_id: numbered(21),
    type: 'response.function_call_arguments.done',
    ...inCall,
    name: 'get_weather',
    arguments: city,
  },
  'response.content_part.done': {
    event_id: numbered(31),
    type: 'response.content_part.done',
    ...place,
    part: { type: 'audio', transcript: answer },
  },
  'response.output_item.done': {
    event_id: numbered(23),
    type: 'response.output_item.done',
    response_id,
    output_index,
    item: callItem,
  },
  'response.done': {
    event_id: numbered(34),
    type: 'response.done',
    response: {
      ...response,
      status: 'cancelled',
      status_details: { type: 'cancelled', reason: 'turn_detected' },
      output: [cutReply],
      usage,
    },
  },
  'output_audio_buffer.cleared': { event_id: numbered(28), type: 'output_audio_buffer.cleared', response_id },
  'rate_limits.updated': { event_id: numbered(17), type: 'rate_limits.updated', rate_limits: [] },
  'cascade.audio.stream': { event_id: numbered(22), type: 'cascade.audio.stream', stream: 0, ...place },
  'cascade.transcript.partial': {
    event_id: numbered(8),
    type: 'cascade.transcript.partial',
    item_id: ids.user,
    text: "What's the weather",
    stable_text: "What's",
  },
  'cascade.reply.words': {
    event_id: numbered(23),
    type: 'cascade.reply.words',
    response_id,
    item_id,
    words: [
      { start_char: 0, end_char: 6, start_ms: 40, end_ms: 410 },
      { start_char: 7, end_char: 8, start_ms: 430, end_ms: 500 },
    ],
  },
  'cascade.turn.decision': {
    event_id: numbered(9),
    type: 'cascade.turn.decision',
    turn_id: ids.turn,
    trace_id: exampleRecord.trace_id,
    kind: 'commit',
    reason: 'end of turn: model 0.04, transcript complete (whole question), after 480 ms of silence (needed 480)',
    at_ms: 31_204.5,
  },
  'cascade.playback.duck': {
    event_id: numbered(33),
    type: 'cascade.playback.duck',
    response_id: ids.response,
    ducked: true,
    gain_db: -18,
    at_ms: 33_911.2,
  },
  'cascade.session.resumed': {
    event_id: 'event_q3Vb91kd_resumed-1_26',
    type: 'cascade.session.resumed',
    session_id: ids.session,
    after_event_id: numbered(26),
    complete: true,
    input_received_ms: 2090,
    events_received: 3,
  },
  'cascade.going_away': {
    event_id: numbered(50),
    type: 'cascade.going_away',
    reason: 'shutdown',
    time_left_ms: 10_000,
  },
  'cascade.turn.record': { event_id: numbered(35), type: 'cascade.turn.record', record: exampleRecord },
  'cascade.turn.stored': {
    event_id: numbered(36),
    type: 'cascade.turn.stored',
    turn_id: exampleRecord.turn_id,
    trace_id: exampleRecord.trace_id,
  },
  'cascade.degraded': {
    event_id: numbered(27),
    type: 'cascade.degraded',
    stage: 'tts',
    what: 'clause-without-audio',
    reason: 'The voice failed on this text.',
    response_id,
    at_ms: 32_010.2,
  },
};
