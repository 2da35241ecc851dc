import { z } from 'zod';

/** What a user agreed to. What nobody asked about is refused, beyond telemetry. */
export const consentSchema = z.object({
  telemetry: z.boolean().describe('Times, versions, counts and decisions of a turn: no words, no audio.'),
  transcripts: z.boolean().describe('What was said and replied, as text.'),
  audio_review: z.boolean().describe('The audio itself, for people who review and label.'),
});
export type Consent = z.infer<typeof consentSchema>;

export const defaultConsent: Consent = { telemetry: true, transcripts: false, audio_review: false };
