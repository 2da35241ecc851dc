/** What the recognizer has heard so far of the open turn, word by word on the audio clock. */
import type { TranscriptFinal, TranscriptPartial } from '@cascade/contracts';
import { toMs } from './turn-state.ts';

export interface HeardWord {
  /** Letters and digits in lower case. */
  readonly letters: string;
  /** Middle of the word on the audio clock, in milliseconds since the session began. */
  readonly atMs: number;
}

/** Letters and digits of a text's words, in lower case; hyphens part words. */
export function lettersOf(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll(/['’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** Words spread over a stretch of audio in proportion to their letters: partial transcripts tell no times. */
function spreadWords(text: string, startMs: number, endMs: number): HeardWord[] {
  const words = lettersOf(text);
  const total = words.reduce((sum, word) => sum + word.length, 0);
  let before = 0;
  return words.map((letters) => {
    const middle = (before + letters.length / 2) / total;
    before += letters.length;
    return { letters, atMs: startMs + (endMs - startMs) * middle };
  });
}

/** By the recognizer's own times where it tells them; not from before the turn that they belong to. */
export function heardWords(
  { text, startSample, endSample, ...more }: TranscriptPartial | TranscriptFinal,
  turnStartSample: number,
): HeardWord[] {
  if ('words' in more && more.words.length > 0) {
    return more.words.flatMap((word) => spreadWords(word.text, toMs(word.startSample), toMs(word.endSample)));
  }
  const start = Math.max(startSample, turnStartSample);
  return spreadWords(text, toMs(start), toMs(Math.max(start, endSample)));
}
