import type { Card } from '../card.ts';

export const vad: Card = {
  id: 'vad',
  title: 'Voice detector',
  role: 'Speech or not, every 32 milliseconds',
  presence: 'here',
  pitch: [
    'The voice detector is the only stage that is always awake, so it has to be tiny: 0.16 ms of computing for a frame of 32 ms, in a thread of its own so that it never waits behind a 150 ms job.',
    'It tells three things apart: speech has begun, speech pauses, speech has ended. The pause is the interesting one. It comes after two silent frames, long before anybody could know whether the turn is over, and lets recognition begin its final work ahead.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'gateway',
      events: ['audio-chunk', 'input-commit', 'input-clear'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'out',
      peer: 'asr, turn',
      events: ['speech-start', 'speech-pause', 'speech-silence', 'speech-resume', 'speech-end', 'speech-misfire'],
      file: 'packages/contracts/src/listening-events.ts',
    },
  ],
  streams: 'One verdict a frame; events 1.5 ms (p95) after their audio.',
  blocks:
    'By nature: 64 ms of silence have to pass before a pause can be told. The model itself lags by about 60 ms more.',
  budgetStages: [],
  budgetNote:
    'No budget of its own: its waiting is part of finalization. In the record it is the span “vad pause”, waiting by rule.',
  failures: [
    {
      when: 'A click or a cough',
      system: 'Less than 96 ms of sure speech is a misfire; the stretch is closed as such',
      user: 'Nothing: no reply is cut off by a click',
    },
    {
      when: 'A quiet or far voice wavers',
      system: 'Two lower thresholds keep speech open: 0.35 for a pause, 0.15 for the hangover',
      user: 'The sentence stays whole',
    },
    {
      when: 'Music or a television speaks',
      system: 'It is speech to this stage; whether it is a turn is not decided here',
      user: 'May start a turn: a known limit',
    },
    {
      when: 'Its thread dies',
      system: 'The job is repeated elsewhere: the state travels with the job',
      user: 'Nothing',
      code: 'worker_lost',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: '104 human clips and twelve synthetic sounds: how soon a start is noticed (84 ms at the third quartile), how often speech is broken, and no false start on hiss, hum, clicks or chords.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'A new detector would be compared on early cutoffs and interruptions by slice of noise; nothing splits sessions yet.',
    },
    {
      topic: 'rolled back',
      presence: 'here',
      text: 'Silero v5 stays pinned and selectable: CASCADE_VAD_MODEL=silero-vad-v5 and a restart.',
    },
  ],
  code: [
    { path: 'services/vad/src/speech-detector.ts', what: 'thresholds, hangover, pauses: pure' },
    { path: 'services/vad/src/vad-stage.ts', what: 'the stage' },
    { path: 'services/vad/src/engines', what: 'the only place that knows the model' },
  ],
  versions: ['vad'],
};
