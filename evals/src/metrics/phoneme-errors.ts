import type { Measure } from '../results-schema/index.ts';
import { align, countEdits } from './alignment.ts';

const marks = /[\p{M}ːˑʰʷʲˠˤ˞]/u;

/**
 * Phonemes of IPA text: a letter with the marks that follow it; tied letters are one. Stress, syllables and spaces are dropped:
 * they are no phonemes, and dictionaries disagree about them.
 */
export function phonemesOf(ipa: string): string[] {
  const phonemes: string[] = [];
  let tied = false;
  for (const character of ipa.normalize('NFD').replace(/[ˈˌ.\s|‖]/gu, '')) {
    const joins = phonemes.length > 0 && (tied || marks.test(character));
    if (joins) phonemes[phonemes.length - 1] += character;
    else phonemes.push(character);
    tied = character === '\u0361' || character === '\u035c';
  }
  return phonemes;
}

/**
 * Phoneme error rate of one word: the least number of edits by the phonemes of the pronunciation that is nearest (Bisani and Ney
 * 2008, "Joint-sequence models for grapheme-to-phoneme conversion", section 5).
 *
 * @param accepted pronunciations that are right, at least one
 */
export function phonemeErrors(accepted: readonly (readonly string[])[], found: readonly string[]): Measure {
  const rate = ({ numerator, denominator }: Measure) => numerator / Math.max(1, denominator);
  const candidates = accepted.map((expected): Measure => {
    const { substitutions, deletions, insertions } = countEdits(align(expected, found));
    return { numerator: substitutions + deletions + insertions, denominator: expected.length };
  });
  return candidates.reduce((best, next) => (rate(next) < rate(best) ? next : best));
}
