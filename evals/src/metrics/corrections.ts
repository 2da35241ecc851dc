import type { Measure } from '../results-schema/index.ts';
import { type Normalizer, normalizedWords, whisperEnglish } from './normalizers.ts';
import { characterErrors } from './word-errors.ts';

/** How a user's turn says that the one before was misunderstood. */
const openings = [
  'no i',
  'no not',
  'no that is',
  'not that',
  'i said',
  'i meant',
  'i mean',
  'that is not what',
  'that is wrong',
  'wrong',
  'actually i',
].map((opening) => opening.split(' '));

/** Said again when at most this share of the characters differs. */
const similarCer = 0.35;
/** A "yes" after a "yes" is no correction: fewer words than these say nothing by being repeated. */
const leastWords = 3;

/**
 * Whether a user's turn corrects the one before: by how it begins, or because it says nearly the same again. After Litman,
 * Swerts and Hirschberg 2006, "Characterizing and predicting corrections in spoken dialogue systems"; a heuristic of text
 * alone, for comparing versions and not for counting truly.
 */
export function isCorrection(before: string, turn: string, normalizer: Normalizer = whisperEnglish): boolean {
  const words = normalizedWords(turn, normalizer);
  if (openings.some((opening) => opening.every((word, index) => words[index] === word))) return true;
  const again = normalizedWords(before, normalizer).length >= leastWords && words.length >= leastWords;
  return again && characterErrors(before, turn, normalizer).errorRate <= similarCer;
}

/** Correction rate of a session: corrections by the turns that could be one, all but the first. */
export function correctionRate(turns: readonly string[], normalizer: Normalizer = whisperEnglish): Measure {
  const corrections = turns.filter((turn, index) => index > 0 && isCorrection(turns[index - 1]!, turn, normalizer));
  return { numerator: corrections.length, denominator: Math.max(0, turns.length - 1) };
}
