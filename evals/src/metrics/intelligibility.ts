import type { Measure } from '../results-schema/index.ts';
import { errorMeasure } from './error-measure.ts';
import { type Normalizer, whisperEnglish } from './normalizers.ts';
import { characterErrors, wordErrors } from './word-errors.ts';

/**
 * Intelligibility of synthetic speech by round trip: the text that was to be said against what a recognizer hears. Includes the
 * recognizer's own errors, so only voices heard by the same recognizer compare (Taylor and Richmond 2021, "Confidence intervals
 * for ASR-based TTS evaluation").
 */
export function intelligibility(
  text: string,
  heard: string,
  normalizer: Normalizer = whisperEnglish,
): { readonly words: Measure; readonly characters: Measure } {
  return {
    words: errorMeasure(wordErrors(text, heard, normalizer)),
    characters: errorMeasure(characterErrors(text, heard, normalizer)),
  };
}
