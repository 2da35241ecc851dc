import { align, countEdits, type EditCounts } from './alignment.ts';
import { type Normalizer, normalizedWords, whisperEnglish } from './normalizers.ts';
import { trimSpaces } from './python-text.ts';

/** Word errors of one text or of many, with all rates that follow from the counts. */
export interface ErrorRates extends EditCounts {
  readonly referenceTokens: number;
  readonly hypothesisTokens: number;
  /**
   * (S + D + I) / N: word error rate, or character error rate when tokens are characters. With an empty reference the number of
   * insertions, as in jiwer.
   */
  readonly errorRate: number;
  /** (S + D + I) / (H + S + D + I): match error rate, 0 to 1 (Morris et al. 2004). */
  readonly matchErrorRate: number;
  /** H/N × H/P: word information preserved (Morris et al. 2004, "From WER and RIL to MER and WIL"). */
  readonly informationPreserved: number;
  /** 1 − information preserved. */
  readonly informationLost: number;
}

/** Words are compared as they are: normalize first. */
export const tokenErrors = (reference: readonly string[], hypothesis: readonly string[]): ErrorRates =>
  ratesOf(countEdits(align(reference, hypothesis)));

/** WER, MER, WIL of two texts after normalization. */
export const wordErrors = (
  reference: string,
  hypothesis: string,
  normalizer: Normalizer = whisperEnglish,
): ErrorRates => tokenErrors(normalizedWords(reference, normalizer), normalizedWords(hypothesis, normalizer));

/** CER after normalization: Unicode characters, spaces between words among them, as in jiwer. */
export function characterErrors(
  reference: string,
  hypothesis: string,
  normalizer: Normalizer = whisperEnglish,
): ErrorRates {
  return tokenErrors(charactersOf(normalizer.text(reference)), charactersOf(normalizer.text(hypothesis)));
}

/** Unicode characters of a text, without space at its ends. */
export const charactersOf = (text: string): string[] => Array.from(trimSpaces(text));

/** The corpus: all errors by all reference tokens, so that a long text weighs more than a short one. */
export function pooledErrors(all: readonly EditCounts[]): ErrorRates {
  const sum = (field: keyof EditCounts) => all.reduce((total, counts) => total + counts[field], 0);
  return ratesOf({
    hits: sum('hits'),
    substitutions: sum('substitutions'),
    deletions: sum('deletions'),
    insertions: sum('insertions'),
  });
}

function ratesOf(counts: EditCounts): ErrorRates {
  const { hits, substitutions, deletions, insertions } = counts;
  const errors = substitutions + deletions + insertions;
  const referenceTokens = hits + substitutions + deletions;
  const hypothesisTokens = hits + substitutions + insertions;
  const bothEmpty = referenceTokens + hypothesisTokens === 0;
  const informationPreserved =
    referenceTokens > 0 && hypothesisTokens > 0
      ? (hits / referenceTokens) * (hits / hypothesisTokens)
      : Number(bothEmpty);
  return {
    ...counts,
    referenceTokens,
    hypothesisTokens,
    errorRate: referenceTokens > 0 ? errors / referenceTokens : insertions,
    matchErrorRate: bothEmpty ? 0 : errors / (hits + errors),
    informationPreserved,
    informationLost: 1 - informationPreserved,
  };
}
