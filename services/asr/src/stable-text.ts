import type { RecognizedWord } from './recognition-engine.ts';

export interface StabilityOptions {
  /** A word becomes stable when so many hypotheses in a row agree on it and on all before it. */
  readonly agreement: number;
  /** Words at the end of a hypothesis that never become stable: what follows may still change them. */
  readonly heldBackWords: number;
  /** A word becomes stable only when all of these hypotheses were this sure of it. */
  readonly confidence: number;
}

export interface MergedHypothesis {
  readonly words: readonly RecognizedWord[];
  /** The hypothesis contradicted the stable words and was made to fit. */
  readonly forced: boolean;
}

/**
 * Decides which words of growing hypotheses may be shown as stable, and makes every later hypothesis begin with them.
 * Words compare by letters and digits alone: case and punctuation of a stable word stay as they were first shown, apart
 * from the punctuation after the last one, which is not shown until a word follows.
 */
export class StableText {
  readonly #options: StabilityOptions;
  #recent: (readonly RecognizedWord[])[] = [];
  #stable: readonly RecognizedWord[] = [];

  /** @param carried words that are stable from before */
  constructor(options: StabilityOptions, carried: readonly RecognizedWord[] = []) {
    this.#options = options;
    this.#stable = carried;
  }

  get words(): readonly RecognizedWord[] {
    return this.#stable;
  }

  /** Takes a newer hypothesis, lets stable words grow, and returns the hypothesis as it may be shown. */
  observe(hypothesis: readonly RecognizedWord[]): MergedHypothesis {
    const merged = this.merge(hypothesis);
    this.#recent = [...this.#recent, merged.words].slice(-this.#options.agreement);
    const count = this.#recent.length < this.#options.agreement ? 0 : this.#agreedWords();
    if (count > this.#stable.length) {
      const last = merged.words[count - 1] as RecognizedWord;
      this.#stable = [...merged.words.slice(0, count - 1), { ...last, text: splitTail(last.text).body }];
    }
    return merged;
  }

  /** The hypothesis, made to begin with the stable words; changes nothing here. */
  merge(hypothesis: readonly RecognizedWord[]): MergedHypothesis {
    if (this.#stable.length === 0) return { words: hypothesis, forced: false };
    const rest = afterPrefix(hypothesis, this.#stable.map((word) => coreOf(word.text)).join(''));
    if (rest) return { words: joinTail(this.#stable, rest.tail, rest.words), forced: false };
    const skipped = bestPrefixLength(
      this.#stable.map((word) => coreOf(word.text)),
      hypothesis.map((word) => coreOf(word.text)),
    );
    return { words: [...this.#stable, ...hypothesis.slice(skipped)], forced: true };
  }

  #agreedWords(): number {
    const { heldBackWords, confidence } = this.#options;
    const shortest = Math.min(...this.#recent.map((words) => words.length));
    const first = this.#recent[0]?.map((word) => coreOf(word.text)) ?? [];
    let count = 0;
    const agrees = (word: RecognizedWord | undefined) =>
      word !== undefined &&
      coreOf(word.text) === first[count] &&
      (count < this.#stable.length || word.confidence >= confidence);
    while (count < shortest - heldBackWords && this.#recent.every((words) => agrees(words[count]))) count++;
    return count;
  }
}

/**
 * Splits stable words where a segment of the audio ends: what of them belongs to the segment (as it then stays), and what
 * comes after it. `segment` is the hypothesis of the segment's audio alone.
 */
export function splitStable(
  stable: StableText,
  segment: readonly RecognizedWord[],
): MergedHypothesis & { readonly carried: readonly RecognizedWord[] } {
  const cores = (words: readonly RecognizedWord[]) => words.map((word) => coreOf(word.text));
  const rest = afterPrefix(stable.words, cores(segment).join(''));
  if (segment.length === 0 || !rest || rest.words.length === 0) {
    const count = bestPrefixLength(cores(segment), cores(stable.words));
    if (count === stable.words.length) return { ...stable.merge(segment), carried: [] };
    return { words: stable.words.slice(0, count), forced: true, carried: stable.words.slice(count) };
  }
  const count = stable.words.length - rest.words.length;
  return { words: stable.words.slice(0, count), forced: false, carried: rest.words };
}

/** Letters and digits of a word, in lower case. */
export function coreOf(word: string): string {
  return word
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** A word and the punctuation after its last letter or digit. */
export function splitTail(word: string): { body: string; tail: string } {
  const tail = /[^\p{L}\p{N}]*$/u.exec(word)?.[0] ?? '';
  return { body: word.slice(0, word.length - tail.length), tail };
}

/**
 * What follows `prefix` in the words, when their letters begin with it and it ends at the end of a word or of a part of
 * a hyphenated one. `tail` is what then sticks to the last word of the prefix: punctuation, or "-rest".
 */
function afterPrefix(
  words: readonly RecognizedWord[],
  prefix: string,
): { tail: string; words: readonly RecognizedWord[] } | undefined {
  let left = prefix;
  for (const [index, word] of words.entries()) {
    const core = coreOf(word.text);
    if (core.length <= left.length) {
      if (!left.startsWith(core)) return undefined;
      left = left.slice(core.length);
      if (left === '') return { tail: splitTail(word.text).tail, words: words.slice(index + 1) };
      continue;
    }
    if (!core.startsWith(left)) return undefined;
    const tail = textAfterCore(word.text, left);
    return /^[-\u2010-\u2015/]/.test(tail) ? { tail, words: words.slice(index + 1) } : undefined;
  }
  return undefined;
}

/** What is left of a word after the letters of `core`, its beginning. */
function textAfterCore(word: string, core: string): string {
  const characters = [...word];
  let seen = '';
  const end = characters.findIndex((character) => {
    seen += coreOf(character);
    return seen.length >= core.length;
  });
  return characters.slice(end + 1).join('');
}

function joinTail(
  stable: readonly RecognizedWord[],
  tail: string,
  rest: readonly RecognizedWord[],
): readonly RecognizedWord[] {
  const last = stable.at(-1) as RecognizedWord;
  return [...stable.slice(0, -1), { ...last, text: last.text + tail }, ...rest];
}

/** Length of the beginning of `words` that is fewest edits away from `prefix`; of equals the longest. */
function bestPrefixLength(prefix: readonly string[], words: readonly string[]): number {
  let costs = Array.from({ length: words.length + 1 }, (_, index) => index);
  for (const [row, expected] of prefix.entries()) {
    const next = [row + 1];
    words.forEach((word, column) => {
      const replaced = (costs[column] as number) + (word === expected ? 0 : 1);
      next.push(Math.min(replaced, (costs[column + 1] as number) + 1, (next[column] as number) + 1));
    });
    costs = next;
  }
  return costs.lastIndexOf(Math.min(...costs));
}
