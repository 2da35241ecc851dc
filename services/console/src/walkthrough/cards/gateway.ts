import type { Card } from '../card.ts';

export const gateway: Card = {
  id: 'gateway',
  title: 'Gateway',
  role: 'The edge: sockets, protocol, sessions, pacing, and what was heard',
  presence: 'here',
  pitch: [
    'The gateway speaks the OpenAI Realtime protocol over a WebSocket, so clients that nobody here wrote connect unchanged; our additions are events under the cascade prefix that others skip. It validates at the door: an event is checked once here and never again inside.',
    'It knows no model and takes no decision. It turns any accepted format into 16 kHz chunks on one audio clock, bounds everything that waits, and sends the reply only a few hundred milliseconds ahead of playback, so that an interruption has little to take back.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'client',
      events: [
        'session.update',
        'input_audio_buffer.append',
        'input_audio_buffer.commit',
        'response.create',
        'response.cancel',
        'cascade.playback.ack',
      ],
      file: 'packages/contracts/src/realtime/client-events.ts',
    },
    {
      direction: 'out',
      peer: 'vad, asr, turn',
      events: ['audio-chunk', 'input-commit', 'input-clear'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'in',
      peer: 'tts',
      events: ['speech-clause', 'speech-audio', 'speech-done', 'speech-failed'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'turn',
      events: ['playback-started', 'playback-progress', 'playback-done', 'response-create', 'response-cancel'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'client',
      events: [
        'session.created',
        'input_audio_buffer.speech_started',
        'response.created',
        'response.output_audio.delta',
        'response.done',
        'error',
      ],
      file: 'packages/contracts/src/realtime/server-events.ts',
    },
  ],
  streams: 'Audio in both directions, chunk by chunk; every event of a stage is shown to the client as it happens.',
  blocks:
    'On purpose: reply audio is paced (300 ms ahead of playback), and the “done” events are held until the audio was played, because clients forget what plays once they have seen them.',
  budgetStages: ['client_buffering'],
  budgetNote:
    'The gateway owns what lies between capture and its arrival, and between the voice’s first audio and the time of its play.',
  failures: [
    {
      when: 'A client sends nonsense',
      system: 'One error event with the code, the field’s path and the client’s own event id; the session goes on',
      user: 'Nothing, unless the client shows it',
      code: 'invalid_event',
    },
    {
      when: 'More sessions than configured',
      system: 'Refused with 503 and retry-after, before any model work',
      user: 'The page says the service is full and tries again',
      code: 'too_many_sessions',
    },
    {
      when: 'No valid key, or a page of a foreign origin',
      system: 'Refused before there is a socket',
      user: 'The page asks for a key',
      code: 'unauthorized',
    },
    {
      when: 'A client reads too slowly',
      system: 'Its buffer is bounded, then its connection is closed with 1008',
      user: 'A reconnect',
      code: 'slow_client',
    },
    {
      when: 'Audio arrives far faster than real time',
      system: 'Thirty seconds are taken ahead, the rest is refused',
      user: 'An error that says: send at real time',
      code: 'audio_overrun',
    },
    {
      when: 'The service is being stopped',
      system: 'Ready turns red, running turns end, then the sockets are closed',
      user: 'The reply is finished, then the page reconnects elsewhere',
      code: 'going_away',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'Tests run stock clients and scripted stages against real sockets. A session costs 0.9 ms of CPU for a second of input at 16 kHz, 3.9 ms at 24 kHz, where it is resampled.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'There is no router in front of two gateways in this version.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'Stop one version, start the other: sessions are drained first, clients reconnect. Additions to the protocol are optional for clients, so either side can go back alone.',
    },
  ],
  code: [
    { path: 'services/gateway/src/session.ts', what: 'one session, wired together' },
    { path: 'services/gateway/src/input-audio.ts', what: 'any format to 16 kHz chunks' },
    { path: 'services/gateway/src/player.ts', what: 'pace and position of playback' },
    { path: 'services/gateway/src/conversation.ts', what: 'the items, with what was heard of each' },
    { path: 'packages/contracts/src/errors.ts', what: 'every error code with cause and cure' },
  ],
  versions: [],
};
