/** Every exchange of the protocol, in the order in which a reader meets them. */
import { asks, type Exchange, maybe, note, repeats, type Step, says, sends } from './protocol-exchange.ts';

const transcript: readonly Step[] = [
  maybe('words beyond the deltas so far', says('conversation.item.input_audio_transcription.delta')),
  says('conversation.item.input_audio_transcription.completed'),
];
const committed: readonly Step[] = [
  says('input_audio_buffer.committed'),
  says('conversation.item.added', 'the user, transcript null'),
  says('conversation.item.done'),
];
const created: readonly Step[] = [says('response.created'), says('rate_limits.updated')];
const opened: readonly Step[] = [
  says('response.output_item.added', 'message, in_progress'),
  says('conversation.item.added'),
  says('response.content_part.added'),
];
const spokenEnd: readonly Step[] = [
  says('response.output_audio.done'),
  says('response.output_audio_transcript.done'),
  says('response.content_part.done'),
  says('conversation.item.done'),
  says('response.output_item.done'),
];
const turnEnd: readonly Step[] = [says('input_audio_buffer.speech_stopped'), ...committed, ...transcript];
const clause = says('response.output_audio_transcript.delta', 'a clause');
const sound = repeats('at the pace of playback', says('response.output_audio.delta'));

export const exchanges = {
  connect: {
    title: 'Connect and set up',
    text: 'The server speaks first. The update is answered as a whole, and each field that cannot be honoured by an error of its own.',
    steps: [
      sends('client', 'GET /v1/realtime, Upgrade: websocket, Authorization: Bearer KEY'),
      sends('server', '101 Switching Protocols'),
      says('session.created', 'every default filled in'),
      asks('session.update', 'what should differ'),
      says('session.updated', 'the whole session as it is now'),
      maybe('for each field that is not supported', says('error', 'unsupported_value, the field in param')),
    ],
  },
  spokenTurn: {
    title: 'A spoken turn',
    text: 'The dones come about when the reply has been played: whoever interrupts before can still truncate.',
    steps: [
      repeats('every 20 to 100 ms, all the time', asks('input_audio_buffer.append')),
      says('input_audio_buffer.speech_started'),
      repeats(
        'while the user speaks',
        says('cascade.transcript.partial', 'may change'),
        says('conversation.item.input_audio_transcription.delta', 'will not change'),
      ),
      ...turnEnd,
      ...created,
      ...opened,
      clause,
      sound,
      note('the reply has been played'),
      ...spokenEnd,
      says('response.done', 'completed'),
      says('cascade.turn.record'),
      says('cascade.turn.stored', 'where turns are kept'),
    ],
  },
  textTurn: {
    title: 'A text turn',
    text: 'A written message causes no reply by itself. With `output_modalities: ["text"]` the reply is written too.',
    steps: [
      asks('conversation.item.create', 'message of the user, input_text'),
      says('conversation.item.added'),
      says('conversation.item.done'),
      asks('response.create', 'output_modalities: text'),
      ...created,
      ...opened,
      repeats('as the model writes', says('response.output_text.delta')),
      says('response.output_text.done'),
      says('response.content_part.done'),
      says('conversation.item.done'),
      says('response.output_item.done'),
      says('response.done', 'completed'),
    ],
  },
  pushToTalk: {
    title: 'Push to talk',
    text: 'With `turn_detection: null` only the client ends a turn. The item comes at once, its transcript when the audio has been worked on.',
    steps: [
      note('the key is pressed'),
      asks('input_audio_buffer.clear', 'what was heard before does not count'),
      says('input_audio_buffer.cleared'),
      repeats('while it is held', asks('input_audio_buffer.append')),
      note('the key is released'),
      asks('input_audio_buffer.commit'),
      ...committed,
      asks('response.create'),
      ...transcript,
      ...created,
      ...opened,
      clause,
      sound,
      note('the reply has been played'),
      ...spokenEnd,
      says('response.done', 'completed'),
    ],
  },
  interruption: {
    title: 'Interruption, with truncate',
    text: 'The service stops by itself when the user speaks (`interrupt_response`). The truncate says exactly how much was played: history keeps those words and no others. 0 ms and times beyond the end are fine.',
    steps: [
      note('a reply is being played'),
      says('input_audio_buffer.speech_started', 'stop playing'),
      ...spokenEnd.slice(0, -2),
      says('conversation.item.done', 'incomplete, what was heard'),
      says('response.output_item.done'),
      says('response.done', 'cancelled, turn_detected'),
      asks('conversation.item.truncate', 'audio_end_ms: what was played'),
      says('conversation.item.truncated'),
      maybe('to see what history keeps', asks('conversation.item.retrieve'), says('conversation.item.retrieved')),
      note('the turn of the user goes on as any other'),
    ],
  },
  ducking: {
    title: 'Speech over a reply that does not interrupt it',
    text: 'While it is not clear whether a sound is an interruption, the reply is played quieter: by the client in sessions with `cascade.ducking` of `client`, else by the service, in the audio that it has not sent yet. The gain holds for that response alone, and every change of it is worth a ramp of some 20 ms.',
    steps: [
      note('a reply is being played, and somebody says “mm-hm”'),
      says('cascade.playback.duck', 'ducked, play on at gain_db'),
      note('it was no interruption'),
      says('cascade.playback.duck', 'not ducked, gain_db 0'),
      note('the reply goes on to its end'),
    ],
  },
  cancel: {
    title: 'Cancel',
    text: 'A button that stops the reply. `output_audio_buffer.clear` does the same and is answered by an event of its own.',
    steps: [
      note('a reply is being played'),
      asks('output_audio_buffer.clear'),
      says('output_audio_buffer.cleared', 'stop playing'),
      ...spokenEnd,
      says('response.done', 'cancelled, client_cancelled'),
    ],
  },
  clientTool: {
    title: 'A function that the client runs',
    text: 'The call is added in progress and done once, so that clients that act on completed calls run it once. The client answers with the output and asks for the reply.',
    steps: [
      note('the session has tools, and the user asks for something that needs one'),
      ...created,
      says('response.output_item.added', 'function_call, in_progress'),
      says('conversation.item.added'),
      says('response.function_call_arguments.delta'),
      says('response.function_call_arguments.done'),
      says('conversation.item.done'),
      says('response.output_item.done', 'function_call, completed: run it'),
      says('response.done', 'completed'),
      asks('conversation.item.create', 'function_call_output with the call_id'),
      says('conversation.item.added'),
      says('conversation.item.done'),
      asks('response.create'),
      ...created,
      ...opened,
      clause,
      sound,
      note('the reply has been played'),
      ...spokenEnd,
      says('response.done', 'completed'),
    ],
  },
  transcription: {
    title: 'Transcription only',
    text: 'Connect to `/v1/realtime?intent=transcription`, or set `type: "transcription"`. The session makes no responses: `response.create` is refused.',
    steps: [
      sends('client', 'GET /v1/realtime?intent=transcription'),
      says('session.created', 'type: transcription'),
      repeats('every 20 to 100 ms', asks('input_audio_buffer.append')),
      says('input_audio_buffer.speech_started'),
      repeats(
        'while the user speaks',
        says('cascade.transcript.partial'),
        says('conversation.item.input_audio_transcription.delta'),
      ),
      ...turnEnd,
    ],
  },
  binaryAudio: {
    title: 'Binary audio',
    text: 'Bytes instead of base64, in both directions. A frame of the client is bare audio of its input format; a frame of the service has a header of 8 bytes, with the number of a stream that was announced.',
    steps: [
      asks('session.update', 'cascade.binary_audio: true'),
      says('session.updated'),
      repeats('every 20 to 100 ms', sends('client', 'binary frame: audio')),
      note('the turn ends, and a reply begins'),
      ...created,
      ...opened,
      clause,
      says('cascade.audio.stream', 'stream 0 is this item’s audio'),
      repeats('at the pace of playback', sends('server', 'binary frame: header and audio')),
      note('the reply has been played'),
      ...spokenEnd,
      says('response.done', 'completed'),
    ],
  },
  playbackAck: {
    title: 'Playback acknowledged',
    text: 'Without acknowledgements the service estimates what was heard from the pace at which it sends. With `cascade.playback_ack` the client says it, and is told when each word sounds. What it did not say counts as not heard; an acknowledgement after an interruption still adds the words that it proves.',
    steps: [
      asks('session.update', 'cascade.playback_ack: true'),
      says('session.updated'),
      note('a reply begins'),
      ...created,
      ...opened,
      clause,
      repeats(
        'while it plays',
        says('cascade.reply.words', 'when words sound'),
        says('response.output_audio.delta'),
        asks('cascade.playback.ack', 'ten times a second'),
      ),
      asks('cascade.playback.ack', 'all of it'),
      ...spokenEnd,
      says('response.done', 'completed'),
    ],
  },
  feedback: {
    title: 'Feedback on a turn',
    text: 'A turn is named by its record. What the user says of it comes back in the record, and is stored with it as far as they agreed. "That’s wrong", said aloud, does the same without an event.',
    steps: [
      note('a turn is over'),
      says('cascade.turn.record'),
      asks('cascade.feedback', 'rating, and perhaps a correction'),
      says('cascade.turn.record', 'with `feedback`'),
      says('cascade.turn.stored'),
    ],
  },
  resume: {
    title: 'Resume after a dropped connection',
    text: 'A session that set `cascade.resume` outlives its connection for `window_ms`. Nothing is sent meanwhile and nothing is lost: what was missed comes first, each event with the number it has, and the client sends again what did not arrive. Binary frames since the last event come again as they were: drop those whose position you have.',
    steps: [
      asks('session.update', 'cascade.resume: true'),
      says('session.updated', 'cascade.resume: token and window_ms'),
      note('the connection breaks'),
      sends(
        'client',
        'GET /v1/realtime, Sec-WebSocket-Protocol: realtime, cascade-resume.TOKEN, cascade-after.EVENT_ID',
      ),
      says('cascade.session.resumed', 'complete, input_received_ms, events_received'),
      repeats('what was missed', says('response.output_audio.delta')),
      repeats('what did not arrive', asks('input_audio_buffer.append')),
      note('the conversation goes on'),
    ],
  },
  resumeExpired: {
    title: 'Resume that comes too late',
    text: 'The token is unknown, or the window is over: a new session begins in the place of the old one.',
    steps: [
      sends('client', 'GET /v1/realtime, Sec-WebSocket-Protocol: realtime, cascade-resume.TOKEN'),
      says('session.created', 'a new one, with its defaults'),
      says('error', 'resume_expired'),
      asks('session.update', 'as before'),
      says('session.updated'),
      maybe(
        'to go on with the old conversation',
        asks('conversation.item.create', 'what is known of it, as text'),
        says('conversation.item.added'),
        says('conversation.item.done'),
      ),
    ],
  },
  idleTimeout: {
    title: 'Nobody speaks',
    text: 'With `turn_detection.idle_timeout_ms` (of `server_vad`) the service asks for a reply when nobody has spoken for so long after the last one was heard.',
    steps: [
      note('the last reply has been played, and nobody speaks'),
      says('input_audio_buffer.timeout_triggered'),
      says('input_audio_buffer.committed', 'an empty item'),
      says('conversation.item.added'),
      says('conversation.item.done'),
      ...created,
      note('a reply as any other'),
    ],
  },
  goingAway: {
    title: 'The service goes away',
    text: 'At a shutdown, at the session’s longest length, and when a client has sent nothing for long. Clients are told before; what is being said may end. A client connects again after `shutdown` and `session_length`, and after `idle` when its user is back.',
    steps: [
      says('cascade.going_away', 'reason, time_left_ms'),
      maybe('a turn is open', note('its reply is played to the end, if that fits the time')),
      sends('server', 'close 1012, going_away: shutdown'),
    ],
  },
  errors: {
    title: 'An error',
    text: 'A mistake hurts nothing: it is answered, and the session goes on as it was. The error names the field and the client’s own event.',
    steps: [
      asks('conversation.item.delete', 'event_id: mine-7, an item that is not there'),
      says('error', 'item_not_found, param: item_id, event_id: mine-7'),
    ],
  },
  withdraw: {
    title: 'Take something back',
    text: 'Items that the model should not know of any more. A reply that was asked for and is not wanted is cancelled.',
    steps: [
      asks('conversation.item.delete'),
      says('conversation.item.deleted'),
      asks('response.create'),
      ...created,
      asks('response.cancel'),
      says('response.done', 'cancelled, client_cancelled'),
    ],
  },
} as const satisfies Record<string, Exchange>;

/** What happens rarely enough that no exchange above shows it, by the exchange that it belongs to. */
export const aside = {
  transcriptionFails: {
    title: 'When something fails',
    text: 'The recognizer fails on a turn; the voice fails on a clause, which is then shown and not spoken; a planner that cannot answer apologizes aloud, and the response counts as failed.',
    steps: [
      maybe(
        'the recognizer failed',
        says('input_audio_buffer.speech_stopped'),
        says('conversation.item.input_audio_transcription.failed'),
      ),
      maybe('the voice failed on a clause', says('cascade.degraded', 'clause-without-audio')),
      maybe('the client stopped sending while a turn was open', says('cascade.degraded', 'input-silence')),
      maybe('every decision of the turn manager, with the scope records', says('cascade.turn.decision')),
      maybe('the planner failed', says('response.done', 'failed, the code in status_details')),
    ],
  },
} as const satisfies Record<string, Exchange>;
