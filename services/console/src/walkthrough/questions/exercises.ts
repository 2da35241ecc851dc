import type { Question } from '../question.ts';

export const exercises: readonly Question[] = [
  {
    id: 'fast-canary-more-corrections',
    topic: 'Exercise',
    question:
      'A quantized recognizer is 30 % faster at the median, but users of the canary correct more text. What now?',
    answer: [
      'Look at who corrects: turns with names and numbers, noise, language, device, length of the utterance, confidence of the words. On those slices compare word and entity errors, drift of timestamps, the settings of the search, punctuation and what is done to the text afterwards: the model is only one suspect.',
      'If the loss lies within the launch’s quality budget, or the slice can be kept on the old model, keep the gain for the rest. If not, pause or go back: a wrong name fast is not a fast answer.',
    ],
    here: 'The registry has this candidate, asr/moonshine-early-exit-trap@1: pnpm gate refuses it, names the slices, and states the routing that keeps the win. Sharing traffic out between two versions is not built.',
    cards: ['release', 'asr', 'evals'],
  },
  {
    id: 'rollback-barge-in',
    topic: 'Exercise',
    question: 'The voice was rolled back, yet users still interrupt as often. Why?',
    answer: [
      'Because the voice was never alone. Sentences may be cut at other places, replies may have become longer, the first sound may come later, the playback buffer may be deeper, the phone may not have the audio focus, echo cancellation may have gone, the threshold for an interruption may be lower, the turn manager may be in a wrong state, or old audio may still come from a cache.',
      'So a rollback is a list: flags, caches by version, draining what is queued, and settings that clients keep. Look at when within the reply people interrupt: at once points to echo or a threshold, late points to length.',
    ],
    here: 'Interruptions are decisions with a reason and a position (“1353 ms heard”); cached speech is keyed by every version that decides its sound.',
    cards: ['tts', 'turn', 'playback', 'client', 'release'],
  },
  {
    id: 'budget-lab',
    topic: 'Coding lab',
    question: 'Given turn records and budgets, which traces broke which stage’s budget?',
    answer: [
      'State the invariant first: each trace that is reported has at least one named stage whose latency is greater than what is allowed. Equal is allowed; a stage that is missing is ignored, because finding malformed records is the work of a validator, not of the check.',
      'Then the edge cases: a stage without a budget, a budget without a stage, names that every object inherits, numbers that are no numbers, the order of the results. One pass, and nothing is changed.',
    ],
    here: 'pnpm budget check, and the same function judges every live turn; the validator is a separate file with an exit code of its own.',
    cards: ['records'],
  },
];
