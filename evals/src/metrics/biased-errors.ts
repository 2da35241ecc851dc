import type { Measure } from '../results-schema/index.ts';
import { align } from './alignment.ts';
import { type Normalizer, normalizedWords, whisperEnglish } from './normalizers.ts';

export interface BiasedErrors {
  /** Of the words of the biasing list. */
  readonly biased: Measure;
  /** Of all other words. */
  readonly unbiased: Measure;
}

/**
 * B-WER and U-WER (Le et al. 2021, "Contextualized streaming end-to-end speech recognition with trie-based deep biasing and
 * shallow fusion", section 4): word errors apart for words that are in the biasing list and those that are not. Substitutions
 * and deletions count where the reference word belongs, insertions where the inserted word does.
 *
 * @param biasingList phrases; each of their normalized words counts
 */
export function biasedErrors(
  reference: string,
  hypothesis: string,
  biasingList: readonly string[],
  normalizer: Normalizer = whisperEnglish,
): BiasedErrors {
  const listed = new Set(biasingList.flatMap((phrase) => normalizedWords(phrase, normalizer)));
  const words = normalizedWords(reference, normalizer);
  const heard = normalizedWords(hypothesis, normalizer);
  const errors = { biased: 0, unbiased: 0 };
  for (const step of align(words, heard)) {
    const word = step.edit === 'insert' ? heard[step.hypothesis]! : words[step.reference]!;
    if (step.edit !== 'equal') errors[listed.has(word) ? 'biased' : 'unbiased']++;
  }
  const biasedWords = words.filter((word) => listed.has(word)).length;
  return {
    biased: { numerator: errors.biased, denominator: biasedWords },
    unbiased: { numerator: errors.unbiased, denominator: words.length - biasedWords },
  };
}
