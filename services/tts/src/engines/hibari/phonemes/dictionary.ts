/** One pronunciation, or one for each part of speech (`VERB`, `NN`, …) with `DEFAULT`; null: spell the letters. */
export type DictionaryEntry = string | Readonly<Record<string, string | null>>;

/**
 * A pronunciation dictionary as the voice package ships it. A word in small letters also answers to its capitalized
 * form and the other way round, unless that form has an entry of its own.
 */
export class PronunciationDictionary {
  readonly #entries: ReadonlyMap<string, DictionaryEntry>;

  constructor(entries: Readonly<Record<string, DictionaryEntry>>) {
    this.#entries = new Map(Object.entries(entries));
  }

  get(word: string): DictionaryEntry | undefined {
    const exact = this.#entries.get(word);
    if (exact !== undefined || word.length < 2) return exact;
    const lower = word.toLowerCase();
    const capitalized = lower[0]!.toUpperCase() + lower.slice(1);
    if (word === lower) return capitalized === lower ? undefined : this.#entries.get(capitalized);
    return word === capitalized ? this.#entries.get(lower) : undefined;
  }

  has(word: string): boolean {
    return this.get(word) !== undefined;
  }
}
