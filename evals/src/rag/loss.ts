import type { Judgement } from './judge.ts';

export const lossStages = ['recognizer', 'rewrite', 'retrieval', 'answer'] as const;
export type LossStage = (typeof lossStages)[number];

export interface LossEvidence {
  readonly judgement: Judgement;
  /** The hypothesis has other words than the question. */
  readonly misheard: boolean;
  /** The same question succeeded as clean text. */
  readonly cleanSucceeded: boolean;
}

/**
 * The first stage that the loss of a failed question can be blamed on, in the order of the pipeline:
 * the rewrite, when it gave up an entity that had been heard; the recognizer, when it misheard a question that succeeds as
 * text; retrieval, when no expected document is among the best passages; the answer, when one is, or when what has no answer was
 * given one. Undefined for a question that succeeded.
 */
export function lossOf({ judgement, misheard, cleanSucceeded }: LossEvidence): LossStage | undefined {
  if (judgement.success) return undefined;
  if (judgement.lostInQuery.some((entity) => !judgement.lostInHearing.includes(entity))) return 'rewrite';
  if (misheard && cleanSucceeded) return 'recognizer';
  if (judgement.found === false) return 'retrieval';
  return 'answer';
}
