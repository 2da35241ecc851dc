import { isAlphabetic } from '../text/unicode.ts';
import { adjustStress, PRIMARY_STRESS, SECONDARY_STRESS } from './alphabet.ts';
import type { PronunciationDictionary } from './dictionary.ts';
import { addEdEnding, addIngEnding, addPluralEnding } from './endings.ts';

/** What is known of the words that follow; the text is pronounced from its end to its start. */
export interface FollowingContext {
  /** The next sound is a vowel; undefined before a pause or the end. */
  readonly startsWithVowel: boolean | undefined;
  /** The next word is "to". */
  readonly isTo: boolean;
}

export const END_OF_TEXT: FollowingContext = { startsWithVowel: undefined, isTo: false };

/** Parts of speech that share a dictionary entry. */
function wordClass(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  if (tag.startsWith('VB')) return 'VERB';
  if (tag.startsWith('NN')) return 'NOUN';
  if (tag.startsWith('ADV') || tag.startsWith('RB')) return 'ADV';
  if (tag.startsWith('ADJ') || tag.startsWith('JJ')) return 'ADJ';
  return tag;
}

const SPOKEN_SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['%', 'percent'],
  ['&', 'and'],
  ['+', 'plus'],
  ['@', 'at'],
]);
/** In what the tagger takes for an internet address. */
const ADDRESS_SYMBOLS: ReadonlyMap<string, string> = new Map([
  ['.', 'dot'],
  ['/', 'slash'],
]);

/**
 * Pronounces words by two dictionaries (checked entries, and machine-made ones as the second choice), by their endings,
 * by spelling, and by a few function words' own rules.
 */
export class Lexicon {
  readonly #checked: PronunciationDictionary;
  readonly #generated: PronunciationDictionary;

  constructor(checked: PronunciationDictionary, generated: PronunciationDictionary) {
    this.#checked = checked;
    this.#generated = generated;
  }

  /** `stress` as in `adjustStress`. Undefined: the word is unknown. */
  pronounceWord(
    word: string,
    tag: string,
    stress: number | undefined,
    following: FollowingContext,
  ): string | undefined {
    const special = this.#functionWord(word, tag, stress, following);
    if (special !== undefined) return special;
    const form = this.#isCapitalizedKnownWord(word, tag, stress, following) ? word.toLowerCase() : word;
    if (this.isKnown(form)) return this.lookUp(form, tag, stress, following);
    if (form.endsWith("s'") && this.isKnown(`${form.slice(0, -2)}'s`)) {
      return this.lookUp(`${form.slice(0, -2)}'s`, tag, stress, following);
    }
    if (form.endsWith("'") && this.isKnown(form.slice(0, -1))) {
      return this.lookUp(form.slice(0, -1), tag, stress, following);
    }
    return (
      this.#withPlural(form, tag, stress, following) ??
      this.#withEd(form, tag, stress, following) ??
      this.#withIng(form, tag, stress ?? 0.5, following)
    );
  }

  /** In a dictionary, or a word that is spelled letter by letter. */
  isKnown(word: string): boolean {
    if (this.#checked.has(word) || this.#generated.has(word) || SPOKEN_SYMBOLS.has(word)) return true;
    if (!/^[A-Za-z]+$/.test(word)) return false;
    if (word.length === 1) return true;
    if (word === word.toUpperCase() && this.#checked.has(word.toLowerCase())) return true;
    return word.slice(1) === word.slice(1).toUpperCase();
  }

  /** The dictionary's pronunciation, or the names of the letters where it has none. */
  lookUp(
    word: string,
    tag: string | undefined,
    stress: number | undefined,
    following: FollowingContext | undefined,
  ): string | undefined {
    const inCapitals = word === word.toUpperCase() && !this.#checked.has(word);
    const form = inCapitals ? word.toLowerCase() : word;
    const isName = inCapitals && tag === 'NNP';
    let entry = this.#checked.get(form);
    if (entry === undefined && !isName) entry = this.#generated.get(form);
    let phonemes: string | null | undefined;
    if (typeof entry === 'object') {
      const ownClass = tag !== undefined && tag in entry ? tag : wordClass(tag);
      const key =
        following !== undefined && following.startsWithVowel === undefined && 'None' in entry ? 'None' : ownClass;
      phonemes = key !== undefined && key in entry ? entry[key] : entry.DEFAULT;
    } else {
      phonemes = entry;
    }
    if (phonemes === undefined || phonemes === null || (isName && !phonemes.includes(PRIMARY_STRESS))) {
      const spelled = this.spell(form);
      if (spelled !== undefined) return spelled;
    }
    return phonemes === undefined || phonemes === null ? undefined : adjustStress(phonemes, stress);
  }

  /** The names of the word's letters, the last one stressed. Undefined where a letter has no name. */
  spell(word: string): string | undefined {
    let names = '';
    for (const character of word) {
      if (!isAlphabetic(character)) continue;
      const name = this.#checked.get(character.toUpperCase());
      if (typeof name !== 'string') return undefined;
      names += name;
    }
    const lowered = adjustStress(names, 0);
    const last = lowered.lastIndexOf(SECONDARY_STRESS);
    return last < 0 ? lowered : lowered.slice(0, last) + PRIMARY_STRESS + lowered.slice(last + 1);
  }

  /** "dollar" → the sounds of "dollars". */
  plural(word: string): string | undefined {
    return this.#withPlural(`${word}s`, undefined, undefined, undefined);
  }

  /** A word in capitals, or with one, that the dictionaries know in small letters only. */
  #isCapitalizedKnownWord(word: string, tag: string, stress: number | undefined, following: FollowingContext): boolean {
    const lower = word.toLowerCase();
    if (word.length < 2 || word === lower || !isAlphabetic(word.replaceAll("'", ''))) return false;
    if (tag === 'NNP' && word.length <= 7) return false;
    if (this.#checked.has(word) || this.#generated.has(word)) return false;
    if (word !== word.toUpperCase() && word.slice(1) !== word.slice(1).toLowerCase()) return false;
    return (
      this.#checked.has(lower) ||
      this.#generated.has(lower) ||
      this.#withPlural(lower, tag, stress, following) !== undefined ||
      this.#withEd(lower, tag, stress, following) !== undefined ||
      this.#withIng(lower, tag, stress, following) !== undefined
    );
  }

  /** Words whose sound depends on what they do in the sentence, symbols, and abbreviations with dots. */
  #functionWord(
    word: string,
    tag: string,
    stress: number | undefined,
    following: FollowingContext,
  ): string | undefined {
    const isNoun = tag.startsWith('NN');
    const addressSymbol = tag === 'ADD' ? ADDRESS_SYMBOLS.get(word) : undefined;
    if (addressSymbol !== undefined) return this.lookUp(addressSymbol, undefined, -0.5, following);
    const symbol = SPOKEN_SYMBOLS.get(word);
    if (symbol !== undefined) return this.lookUp(symbol, undefined, undefined, following);
    if (isDottedAbbreviation(word)) return this.spell(word);
    if (/^vs\.?$/i.test(word) && tag === 'IN') return this.lookUp('versus', undefined, undefined, following);
    const is = (...forms: string[]) => forms.includes(word);
    if (is('a', 'A')) return tag === 'DT' ? 'ɐ' : 'ˈA';
    if (is('am', 'Am', 'AM')) {
      if (isNoun) return this.spell(word);
      const strong = following.startsWithVowel === undefined || word !== 'am' || (stress ?? 0) > 0;
      return strong ? this.#checkedString('am') : 'ɐm';
    }
    if (is('an', 'An', 'AN')) return word === 'AN' && isNoun ? this.spell(word) : 'ɐn';
    if (word === 'I' && tag === 'PRP') return 'ˌI';
    if (is('by', 'By', 'BY') && wordClass(tag) === 'ADV') return 'bˈI';
    if (is('to', 'To') || (word === 'TO' && (tag === 'TO' || tag === 'IN'))) {
      if (following.startsWithVowel === undefined) return this.#checkedString('to');
      return following.startsWithVowel ? 'tʊ' : 'tə';
    }
    if (is('in', 'In') || (word === 'IN' && tag !== 'NNP')) {
      return following.startsWithVowel === undefined || tag !== 'IN' ? 'ˈɪn' : 'ɪn';
    }
    if (is('the', 'The') || (word === 'THE' && tag === 'DT')) return following.startsWithVowel === true ? 'ði' : 'ðə';
    if (is('used', 'Used', 'USED')) {
      const entry = this.#checked.get('used');
      if (typeof entry !== 'object') return entry;
      return (following.isTo && (tag === 'VBD' || tag === 'JJ') ? entry.VBD : entry.DEFAULT) ?? undefined;
    }
    return undefined;
  }

  #checkedString(word: string): string | undefined {
    const entry = this.#checked.get(word);
    return typeof entry === 'string' ? entry : undefined;
  }

  #withPlural(
    word: string,
    tag: string | undefined,
    stress: number | undefined,
    following: FollowingContext | undefined,
  ): string | undefined {
    if (word.length < 3 || !word.endsWith('s')) return undefined;
    const longEs = word.length > 4 && word.endsWith('es');
    const stems: string[] = [];
    if (!word.endsWith('ss')) stems.push(word.slice(0, -1));
    if (word.endsWith("'s") || (longEs && !word.endsWith('ies'))) stems.push(word.slice(0, -2));
    if (longEs && word.endsWith('ies')) stems.push(`${word.slice(0, -3)}y`);
    return addPluralEnding(this.#firstKnown(stems, tag, stress, following));
  }

  #withEd(word: string, tag: string, stress: number | undefined, following: FollowingContext): string | undefined {
    if (word.length < 4 || !word.endsWith('d')) return undefined;
    const stems: string[] = [];
    if (!word.endsWith('dd')) stems.push(word.slice(0, -1));
    if (word.length > 4 && word.endsWith('ed') && !word.endsWith('eed')) stems.push(word.slice(0, -2));
    return addEdEnding(this.#firstKnown(stems, tag, stress, following));
  }

  #withIng(word: string, tag: string, stress: number | undefined, following: FollowingContext): string | undefined {
    if (word.length < 5 || !word.endsWith('ing')) return undefined;
    const stems: string[] = [];
    if (word.length > 5) stems.push(word.slice(0, -3));
    stems.push(`${word.slice(0, -3)}e`);
    if (word.length > 5 && /(?:([bcdgklmnprstvxz])\1|ck)ing$/.test(word)) stems.push(word.slice(0, -4));
    return addIngEnding(this.#firstKnown(stems, tag, stress, following));
  }

  #firstKnown(
    stems: readonly string[],
    tag: string | undefined,
    stress: number | undefined,
    following: FollowingContext | undefined,
  ): string | undefined {
    const stem = stems.find((candidate) => this.isKnown(candidate));
    return stem === undefined ? undefined : this.lookUp(stem, tag, stress, following);
  }
}

/** "U.S.", "a.m.", "e.g.": letters with dots between, at most two letters in a row. */
function isDottedAbbreviation(word: string): boolean {
  const parts = word.split('.');
  return (
    word.replace(/^\.+|\.+$/g, '').includes('.') &&
    isAlphabetic(parts.join('')) &&
    parts.every((part) => part.length < 3)
  );
}
