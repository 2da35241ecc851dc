import { z } from 'zod';

export const asrOutcomeSchema = z.object({
  /** The last final. */
  text: z.string(),
  /** Finals that failed. */
  failed: z.number(),
  /** Processor time of each final, ms. */
  finalsMs: z.array(z.number()),
  /** Partials and finals, on the clock of the recording with the time of their work added. */
  shown: z.array(z.object({ text: z.string(), atMs: z.number() })),
  /** Of the whole recording, partials included; ms. */
  processorMs: z.number(),
  audioMs: z.number(),
  /** Undefined where no speech was found. */
  speechStartMs: z.number().optional(),
});

/** What came of a recording. */
export type AsrOutcome = z.infer<typeof asrOutcomeSchema>;
