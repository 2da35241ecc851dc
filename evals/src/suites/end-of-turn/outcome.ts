import { z } from 'zod';

export const endingOutcomeSchema = z.object({
  /** Turns ended before the last word, and how many of them were taken up again before a reply was heard. */
  cutoffs: z.number(),
  reopened: z.number(),
  /** Pauses before the last word. */
  pauses: z.number(),
  /** From the last word to the decision that ends the turn; absent when none came. */
  delayMs: z.number().optional(),
});

/** How a recorded turn was ended. */
export type EndingOutcome = z.infer<typeof endingOutcomeSchema>;
