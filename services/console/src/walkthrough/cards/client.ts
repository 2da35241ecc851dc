import type { Card } from '../card.ts';

export const client: Card = {
  id: 'client',
  title: 'Client: microphone',
  role: 'Captures speech and sends it in small chunks, as it is spoken',
  presence: 'here',
  pitch: [
    'The best place to lose or win quality is before the first byte is sent. The browser is asked for echo cancellation, noise suppression and gain control; without the first, the assistant hears itself and interrupts itself.',
    'An AudioWorklet off the page’s main thread collects samples and sends them every 20 milliseconds. A larger chunk would be cheaper to send, and every millisecond of it would be waited for at the end of each turn.',
  ],
  ports: [
    {
      direction: 'out',
      peer: 'gateway',
      events: ['session.update', 'input_audio_buffer.append', 'conversation.item.create'],
      file: 'packages/contracts/src/realtime/client-events.ts',
    },
  ],
  streams: 'Audio, all the time, silence included: turns end on the audio clock, so silence is information.',
  blocks: 'Nothing. A chunk that is late delays only itself.',
  budgetStages: ['client_buffering'],
  budgetNote:
    'From the capture of the last speech sample to its arrival: a chunk’s length, the network and its jitter.',
  failures: [
    {
      when: 'No microphone, or permission refused',
      system: 'The page says so and what to do',
      user: 'Samples and the text box go through the same real path',
    },
    {
      when: 'The connection drops in mid-turn',
      system: 'The client reconnects and asks for what it missed',
      user: '“Reconnecting”, then the conversation goes on',
      code: 'connection_failed',
    },
    {
      when: 'The browser stops sending (a tab asleep)',
      system: 'The gateway continues an open turn with silence, so that it can end, and says so',
      user: 'An answer to what arrived',
    },
    {
      when: 'Echo cancellation is missing',
      system: 'The reply comes back as speech and may count as an interruption',
      user: 'The assistant stops itself: use headphones',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'partly',
      text: 'The record keeps codec, chunk length and jitter of every turn, and what the client says of its device. Far-field, telephone and noisy clips are part of the measured set; no fleet of real devices is.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'The page is served by the service itself: both change together. A slice of users with a new client needs a flag that this version does not have.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'A reload fetches the page of the running service. Settings the browser remembers outlive a rollback: part of why a server rollback alone may not bring old behaviour back.',
    },
  ],
  code: [
    { path: 'services/console/src/audio', what: 'capture and playback in the browser' },
    { path: 'packages/client/src/realtime-client.ts', what: 'the protocol from the client’s side' },
    { path: 'packages/contracts/src/realtime/audio-formats.ts', what: 'the formats that are accepted' },
  ],
  versions: [],
};

export const playback: Card = {
  id: 'playback',
  title: 'Client: loudspeaker',
  role: 'Plays the reply and says how much of it has been heard',
  presence: 'here',
  pitch: [
    'The reply is over when it has been heard, not when it has been sent. So the client plays from a short jitter buffer and acknowledges, ten times a second, how many milliseconds of the item have come out of the loudspeaker.',
    'That number runs back to the turn manager. After an interruption the conversation keeps only the words that were heard: the model must not believe it said something that nobody listened to.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'gateway',
      events: ['response.output_audio.delta', 'cascade.audio.stream', 'response.output_audio_transcript.delta'],
      file: 'packages/contracts/src/realtime/server-response-events.ts',
    },
    {
      direction: 'out',
      peer: 'gateway',
      events: ['cascade.playback.ack', 'conversation.item.truncate', 'output_audio_buffer.clear'],
      file: 'packages/contracts/src/realtime/client-events.ts',
    },
    {
      direction: 'out',
      peer: 'turn',
      events: ['playback-started', 'playback-progress', 'playback-done'],
      file: 'packages/contracts/src/answering-events.ts',
    },
  ],
  streams: 'Audio plays as it arrives; acknowledgements run back while it plays.',
  blocks: 'The jitter buffer waits for a little audio before it starts, so that a late chunk is not a gap.',
  budgetStages: [],
  budgetNote:
    'Voice-to-voice ends here: at the first sample louder than −40 dBFS that is heard. Silence at the head of a reply counts as waiting.',
  failures: [
    {
      when: 'The user speaks over the reply',
      system:
        'The reply is turned down at the first sound and faded out after 200 ms of it; when the speech is meant for the assistant the response is cancelled, the buffer is thrown away, the rest is marked as not heard',
      user: 'The assistant stops and listens',
    },
    {
      when: 'Audio comes too late',
      system: 'Playback pauses and goes on; the gap is measured by the client',
      user: 'A short hole in the reply',
    },
    {
      when: 'The client does not acknowledge',
      system: 'The gateway estimates by the pace at which it sent, and the record says so (position_by)',
      user: 'Nothing; heard text is less exact',
    },
    {
      when: 'The client does not read its socket',
      system: 'What is buffered for it is bounded; then the connection is closed',
      user: 'The page reconnects',
      code: 'slow_client',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'pnpm talk plays every reply on a virtual loudspeaker: audio sent faster than real time is not heard faster. Voice-to-voice by the client’s clock must equal the sum of the spans.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'Interruption rate, stop latency and heard share by client version would be compared; the records hold them, nothing compares them yet.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'The page goes back with the service. How far audio is sent ahead of playback is one setting of the gateway (CASCADE_PLAYBACK_LEAD_MS).',
    },
  ],
  code: [
    { path: 'services/console/src/audio', what: 'jitter buffer and acknowledgements in the browser' },
    { path: 'packages/client/src/playout-timeline.ts', what: 'when received audio is heard; pure' },
    { path: 'services/gateway/src/spoken-text.ts', what: 'which words were heard' },
  ],
  versions: [],
};
