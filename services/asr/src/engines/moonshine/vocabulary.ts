import { buildPhraseTrie, type PhraseNode } from './phrase-trie.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Vocabularies that are kept ready; each session may have its own. */
const keptVocabularies = 16;

const articles: ReadonlySet<string> = new Set(['a', 'an', 'the']);

/** Turns phrases into tries, once for each list: the same one comes with every final of a session. */
export class VocabularyCache {
  readonly #tokenizer: Tokenizer;
  readonly #tries = new Map<string, PhraseNode>();

  constructor(tokenizer: Tokenizer) {
    this.#tokenizer = tokenizer;
  }

  /** Undefined when there is nothing to prefer. */
  trieOf(phrases: readonly string[]): PhraseNode | undefined {
    if (phrases.length === 0) return undefined;
    const key = phrases.join('\n');
    const known = this.#tries.get(key);
    const trie = known ?? buildPhraseTrie(phrases.flatMap((phrase) => this.#spellings(phrase)));
    this.#tries.delete(key);
    this.#tries.set(key, trie);
    if (this.#tries.size > keptVocabularies) this.#tries.delete(this.#tries.keys().next().value as string);
    return trie;
  }

  /** As it is written and without its articles, which commands do without; both also as where a sentence begins. */
  #spellings(phrase: string): number[][] {
    const words = phrase.trim().split(/\s+/);
    const texts = [words, words.filter((word) => !articles.has(word))].map((kept) => kept.join(' '));
    const spellings = new Set(texts.flatMap((text) => [text, text.charAt(0).toUpperCase() + text.slice(1)]));
    spellings.delete('');
    return [...spellings].flatMap((spelling) => [this.#tokenizer.encode(spelling)].filter((ids) => ids !== undefined));
  }
}
