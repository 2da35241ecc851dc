import { isAlphabetic, isDigits, isLower, isUpper } from '../text/unicode.ts';

/** The voice package's `tagger.json`. */
export interface TaggerModel {
  readonly tags: readonly string[];
  /** Words that have one tag only. */
  readonly tagdict: Readonly<Record<string, string>>;
  /** Words that the features name; others appear as their shape. */
  readonly vocab?: readonly string[];
  /** Feature → tag → weight. */
  readonly weights: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const BEFORE_TEXT = ['-START2-', '-START-'] as const;
const AFTER_TEXT = ['-END-', '-END2-'] as const;

/**
 * An averaged-perceptron part-of-speech tagger (Penn Treebank tags). Weights are kept in flat arrays: as objects they
 * would take several times the memory in every worker.
 */
export class Tagger {
  readonly #tags: readonly string[];
  readonly #soleTags: ReadonlyMap<string, string>;
  readonly #vocabulary: ReadonlySet<string> | undefined;
  /** Feature → where its weights start and end in the two arrays below. */
  readonly #ranges = new Map<string, readonly [start: number, end: number]>();
  readonly #weightTags: Uint8Array;
  readonly #weightValues: Float64Array;
  readonly #scores: Float64Array;

  constructor(model: TaggerModel) {
    // Of tags with equal scores the last one in this order wins.
    this.#tags = [...model.tags].sort();
    this.#soleTags = new Map(Object.entries(model.tagdict));
    this.#vocabulary = model.vocab === undefined ? undefined : new Set(model.vocab);
    const tagIndex = new Map(this.#tags.map((tag, index) => [tag, index]));
    const features = Object.entries(model.weights);
    const count = features.reduce((sum, [, weights]) => sum + Object.keys(weights).length, 0);
    this.#weightTags = new Uint8Array(count);
    this.#weightValues = new Float64Array(count);
    this.#scores = new Float64Array(this.#tags.length);
    let position = 0;
    for (const [feature, weights] of features) {
      const start = position;
      for (const [tag, weight] of Object.entries(weights)) {
        this.#weightTags[position] = tagIndex.get(tag)!;
        this.#weightValues[position] = weight;
        position += 1;
      }
      this.#ranges.set(feature, [start, position]);
    }
  }

  /** One tag for each word. */
  tag(words: readonly string[]): string[] {
    const window = [...BEFORE_TEXT, ...words.map((word) => this.#featureWord(word)), ...AFTER_TEXT];
    const tags: string[] = [];
    let previous: string = BEFORE_TEXT[1];
    let beforePrevious: string = BEFORE_TEXT[0];
    for (const [index, word] of words.entries()) {
      const tag = this.#soleTags.get(word) ?? this.#predict(features(word, index, window, previous, beforePrevious));
      tags.push(tag);
      beforePrevious = previous;
      previous = tag;
    }
    return tags;
  }

  #featureWord(word: string): string {
    const normal = normalForm(word);
    return this.#vocabulary === undefined || this.#vocabulary.has(normal) ? normal : `<${wordShape(word)}>`;
  }

  #predict(featureNames: readonly string[]): string {
    const scores = this.#scores.fill(0);
    let known = false;
    for (const name of featureNames) {
      const range = this.#ranges.get(name);
      if (range === undefined) continue;
      known ||= range[1] > range[0];
      for (let index = range[0]; index < range[1]; index += 1) {
        scores[this.#weightTags[index]!]! += this.#weightValues[index]!;
      }
    }
    if (!known) return 'NN';
    let best = 0;
    for (let index = 1; index < scores.length; index += 1) if (scores[index]! >= scores[best]!) best = index;
    return this.#tags[best]!;
  }
}

/** Small letters; numbers, years and hyphenated words each under one name. */
function normalForm(word: string): string {
  if (word.includes('-') && !word.startsWith('-')) return '!HYPHEN';
  if (word.length === 4 && isDigits(word)) return '!YEAR';
  return isDigits(firstCharacter(word)) ? '!DIGITS' : word.toLowerCase();
}

function wordShape(word: string): string {
  if (isAlphabetic(word)) {
    if (isLower(word)) return 'x';
    if (isUpper(word)) return [...word].length > 1 ? 'XX' : 'X1';
    const first = firstCharacter(word);
    return isUpper(first) && isLower(word.slice(first.length)) ? 'Xx' : 'xX';
  }
  if (isDigits(word)) return 'd';
  return [...word]
    .slice(0, 4)
    .map((character) => (isDigits(character) ? 'd' : isAlphabetic(character) ? 'x' : character))
    .join('');
}

const firstCharacter = (word: string): string => String.fromCodePoint(word.codePointAt(0)!);
const lastThree = (word: string): string => (word.length <= 3 ? word : [...word].slice(-3).join(''));

/** What the tagger looks at; `window` holds the words' feature forms with two places before and after the text. */
function features(
  word: string,
  index: number,
  window: readonly string[],
  previousTag: string,
  beforePreviousTag: string,
): string[] {
  const at = (offset: number) => window[index + 2 + offset]!;
  return [
    'b',
    `s3=${lastThree(word)}`,
    `p1=${firstCharacter(word)}`,
    `w=${at(0)}`,
    `sh=${wordShape(word)}`,
    index === 0 ? 'i0' : 'i+',
    `t-1=${previousTag}`,
    `t-2=${beforePreviousTag}`,
    `t-12=${previousTag},${beforePreviousTag}`,
    `w-1=${at(-1)}`,
    `s3-1=${lastThree(at(-1))}`,
    `w-2=${at(-2)}`,
    `w+1=${at(1)}`,
    `s3+1=${lastThree(at(1))}`,
    `w+2=${at(2)}`,
  ];
}
