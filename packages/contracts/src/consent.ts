import { z } from 'zod';

/** What a user agreed to. What nobody asked about is refused, beyond telemetry. */
export const consentSchema = z.object({
  /** Times, versions, counts and decisions of a turn: no words, no audio. */
  telemetry: z.boolean(),
  /** What was said and replied, as text. */
  transcripts: z.boolean(),
  /** The audio itself, for people who review and label. */
  audio_review: z.boolean(),
});
export type Consent = z.infer<typeof consentSchema>;

export const defaultConsent: Consent = { telemetry: true, transcripts: false, audio_review: false };
