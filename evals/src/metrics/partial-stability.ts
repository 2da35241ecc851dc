import type { Measure } from '../results-schema/index.ts';
import { align, countEdits } from './alignment.ts';
import { type Normalizer, normalizedWords, whisperEnglish } from './normalizers.ts';

/** What was shown at a moment: partials in order, the final last. */
export interface ShownHypothesis {
  readonly text: string;
  readonly atMs: number;
}

/**
 * Unstable partial word ratio (UPWR; Shangguan et al. 2020, "Analyzing the quality and stability of a streaming end-to-end
 * on-device speech recognizer"): words that were shown and then changed or withdrawn, by the words of the final. Changes are
 * counted by the least number of edits from one hypothesis to the next; a word that is only added is no change.
 */
export function unstablePartialWords(
  shown: readonly ShownHypothesis[],
  normalizer: Normalizer = whisperEnglish,
): Measure {
  const words = shown.map(({ text }) => normalizedWords(text, normalizer));
  let unstable = 0;
  for (let step = 1; step < words.length; step++) {
    const { substitutions, deletions } = countEdits(align(words[step - 1]!, words[step]!));
    unstable += substitutions + deletions;
  }
  return { numerator: unstable, denominator: words.at(-1)?.length ?? 0 };
}

export interface WordLag {
  readonly word: string;
  /** When the word first stood in its place of the final, in ms of the same clock. */
  readonly firstCorrectMs: number;
  /** From when on it and all words before it stayed. */
  readonly fixedMs: number;
}

/**
 * When each word of the final was first shown in its place, and when it was fixed (Baumann et al. 2009, "Assessing and improving
 * the performance of speech recognition for incremental systems": first occurrence and final decision). Their difference is the
 * time that a consumer of partials would have gained by trusting them; against word ends in the audio they are the lag.
 */
export function wordLags(shown: readonly ShownHypothesis[], normalizer: Normalizer = whisperEnglish): WordLag[] {
  const hypotheses = shown.map(({ text, atMs }) => ({ atMs, words: normalizedWords(text, normalizer) }));
  const final = hypotheses.at(-1)?.words ?? [];
  const agreeing = hypotheses.map(({ words }) => {
    const differs = final.findIndex((word, index) => words[index] !== word);
    return differs < 0 ? final.length : differs;
  });
  return final.map((word, index) => {
    const broken = agreeing.findLastIndex((length) => length <= index);
    const first = hypotheses.find(({ words }) => words[index] === word)!;
    return { word, firstCorrectMs: first.atMs, fixedMs: hypotheses[broken + 1]!.atMs };
  });
}

/** Mean time from a word's end in the audio to when it was fixed: a numerator in ms, a denominator in words. */
export function stabilizationLag(lags: readonly WordLag[], wordEndsMs: readonly number[]): Measure {
  const known = lags.slice(0, wordEndsMs.length);
  return {
    numerator: known.reduce((sum, { fixedMs }, index) => sum + fixedMs - wordEndsMs[index]!, 0),
    denominator: known.length,
  };
}
