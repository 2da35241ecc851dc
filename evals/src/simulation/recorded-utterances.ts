import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** A stretch of speech up to a pause, and what the models made of it. */
export interface SpeechPiece {
  /** From the beginning of the utterance. */
  readonly fromMs: number;
  readonly toMs: number;
  /** What the recognizer makes of this piece; '' of a noise. */
  readonly text: string;
  /** Time that the final transcript up to here took. */
  readonly finalMs: number;
  /** Of the end-of-turn model, by the silence that it heard in milliseconds; null: it says nothing of noises. */
  readonly probabilities: Readonly<Record<string, number>> | null;
}

const rowSchema = z.object({
  clip: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  probabilities: z.record(z.string(), z.number()),
  text: z.string(),
  finalMs: z.number(),
});

const recorded = new URL('./fixtures/utterances.jsonl', import.meta.url);

/** Turns of human speech as this service's own detector, recognizer and model gave them: times and texts, no sound. */
export function readRecordedUtterances(file: URL = recorded): SpeechPiece[][] {
  const rows = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => rowSchema.parse(JSON.parse(line)));
  return [...Map.groupBy(rows, ({ clip }) => clip).values()].map((pauses) =>
    pauses.map(({ startMs, endMs, text, finalMs, probabilities }, index) => ({
      fromMs: startMs - (pauses[0]?.startMs ?? 0),
      toMs: endMs - (pauses[0]?.startMs ?? 0),
      text: added(pauses[index - 1]?.text ?? '', text),
      finalMs,
      probabilities,
    })),
  );
}

/** The recorded texts are of everything since the clip began: the words that came with this piece. */
function added(before: string, now: string): string {
  const words = (text: string) => text.split(' ').filter((word) => word !== '');
  return words(now).slice(words(before).length).join(' ');
}

const noise = (toMs: number): SpeechPiece => ({ fromMs: 0, toMs, text: '', finalMs: 40, probabilities: null });
export const cough = (lengthMs: number): SpeechPiece[] => [noise(lengthMs)];
export const backchannel = (text: string, lengthMs: number): SpeechPiece[] => [
  { fromMs: 0, toMs: lengthMs, text, finalMs: 60, probabilities: { '64': 0.9 } },
];
export const backchannels = ['Mm-hm.', 'Yeah.', 'Right.', 'Okay.', 'Uh-huh.'] as const;
