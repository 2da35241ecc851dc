import type { Card } from '../card.ts';

export const asr: Card = {
  id: 'asr',
  title: 'Recognizer',
  role: 'Writes speech down while it is being spoken, with a beginning that no longer changes',
  presence: 'here',
  pitch: [
    'The recognizer works twice. While you speak it writes partials, at first 200 ms after the first sound, then every 160 ms; under load this cadence stretches, because partials are the first thing to be shed. At every pause it writes a final.',
    'Each hypothesis is the draft of the next: the model only verifies what it wrote before, so a final whose words are known costs a fraction. A word is shown when two hypotheses in a row are sure of it, and the stable part of the text only grows: the page does not dance.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'gateway, vad',
      events: ['audio-chunk', 'speech-start', 'speech-pause', 'speech-resume', 'input-commit'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'in',
      peer: 'turn',
      events: ['utterance-boundary'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'out',
      peer: 'turn',
      events: ['transcript-partial', 'transcript-final', 'transcript-failed'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'out',
      peer: 'client, through the gateway',
      events: ['cascade.transcript.partial'],
      file: 'packages/contracts/src/realtime/server-cascade-events.ts',
    },
    {
      direction: 'out',
      peer: 'client, through the gateway',
      events: [
        'conversation.item.input_audio_transcription.delta',
        'conversation.item.input_audio_transcription.completed',
      ],
      file: 'packages/contracts/src/realtime/server-input-events.ts',
    },
  ],
  streams: 'Partials, best effort. A session never has two pieces of recognition queued.',
  blocks:
    'The final: a turn cannot be answered before its words are known. It begins at the pause, so it is mostly done before the turn is decided.',
  budgetStages: ['first_partial', 'finalization'],
  budgetNote:
    'First partial counts from the first speech sample to the first text; finalization from the last speech sample to the final transcript.',
  failures: [
    {
      when: 'The model fails on this audio',
      system: 'A transcript-failed event; the turn manager answers with an apology',
      user: 'Is asked, aloud, to say it again',
      code: 'transcription_failed',
    },
    {
      when: 'It takes longer than five seconds of silence',
      system: 'The turn manager gives up waiting',
      user: 'Is asked to say it again, never silence',
    },
    {
      when: 'The model loops (“can can can”)',
      system: 'At most 6.5 tokens a second; a phrase that repeats is cut to its first time',
      user: 'A sane transcript',
    },
    {
      when: 'Names and rare words',
      system:
        'Where the audio leaves a doubt, words of commands, running timers and the client’s tools are preferred; others are written as they sound',
      user: 'Sees and can correct the text; entity errors are what hurts',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'Word error rate with a named normalizer over 104 human clips, by slice, each switch on and off: read 3.6 %, commands 11.1 %, noisy or far-field 19.6 %, all of it 7.2 % through the live path; with the compute of each final, and 0.07 unstable partial words for each final one.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'A second model on a share of sessions, compared by correction rate and entity error, is not built. Offline, pnpm eval asr compares two registry entries on the same clips, and pnpm gate judges them.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'The model is pinned by version and hash; another engine is one setting (CASCADE_ASR_ENGINE) and a restart. Not at run time.',
    },
  ],
  code: [
    { path: 'services/asr/src/asr-session.ts', what: 'one session: when to decode what' },
    { path: 'services/asr/src/stable-text.ts', what: 'when a word is stable' },
    { path: 'services/asr/src/engines/moonshine/phrase-search.ts', what: 'how the words in use are preferred' },
    { path: 'services/asr/src/recognition-engine.ts', what: 'all that another recognizer has to offer' },
    { path: 'evals/src/asr-lab/main.ts', what: 'word error rate over recordings' },
  ],
  versions: ['asr'],
};
