import type { Question } from '../question.ts';

export const prompts: readonly Question[] = [
  {
    id: 'dictation',
    topic: 'Exam prompt',
    question: 'Design low-latency streaming dictation for professionals.',
    answer: [
      'Ask first: latency and accuracy, devices, how words enter the vocabulary, how long anything is kept, what works without a network. Then: capture and voice detection on the client, streaming recognition with partials whose beginning is stable, a vocabulary of one’s own by biasing the search, punctuation, and an edit history, because what was corrected is the best training data and the best metric.',
      'Traces without audio; models from a registry; test slices for the terms of the trade; canary and rollback. On the dashboard: delay of partials and finals, correction rate, entity errors, cost of an audio minute.',
      'What differs from an assistant: there is no turn to decide, text may be changed later, and stability matters more than the first word.',
    ],
    here: 'Stable partials and finals at every pause are here, as are sessions that only transcribe and a vocabulary that biases the search; an edit history is not.',
    cards: ['asr', 'vad', 'review'],
  },
  {
    id: 'speech-rag',
    topic: 'Exam prompt',
    question: 'Design an assistant that answers spoken questions from an internal knowledge base.',
    answer: [
      'Recognize, rewrite the question so that it stands alone, retrieve, rerank, answer only from what was found, decide how a source is named aloud, speak, and collect feedback.',
      'Evaluate each seam: clean text, the recognizer’s text and noisy text against the same documents; recall of retrieval, groundedness, right refusals, first sound, and whether the task was done. Watch entity substitutions above all: one wrong name and the right document is never found, while the word error rate looks fine.',
    ],
    here: 'All of it, in packages/knowledge and the planner; the passages are shown under the answer. pnpm eval rag measures the seams one by one, entity substitutions among them.',
    cards: ['planner', 'asr', 'evals'],
  },
  {
    id: 'cascaded-or-direct',
    topic: 'Exam prompt',
    question: 'A team wants to replace the cascade by a direct speech-to-speech model. What is your review?',
    answer: [
      'For it: latency, natural prosody, hearing how something is said. Against it: no transcript to audit, filters and retrieval that have nowhere to sit, tools that are harder to control, younger evaluations, more data needed, one version of everything at once, and a cost that is hard to split.',
      'A good answer is often both: the direct model for low-risk small talk, the cascade for tools, regulated content, debugging and whatever must be exact; one turn manager and one record over both, so that they can be compared.',
    ],
    here: 'What a direct model would have to give up here: every card on this page.',
    cards: ['overview', 'planner', 'release'],
  },
];
