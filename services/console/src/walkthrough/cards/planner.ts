import type { Card } from '../card.ts';

export const planner: Card = {
  id: 'planner',
  title: 'Planner',
  role: 'Decides what to say and do: rules, tools, documents, a language model, an apology',
  presence: 'here',
  pitch: [
    'What can be known without a model never waits for one. Time, dates, timers, arithmetic and units are answered by pure functions in a fraction of a millisecond; lists, notes, orders and appointments by tools that are found by words. A tool that changes something waits for the commit, and some for a spoken yes. Nothing of a result is made up.',
    'A question that nothing knows goes to the documents, if there are any: rewritten, searched by words, sound and meaning, answered only from what was found, with the source named aloud, or refused. A policy looks at what was said before all that, and at what is said last of all.',
    'The model writes word by word, and the first clause is handed to the voice before the rest exists. A filter between them keeps out what cannot be spoken: markup, loops, an echo of the question. When the model is slow, down or talks nonsense, an apology is spoken with a code, never silence.',
  ],
  ports: [
    {
      direction: 'in',
      peer: 'turn, through the session',
      events: ['plan-request'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'tts',
      events: ['plan-text', 'plan-done'],
      file: 'packages/contracts/src/answering-events.ts',
    },
    {
      direction: 'out',
      peer: 'client, through the gateway',
      events: ['plan-tool-call'],
      file: 'packages/contracts/src/answering-events.ts',
    },
  ],
  streams: 'Text, as it is written.',
  blocks:
    'The first clause: speech needs a few words to know its melody. Nothing has an effect before the turn is committed, though the answer may have been prepared by then: timers are set, and calls reach the client, at the commit.',
  budgetStages: ['planning'],
  budgetNote:
    'From the decision that the turn has ended to the first clause handed to the voice: 0 when the answer was prepared ahead.',
  failures: [
    {
      when: 'No token within the limit',
      system: 'The request is given up',
      user: 'Hears an apology',
      code: 'planner_timeout',
    },
    {
      when: 'The model’s address cannot be reached, or its process restarts',
      system: 'The fast path goes on working; the rest is apologized for',
      user: 'Hears an apology',
      code: 'planner_unavailable',
    },
    {
      when: 'Empty text, template tokens, the question over again',
      system: 'Kept from being spoken',
      user: 'Hears an apology, not the nonsense',
      code: 'planner_nonsense',
    },
    {
      when: 'It breaks off after some words',
      system: 'A full stop, then the truth',
      user: '“Sorry, I lost my train of thought.”',
    },
    {
      when: 'Something it cannot do (“turn off the lights”)',
      system: 'Refused by rule and by kind; the small model is never asked',
      user: 'An honest no instead of a friendly lie',
    },
  ],
  practices: [
    {
      topic: 'evaluated',
      presence: 'here',
      text: 'pnpm eval tools says 160 commands aloud and looks at what is kept afterwards; rag asks 280 questions typed, spoken and in noise, and says which seam lost them; safety tries 2,016 attacks; planner compares two entries.',
    },
    {
      topic: 'canaried',
      presence: 'absent',
      text: 'Prompt and model versions are in every record, so two could be told apart; nothing shares the traffic out.',
    },
    {
      topic: 'rolled back',
      presence: 'partly',
      text: 'The model is an address: point CASCADE_LLM_URL back and restart. The prompt’s version holds a hash of its text, so a silent change shows up.',
    },
  ],
  code: [
    { path: 'services/planner/src/session.ts', what: 'the path of one request: read it first' },
    { path: 'services/planner/src/decide.ts', what: 'policy, tools, skills, documents or model' },
    { path: 'services/planner/src/fast-path/router.ts', what: 'which skill is surest' },
    { path: 'services/planner/src/tools/tool-router.ts', what: 'which tool is asked for, whatever was heard' },
    { path: 'packages/knowledge/README.md', what: 'from a question to a passage' },
    {
      path: 'services/planner/src/client-tools/match-tool.ts',
      what: 'which function of the client a sentence asks for',
    },
    { path: 'services/planner/src/spoken-reply.ts', what: 'what is fit to be spoken' },
    { path: 'services/planner/src/apologies.ts', what: 'what is said when it fails' },
  ],
  versions: ['planner', 'planner.prompt', 'planner.fast-path'],
};
