import type { Card } from '../card.ts';

export const turn: Card = {
  id: 'turn',
  title: 'Turn manager',
  role: 'Decides the conversation, alone: begin, end, answer, stop, take back',
  presence: 'here',
  pitch: [
    'Every conversational decision is made in one place, by one pure function: state and event in, new state and effects out; no clock, no waiting, no model inside. Every decision carries its reason as a sentence with numbers, and that sentence is what you see on the page.',
    'A turn ends by meaning, not by a long silence. Two signs are combined: a small model that hears how the sentence sounded, and how finished the words look. When both are sure, 280 ms of silence are enough; when both doubt, it waits up to 1.5 s. If you go on after all, the answer is taken back.',
    'It works ahead: as soon as a pause has words, it has the answer planned and its first clause spoken, for the case that the turn ends there. Nothing of that is seen, heard or done before the turn has ended; if you go on it is thrown away, and the turn’s record says what it cost.',
    'When somebody speaks over a reply, the reply is played quieter at once and faded out after 200 ms of speech. Meanwhile it is decided what the sound is: words that mean something stop it; “mm-hm”, a cough, or the assistant’s own voice in the microphone do not, and the reply comes back up. One that was stopped by mistake goes on where it was heard.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'vad, asr',
      events: ['speech-start', 'speech-pause', 'speech-silence', 'transcript-partial', 'transcript-final'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'in',
      peer: 'gateway',
      events: ['playback-started', 'playback-progress', 'playback-done', 'response-create', 'tool-settled'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'planner, gateway',
      events: [
        'turn-decision',
        'turn-committed',
        'response-speculated',
        'response-discarded',
        'response-requested',
        'response-cancelled',
        'playback-ducked',
      ],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'in',
      peer: 'planner, tts, through the session',
      events: ['tool-pending', 'speech-clause', 'reply-words'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'asr',
      events: ['utterance-boundary'],
      file: 'packages/contracts/src/listening-events.ts',
    },
    {
      direction: 'out',
      peer: 'client, through the gateway',
      events: ['cascade.turn.decision'],
      file: 'packages/contracts/src/realtime/server-cascade-events.ts',
    },
  ],
  streams: 'Decisions, as they are made.',
  blocks:
    'By rule: the silence it asks for is waited for. It is the largest part of most turns, and it is drawn as waiting, not as work.',
  budgetStages: [],
  budgetNote:
    'No stage budget, because a short delay alone is no merit: it counts only together with how often somebody was cut off. Default policy: 288 ms at the median, 704 ms at the 95th percentile, 1 clip of 99 cut off, dictations apart.',
  failures: [
    {
      when: 'It decides too early (a pause in mid-sentence)',
      system: 'Within 2 s and before 600 ms of the reply were heard, the reply is taken back and the same turn goes on',
      user: 'The assistant begins, stops, and answers the whole sentence',
    },
    {
      when: 'The end-of-turn model fails or is late',
      system: 'The row “unknown” of the table applies: 480 to 1,200 ms of silence. Nothing waits for the model',
      user: 'A somewhat later answer',
    },
    {
      when: 'A noise over the reply',
      system: 'The reply is ducked; nothing is told to anyone before speech or words prove it',
      user: 'The reply dips for a moment and goes on',
    },
    {
      when: 'The reply leaks into the microphone',
      system:
        'Its sound, its words and their times are known: what is heard is compared with them, and an echo is no turn',
      user: 'The reply goes on',
    },
    {
      when: 'A tool takes long, or nobody says anything',
      system: 'A word fills the silence (“One moment.”); after a reply it may ask whether somebody is still there',
      user: 'Knows that it is still working',
    },
    {
      when: 'Speech without words',
      system: 'After 700 ms the turn is abandoned',
      user: 'Nothing',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: '88 recorded pauses of 104 clips replayed through the reducer: delay percentiles beside the early-cutoff rate, against fixed silences and each sign alone. Property tests run worlds that break every promise.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'A policy is a table of numbers with a version in every record (turn-policy), so two could be compared; nothing assigns sessions to them yet.',
    },
    {
      topic: 'rolled back',
      presence: 'here',
      text: 'Every threshold is a setting (CASCADE_TURN_…); a client may choose a fixed silence or decide by itself, per session.',
    },
  ],
  code: [
    { path: 'services/turn/src/reducer.ts', what: 'the pure function' },
    { path: 'services/turn/src/end-of-turn-policy.ts', what: 'how much silence is enough' },
    { path: 'services/turn/src/speculation.ts', what: 'when an answer is prepared ahead' },
    { path: 'services/turn/src/sound-over-reply.ts', what: 'what a sound over a reply is' },
    { path: 'services/turn/README.md', what: 'the state diagram, kept true by a test' },
  ],
  versions: ['turn', 'turn.policy'],
};
