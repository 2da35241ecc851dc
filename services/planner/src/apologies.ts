import type { ErrorCode } from '@cascade/contracts';

/** Few and fixed, so that their audio can be cached. */
const apologies: Partial<Record<ErrorCode, string>> = {
  planner_timeout: "Sorry, I'm too slow right now. Please ask me again.",
  planner_unavailable: "Sorry, I can't think right now. Please try again in a moment.",
  planner_nonsense: "Sorry, I don't have a good answer to that.",
  transcription_failed: "Sorry, I didn't catch that. Please say it again.",
};

/** What is said instead of an answer when something failed. */
export const apologyFor = (code: ErrorCode): string => apologies[code] ?? otherApology;

const otherApology = 'Sorry, something went wrong. Please try again.';

/** Between the words of a model that broke off and the whole answer of another. */
export const startOver = 'Sorry, let me start over.';

/** What closes an answer that broke off after it had begun. */
export const brokenOffApology = 'Sorry, I lost my train of thought.';

/** What is said when there is nothing to answer. */
export const greeting = 'Hello! How can I help?';

/** What is said in the same words each time. */
export const plannerPhrases: readonly string[] = [
  greeting,
  brokenOffApology,
  startOver,
  otherApology,
  ...Object.values(apologies),
];
