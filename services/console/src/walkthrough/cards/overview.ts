import type { Card } from '../card.ts';

export const overview: Card = {
  id: 'overview',
  title: 'The whole system',
  role: 'Separate stages for hearing, deciding, thinking and speaking, each behind one contract',
  presence: 'here',
  pitch: [
    'A spoken turn passes six stages. The gateway takes the audio in, the voice detector finds speech in it, the recognizer writes it down while it is being said, the turn manager decides when it is a turn, the planner decides what to answer, and the voice says it. The gateway paces the audio back and keeps account of what was heard.',
    'Data flows forward through bounded queues. Only three edges run back: cancelling a response, how far playback has come, and where an utterance ended. Each stage reports what it waited for, queued for and computed, so the time from the last word to the first sound of the reply is explained to the millisecond.',
  ],
  ports: [],
  streams:
    'Audio, partial transcripts, reply text and reply audio all stream. While you still speak, recognition is at work; while the reply is still being written, its first clause is being spoken.',
  blocks:
    'Three things wait for something to be complete: the final transcript for the pause, the decision for enough silence, and the first clause for enough words. Those three are most of what a user waits for.',
  budgetStages: ['client_buffering', 'first_partial', 'finalization', 'planning', 'first_audio_byte'],
  budgetNote:
    'Budgets hold at the 95th percentile; a single turn is held to the same figure. The five are for stages; voice-to-voice is what they add up to. First partial is not on the path to the reply: it is what makes the page feel alive.',
  failures: [
    {
      when: 'A stage throws',
      system: 'The session ends with close code 1011 and the stage’s error code; other sessions go on',
      user: 'The page says so and connects again, in a new session',
      code: 'stage_failed',
    },
    {
      when: 'A stage falls ten seconds behind',
      system: 'Its bounded queue drops the oldest audio and counts it; nothing drops in normal operation',
      user: 'Words are missing from the transcript',
    },
    {
      when: 'An inference thread dies',
      system: 'It is started again and its job is given to the successor once',
      user: 'One slower turn',
      code: 'worker_lost',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'pnpm talk says recordings to the running service at real time and measures voice-to-voice as a listener would hear it; pnpm budget check judges the records.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'All sessions of a process run the same versions. Two processes can run beside each other, and their records, metrics and drift can be compared by version; nothing here splits traffic between them.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'The registry names the former version of everything, and models lie on disk by id and version: the older one is loaded by a restart. There is no switch at run time.',
    },
  ],
  code: [
    { path: 'services/assistant/src/session.ts', what: 'what flows where: the only file that knows all stages' },
    { path: 'packages/contracts/src/stage.ts', what: 'the contract that every stage keeps' },
    { path: 'packages/runtime/src/event-queue.ts', what: 'the bounded queue between two stages' },
    { path: 'packages/runtime/src/inference-pool.ts', what: 'who gets a thread, and when' },
  ],
  versions: [],
};
