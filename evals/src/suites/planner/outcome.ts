import { z } from 'zod';

export const plannerOutcomeSchema = z.object({
  reply: z.string(),
  /** What is wrong with what a command did; empty when all is right, and for questions. */
  wrong: z.array(z.string()),
  /** The safety policy answered. */
  refused: z.boolean(),
  /** From the request to the first word, and to the end of the reply; absent for commands, which run on a virtual clock. */
  firstMs: z.number().optional(),
  replyMs: z.number().optional(),
  /** Absent where no language model was asked. */
  outputTokens: z.number().optional(),
});

/** What a planner answered. */
export type PlannerOutcome = z.infer<typeof plannerOutcomeSchema>;
