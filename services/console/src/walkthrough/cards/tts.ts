import type { Card } from '../card.ts';

export const tts: Card = {
  id: 'tts',
  title: 'Voice',
  role: 'Speaks the text clause by clause, the first one early',
  presence: 'here',
  pitch: [
    'The voice does not wait for the reply to be written. Text is cut into clauses, the first as early as three words at a comma, and each is spoken while the next is being made. Every word comes with its time, so that what was heard can be told from what was only sent.',
    'Of an answer that is only prepared, the first clause is spoken; the rest waits until it is asked for. What is always said in the same words (an apology, “One moment.”) is spoken once, when the service starts.',
    'The model puts a quarter of a second of silence in front of everything it says. That would be waited for in every turn, so it is cut off, and pauses between clauses are made by rule.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'planner',
      events: ['plan-text', 'plan-done'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'gateway',
      events: ['speech-clause', 'speech-audio', 'speech-done', 'speech-failed'],
      file: 'packages/contracts/src/answering-events.ts',
    },
  ],
  streams:
    'Audio at 24 kHz, a clause at a time; at most 6 s ahead, so that an interrupted answer was not made in vain.',
  blocks: 'One clause: the model speaks it in one run. That is why the first is short.',
  budgetStages: ['first_audio_byte'],
  budgetNote:
    'From the first clause to its first audio. A phrase from the cache takes no time; the cache is keyed by the voice’s version.',
  failures: [
    {
      when: 'A clause cannot be spoken',
      system: 'An event, not silence; the reply goes on with the next clause',
      user: 'Sees the clause as text; the page says it was not spoken',
      code: 'synthesis_failed',
    },
    {
      when: 'The user interrupts',
      system: 'One signal aborts planner, voice and sending; chunks of a stale response are dropped besides',
      user: 'The voice stops',
    },
    {
      when: 'A written form is misread (dates, prices, units)',
      system: 'Text is normalized for speech first; your own pronunciations go into a lexicon file',
      user: 'Hears “seven thirty”, not “seven colon thirty”',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'Replies are read back by the recognizer (1.9 % word errors over 104 replies), phonemes are compared with the voice’s reference. pnpm eval tts does both for two entries; pnpm listening and the page #/listen let people compare two voices blind.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'Voice and lexicon versions are in every record; nothing splits sessions by them.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'A voice goes back with its cache, because the cache is keyed by its version. Lexicon and engine are settings; a restart applies them.',
    },
  ],
  code: [
    { path: 'services/tts/src/clause-chunker.ts', what: 'where text is cut' },
    { path: 'services/tts/src/response-speaker.ts', what: 'one response: order, pauses, failures' },
    { path: 'services/tts/src/clause-cache.ts', what: 'phrases that were spoken before' },
    { path: 'services/tts/src/word-alignment.ts', what: 'when each written word is heard' },
  ],
  versions: ['tts', 'tts.lexicon'],
};
