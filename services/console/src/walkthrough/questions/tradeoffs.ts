import type { Question } from '../question.ts';

export const tradeoffs: readonly Question[] = [
  {
    id: 'latency-budget',
    topic: 'Trade-offs',
    question: 'Latency: where do the milliseconds go?',
    answer: [
      'Give a budget before you offer an optimization: 150 ms of client buffering, 300 ms to the first partial, 800 ms to the final transcript of a short turn, 500 ms of planning, 400 ms to the first audio byte. Name chunk length and playback buffer too; they are waited for like everything else.',
      'Then tell apart what streams from what blocks. Partials, text and audio stream. The final transcript, the silence before a turn may end, and the first clause block: they add up to what the user waits for. The best way to shorten them is to do the work before it is asked for.',
    ],
    here: 'Both profiles on each card, beside the figure of the last turn; bars that end before the decision are work done ahead.',
    cards: ['records', 'overview', 'asr', 'planner', 'tts'],
  },
  {
    id: 'cost-equation',
    topic: 'Trade-offs',
    question: 'Cost: what does a minute of conversation cost, and what lowers it?',
    answer: [
      'Cost of a minute of audio = real-time factor × price of the machine for a minute ÷ utilization × (1 + retries) × (1 + duplicated traffic). A recognizer at a real-time factor of 1 on machines that are half idle costs twice what it would cost on full ones, before a single retry.',
      'So route by difficulty, quantize, batch where nobody waits, answer short things without a model, keep the warm pool no larger than the peak needs, and limit shadow traffic: it is paid for in full.',
    ],
    here: 'Every record has the compute of its turn, and what was computed in vain; the fast path answers without a model.',
    cards: ['records', 'planner', 'registry'],
  },
  {
    id: 'aggregate-wer',
    topic: 'Trade-offs',
    question: 'Quality: why is one word error rate not enough?',
    answer: [
      'Because a wrong “the” and a wrong name count the same. An average can fall while names, addresses, rare terms, accents, noisy microphones, mixed languages, quiet speakers or long dictations get worse; and it says nothing about text that flickers while one speaks.',
      'So report by slice, count errors in entities apart, measure the stability of partials, and look at what people do: corrections, repetitions, tasks that succeeded. For replies: groundedness, safety, pronunciation, and which voice people prefer.',
    ],
    here: 'The recognizer’s figures are kept by slice: 3.3 % on read speech and 33.7 % on noisy clips are one average of 8.6 %.',
    cards: ['asr', 'evals'],
  },
];
