/** What the models made of a clip, so that any number of settings can be tried on it without running them again. */
import type { VadEvent } from '@cascade/contracts';
import { z } from 'zod';

const pauseSchema = z.object({
  /** One past the last speech sample, and where the audio clock stood when the pause was told. 16 kHz. */
  endSample: z.number().int(),
  atSample: z.number().int(),
  /** Final transcript of everything from the beginning of the clip to this pause. */
  text: z.string(),
  /** Mean token log-probability of the transcript; 0 for an empty one. */
  meanLogProbability: z.number(),
  /** Computing time of the transcript on the machine that recorded it. */
  finalMs: z.number(),
  /** End-of-turn probabilities, by the silence that the model heard, in milliseconds. */
  scores: z.record(z.string(), z.number()),
});

const speechSchema = z.object({
  type: z.enum(['speech-start', 'speech-pause', 'speech-resume', 'speech-end', 'speech-misfire']),
  startSample: z.number().int(),
  endSample: z.number().int().optional(),
  atSample: z.number().int(),
  pausedMs: z.number().optional(),
  probability: z.number().optional(),
});

export const recordedClipSchema = z.object({
  id: z.string(),
  slices: z.array(z.string()),
  /** Clips of one group have the same speaker or words: they are never on both sides of a validation. */
  group: z.string(),
  /** The voice detector's events but for its silences, which follow from them. */
  speech: z.array(speechSchema),
  /** One for each pause and each misfire, in the order they were told. */
  pauses: z.array(pauseSchema),
});
export type RecordedClip = z.infer<typeof recordedClipSchema>;
export type RecordedPause = z.infer<typeof pauseSchema>;

/** The voice detector's own event. */
export const speechEventOf = (speech: RecordedClip['speech'][number]): VadEvent => speech as VadEvent;

/** Pauses after what the detector holds to be speech; the last one is the end of the clip. Empty without speech. */
export function spokenPauses({ speech, pauses }: RecordedClip): RecordedPause[] {
  const noises = new Set(speech.filter(({ type }) => type === 'speech-misfire').map(({ endSample }) => endSample));
  return pauses.filter(({ endSample }) => !noises.has(endSample));
}
