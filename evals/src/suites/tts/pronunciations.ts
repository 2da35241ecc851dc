import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const pronunciationSchema = z.strictObject({
  word: z.string().min(1),
  slice: z.string().min(1),
  /** In the voice's alphabet without stress: A as in "day", I "my", O "so", W "now", Y "boy", everything else IPA. */
  accepted: z.array(z.string().min(1)).min(1),
});

export type Pronunciation = z.infer<typeof pronunciationSchema>;

const file = fileURLToPath(new URL('../../../fixtures/tts/pronunciations.jsonl', import.meta.url));

/** Names and words that are not said as they are spelled, as a General American dictionary has them. */
export async function pronunciations(): Promise<Pronunciation[]> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n');
  return lines.map((line) => pronunciationSchema.parse(JSON.parse(line)));
}

/** Ways to say the same sound between vowels or without stress are no errors. */
export const broadly = (phonemes: string): string =>
  phonemes.replaceAll('T', 't').replaceAll('ᵊ', 'ə').replaceAll('ᵻ', 'ɪ');
