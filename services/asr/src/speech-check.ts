import type { Recognition } from './recognition-engine.ts';
import { coreOf } from './stable-text.ts';

/** What tells speech from sounds that voice activity detection took for it. */
export interface SpeechCheck {
  /** A short text whose tokens are less sure than this in the mean is no speech. Natural logarithm. */
  readonly leastLogProbability: number;
  /** Words that count as short: people say long things unclearly, noise is never heard as a long sentence for sure. */
  readonly shortWords: number;
  /** The same for a text that the recognizer is known to hear in silence. */
  readonly leastFillerLogProbability: number;
}

export const defaultSpeechCheck: SpeechCheck = {
  leastLogProbability: -1.1,
  shortWords: 4,
  leastFillerLogProbability: -0.3,
};

/** What the training data of recognizers says where there is nothing: ends of videos, subtitles of their makers. */
const fillers: ReadonlySet<string> = new Set(['you', 'bye', 'thanksforwatching']);

/**
 * Whether a hypothesis stands for nothing that was said: signs of subtitles or nothing written in Latin letters, a text
 * that is heard in silence, or a few words that the recognizer is not sure of at all. Engines that don't tell how sure
 * they are are believed, and so may write any language.
 */
export function isNoSpeech({ words, bestLogProbability }: Recognition, check: SpeechCheck): boolean {
  if (words.length === 0 || bestLogProbability === undefined) return false;
  const text = words.map((word) => word.text).join(' ');
  if (/[♪♫©]/u.test(text) || !/[\p{Script=Latin}\p{N}]/u.test(text)) return true;
  const least = fillers.has(coreOf(text)) ? check.leastFillerLogProbability : check.leastLogProbability;
  return words.length <= check.shortWords && bestLogProbability < least;
}
