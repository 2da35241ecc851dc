import type { RecognizedWord } from './recognition-engine.ts';
import { coreOf, splitTail } from './stable-text.ts';

export interface VisibilityOptions {
  /** Few people speak words faster than this for long; more of them are the recognizer's guess at what might follow. */
  readonly fastestWordMs: number;
  /**
   * The last word is cut off in the middle more often than not: it is shown when it is this sure, or when the hypothesis
   * before had it too.
   */
  readonly lastWordConfidence: number;
}

/**
 * What of a partial hypothesis is worth showing. The recognizer completes what it hears to a sentence, repeats what it
 * can't make out, and ends everything with a full stop; a reader should see none of it.
 */
export function visibleWords(
  hypothesis: readonly RecognizedWord[],
  previous: readonly RecognizedWord[],
  speechMs: number,
  options: VisibilityOptions,
): readonly RecognizedWord[] {
  const possible = Math.max(1, Math.floor(speechMs / options.fastestWordMs));
  const cores = hypothesis.map((word) => coreOf(word.text));
  let length = Math.min(lengthWithoutStutter(cores), possible);
  while (length > 1) {
    const last = hypothesis[length - 1] as RecognizedWord;
    const repeated = cores[length - 1] === coreOf(previous[length - 1]?.text ?? '');
    if (last.confidence >= options.lastWordConfidence || repeated) break;
    length--;
  }
  const end = hypothesis[length - 1];
  if (!end) return [];
  return [...hypothesis.slice(0, length - 1), { ...end, text: splitTail(end.text).body || end.text }];
}

/** One or two words that the hypothesis ends with several times over count once. */
function lengthWithoutStutter(cores: readonly string[]): number {
  let { length } = cores;
  while (length >= 2 && cores[length - 1] === cores[length - 2]) length--;
  while (length >= 4 && cores[length - 1] === cores[length - 3] && cores[length - 2] === cores[length - 4]) length -= 2;
  return length;
}
