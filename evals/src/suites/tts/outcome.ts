import { z } from 'zod';

export const ttsOutcomeSchema = z.object({
  /** What the recognizer hears; absent for words of the pronunciation list. */
  heard: z.string().optional(),
  /** The voice's phonemes of a word of the list. */
  phonemes: z.string().optional(),
  /** From the text to its first audio. */
  firstAudioMs: z.number().optional(),
  processorMs: z.number(),
  audioMs: z.number(),
});

/** What came of a text. */
export type TtsOutcome = z.infer<typeof ttsOutcomeSchema>;
