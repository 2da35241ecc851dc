import type { RecognizedWord } from './recognition-engine.ts';
import { coreOf, splitTail } from './stable-text.ts';

export interface VisibilityOptions {
  /** Nobody speaks words faster than this; more of them are the recognizer's guess at what might follow. */
  readonly fastestWordMs: number;
  /** The last word is cut off in the middle more often than not: below this confidence it is not shown yet. */
  readonly lastWordConfidence: number;
}

/**
 * What of a partial hypothesis is worth showing. The recognizer completes what it hears to a sentence, repeats the
 * first sound of a word it can't make out, and ends everything with a full stop; a reader should see none of it.
 */
export function visibleWords(
  hypothesis: readonly RecognizedWord[],
  speechMs: number,
  options: VisibilityOptions,
): readonly RecognizedWord[] {
  const possible = Math.max(1, Math.floor(speechMs / options.fastestWordMs));
  const words = withoutStutter(hypothesis).slice(0, possible);
  const last = words.at(-1);
  if (!last) return [];
  const unsure = words.length > 1 && last.confidence < options.lastWordConfidence;
  const shown = unsure ? words.slice(0, -1) : words;
  const end = shown.at(-1) as RecognizedWord;
  return [...shown.slice(0, -1), { ...end, text: splitTail(end.text).body || end.text }];
}

/** A word that the hypothesis ends with several times over counts once. */
function withoutStutter(words: readonly RecognizedWord[]): readonly RecognizedWord[] {
  const last = coreOf(words.at(-1)?.text ?? '');
  let length = words.length;
  while (length > 1 && coreOf(words[length - 2]?.text ?? '') === last) length--;
  return words.slice(0, length);
}
