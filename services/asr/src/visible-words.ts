import type { RecognizedWord } from './recognition-engine.ts';
import { coreOf, splitTail } from './stable-text.ts';

export interface VisibilityOptions {
  /** Few people speak words faster than this for long; more of them are the recognizer's guess at what might follow. */
  readonly fastestWordMs: number;
  /** A word is shown when it is this sure, and the hypothesis before had it too and was as sure. */
  readonly confidence: number;
  /** What is shown is taken back when so many hypotheses in a row contradict it: a single one is often the odd one out. */
  readonly contradictions: number;
}

/**
 * What of growing hypotheses is worth showing. The recognizer completes what it hears to a sentence, repeats what it can't
 * make out, changes its mind about the last word while it is being said, and ends everything with a full stop; a reader
 * should see none of it. The very first word may be shown at once, so that it is seen that somebody listens.
 */
export class VisibleWords {
  readonly #options: VisibilityOptions;
  #previous: readonly RecognizedWord[] = [];
  #shown: readonly RecognizedWord[] = [];
  #contradicted = 0;

  constructor(options: VisibilityOptions) {
    this.#options = options;
  }

  /**
   * @param stableWords so many words at the beginning are stable: they are always shown
   * @param speechMs speech that the hypothesis was decoded from
   * @param firstConfidence as long as nothing is shown, a first word this sure need not wait for a second hypothesis
   */
  observe(
    hypothesis: readonly RecognizedWord[],
    stableWords: number,
    speechMs: number,
    firstConfidence = Number.POSITIVE_INFINITY,
  ): readonly RecognizedWord[] {
    const { fastestWordMs, contradictions } = this.#options;
    const possible = Math.max(1, Math.floor(speechMs / fastestWordMs), stableWords);
    const cores = hypothesis.map(({ text }) => coreOf(text));
    const words = hypothesis
      .slice(0, Math.max(stableWords, Math.min(lengthWithoutStutter(cores), possible)))
      .map((word, index) => (index < stableWords ? word : { ...word, text: withoutStammer(word.text) }));
    const atOnce = this.#shown.length === 0 && (words[0]?.confidence ?? 0) >= firstConfidence ? 1 : 0;
    const sure = Math.max(atOnce, this.#sureLength(words, stableWords));
    this.#previous = words;
    const kept = this.#shown.findIndex(({ text }, index) => coreOf(text) !== coreOf(words[index]?.text ?? ''));
    if (kept < 0) {
      this.#contradicted = 0;
      this.#shown = words.slice(0, Math.max(sure, this.#shown.length));
    } else if (++this.#contradicted >= contradictions || kept < stableWords) {
      this.#contradicted = 0;
      this.#shown = words.slice(0, Math.max(sure, kept));
    }
    // As they are written now: case and punctuation of a stable word are settled.
    this.#shown = [...words.slice(0, stableWords), ...this.#shown.slice(stableWords)];
    const last = this.#shown.at(-1);
    return last ? [...this.#shown.slice(0, -1), { ...last, text: splitTail(last.text).body || last.text }] : [];
  }

  #sureLength(words: readonly RecognizedWord[], stableWords: number): number {
    const { confidence } = this.#options;
    const isSure = (word: RecognizedWord, index: number) => {
      const before = this.#previous[index];
      return (
        index < stableWords ||
        (before !== undefined &&
          coreOf(before.text) === coreOf(word.text) &&
          Math.min(before.confidence, word.confidence) >= confidence)
      );
    };
    const unsure = words.findIndex((word, index) => !isSure(word, index));
    return unsure < 0 ? words.length : unsure;
  }
}

/**
 * A word that is the same letters over and over ("Telltelltell") shows them once: the recognizer says so when it has heard
 * the beginning of a word. Three times, or twice for four letters and more: there are words like "cocoa" and "papa".
 */
function withoutStammer(word: string): string {
  const { body, tail } = splitTail(word);
  const once = /^(\p{L}{2,})\1{2,}$|^(\p{L}{4,})\2$/iu.exec(body);
  return once ? `${once[1] ?? once[2]}${tail}` : word;
}

/** One or two words that the hypothesis ends with several times over count once. */
function lengthWithoutStutter(cores: readonly string[]): number {
  let { length } = cores;
  while (length >= 2 && cores[length - 1] === cores[length - 2]) length--;
  while (length >= 4 && cores[length - 1] === cores[length - 3] && cores[length - 2] === cores[length - 4]) length -= 2;
  return length;
}
