import { isAlphabetic, isAsciiDigits } from '../text/unicode.ts';
import { adjustStress, CONSONANTS, PAUSE_MARKS, PRIMARY_STRESS, soundWeight, VOWELS } from './alphabet.ts';
import { END_OF_TEXT, type FollowingContext, type Lexicon } from './lexicon.ts';
import { CURRENCIES, isNumber, pronounceNumber } from './number-reading.ts';
import type { Tagger } from './tagger.ts';
import { createToken, joinText, mergePronounced, mergeTokens, type Token } from './token.ts';
import type { Tokenizer } from './tokenizer.ts';
import type { UnknownWordReader } from './unknown-words.ts';
import { groupWords } from './word-groups.ts';

/** A word or mark of the text, its sounds, and whether a space follows. */
export interface PronouncedToken {
  readonly text: string;
  readonly phonemes: string;
  readonly spaceAfter: boolean;
}

/** Inline pronunciation: `[hibari](/hibˈɑɹi/)`. */
const INLINE_PRONUNCIATION = /\[([^\]]+)\]\(([^)]*)\)/gu;
const UNKNOWN_WORD_PIECES =
  /[\p{L}\p{Nl}\p{No}]+(?:['’][\p{L}\p{Nl}\p{No}]+)*|\p{Nd}+(?:[,.]\p{Nd}+)*|[^\p{L}\p{N}_\s]+/gu;
/** Characters that join the parts of a word and have no sound. */
const SILENT_JOINTS = new Set("',-._‘’/");
const SYMBOL_NAMES: ReadonlyMap<string, string> = new Map([
  ['/', 'slˈæʃ'],
  ['=', 'ˈikwᵊlz'],
  ['+', 'plˈʌs'],
  ['&', 'ænd'],
  ['@', 'æt'],
  ['%', 'pəɹsˈɛnt'],
  ['#', 'hˈæʃ'],
  ['*', 'ˈæstəɹˌɪsk'],
  ['~', 'tˈɪldə'],
  ['^', 'kˈɛɹət'],
  ['<', 'lˈɛs ðən'],
  ['>', 'ɡɹˈATəɹ ðən'],
  ['—', '—'],
]);

export interface PronunciationParts {
  readonly tokenizer: Tokenizer;
  readonly tagger: Tagger;
  readonly lexicon: Lexicon;
  readonly readUnknownWord: UnknownWordReader;
}

/** Expanded text to phonemes. Words are pronounced from last to first, as some depend on the sound that follows. */
export class GraphemeToPhoneme {
  readonly #parts: PronunciationParts;

  constructor(parts: PronunciationParts) {
    this.#parts = parts;
  }

  /** The words and marks of one sentence with their phonemes. */
  async pronounce(text: string): Promise<PronouncedToken[]> {
    const groups = groupWords(this.#tokens(text));
    let following = END_OF_TEXT;
    for (const group of groups.toReversed()) {
      following = Array.isArray(group)
        ? await this.#pronounceGroup(group, following)
        : await this.#pronounceToken(group, following);
    }
    return groups.map((group) => {
      const { text, phonemes = '', spaceAfter } = Array.isArray(group) ? mergePronounced(group) : group;
      // The dictionaries write the American tap and the glottal stop; the acoustic model learnt T and t.
      return { text, phonemes: phonemes.replaceAll('ɾ', 'T').replaceAll('ʔ', 't'), spaceAfter };
    });
  }

  #tokens(text: string): Token[] {
    const tokens: Token[] = [];
    let position = 0;
    for (const inline of text.matchAll(INLINE_PRONUNCIATION)) {
      tokens.push(...this.#tagged(text.slice(position, inline.index)));
      position = inline.index + inline[0].length;
      const phonemes = /^\/(.*?)\/*\/$/su.exec(inline[2]!)?.[1];
      tokens.push(createToken(inline[1]!, 'NN', /^\s/u.test(text.slice(position)), phonemes));
    }
    tokens.push(...this.#tagged(text.slice(position)));
    return tokens;
  }

  #tagged(text: string): Token[] {
    const pieces = this.#parts.tokenizer.tokenize(text);
    const tags = this.#parts.tagger.tag(pieces.map((piece) => piece.text));
    return pieces.map((piece, index) => createToken(piece.text, tags[index]!, piece.spaceAfter));
  }

  async #pronounceToken(token: Token, following: FollowingContext): Promise<FollowingContext> {
    token.phonemes ??= this.#fromLexicon(token, following) ?? (await this.#fromSpelling(token.text));
    return contextBefore(following, token.phonemes, token);
  }

  /**
   * Pronounces a word made of parts: the longest run of parts that the lexicon knows, from the right; then the same for
   * what is left of it. If a part stays unknown, the whole word is read by its spelling.
   */
  async #pronounceGroup(group: Token[], following: FollowingContext): Promise<FollowingContext> {
    let context = following;
    let left = 0;
    let right = group.length;
    while (left < right) {
      const run = group.slice(left, right);
      const isOpen = run.every((part) => part.alias === undefined && part.phonemes === undefined);
      const merged = mergeTokens(run);
      const phonemes = isOpen ? this.#fromLexicon(merged, context) : undefined;
      if (phonemes !== undefined) {
        for (const [index, part] of run.entries()) part.phonemes = index === 0 ? phonemes : '';
        context = contextBefore(context, phonemes, merged);
        right = left;
        left = 0;
      } else if (left + 1 < right) {
        left += 1;
      } else {
        right -= 1;
        left = 0;
        const part = group[right]!;
        if (part.phonemes === undefined) {
          if (!isSilentJoint(part.text)) {
            const spelling = await this.#fromSpelling(joinText(group));
            for (const [index, each] of group.entries()) each.phonemes = index === 0 ? spelling : '';
            return context;
          }
          part.phonemes = '';
        }
      }
    }
    settleGroup(group);
    return context;
  }

  #fromLexicon(token: Token, following: FollowingContext): string | undefined {
    const written = (token.alias ?? token.text).replace(/[‘’]/gu, "'").normalize('NFKC');
    const word = written.replace(/\p{Nd}/gu, asciiDigit);
    const stress = word === word.toLowerCase() ? undefined : word === word.toUpperCase() ? 2 : 0.5;
    const phonemes = this.#parts.lexicon.pronounceWord(word, token.tag, stress, following);
    if (phonemes !== undefined) {
      return token.currency === undefined ? phonemes : `${phonemes} ${this.#currencyName(token.currency)}`;
    }
    if (!isNumber(word, token.isHead)) return undefined;
    return pronounceNumber(this.#parts.lexicon, word, token.currency, token.isHead);
  }

  #currencyName(currency: string): string {
    return this.#parts.lexicon.plural(CURRENCIES.get(currency)![0]) ?? '';
  }

  /** Letters by the unknown-word network, digits as numbers, symbols by name. */
  async #fromSpelling(text: string): Promise<string> {
    const sounds: string[] = [];
    for (const [piece] of text.matchAll(UNKNOWN_WORD_PIECES)) {
      let phonemes: string | undefined;
      if (/^\p{Nd}/u.test(piece)) phonemes = pronounceNumber(this.#parts.lexicon, piece, undefined, false);
      else if (/^\p{L}/u.test(piece)) phonemes = await this.#parts.readUnknownWord(piece);
      else phonemes = [...piece].map((symbol) => SYMBOL_NAMES.get(symbol) ?? '').join('');
      if (phonemes) sounds.push(phonemes);
    }
    return sounds.join(' ');
  }
}

const isSilentJoint = (text: string): boolean => [...text].every((character) => SILENT_JOINTS.has(character));

/** The digit as 0–9. Every script has its ten digits at ten code points in a row. */
function asciiDigit(digit: string): string {
  if (isAsciiDigits(digit)) return digit;
  const code = digit.codePointAt(0)!;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** What the word before `token` sees of it: its first vowel, consonant or pause mark decides. */
function contextBefore(context: FollowingContext, phonemes: string, token: Token): FollowingContext {
  let startsWithVowel = context.startsWithVowel;
  for (const sound of phonemes) {
    if (PAUSE_MARKS.has(sound)) startsWithVowel = undefined;
    else if (VOWELS.has(sound)) startsWithVowel = true;
    else if (CONSONANTS.has(sound)) startsWithVowel = false;
    else continue;
    break;
  }
  const isTo =
    token.text === 'to' || token.text === 'To' || (token.text === 'TO' && (token.tag === 'TO' || token.tag === 'IN'));
  return { startsWithVowel, isTo };
}

/** Silences joints, and either spaces the parts of a mixed word ("mp3") or gives a compound ("well-known") one stress. */
function settleGroup(group: Token[]): void {
  const isMixed = hasMixedCharacters(joinText(group));
  for (const [index, part] of group.entries()) {
    if (part.phonemes === undefined) {
      if (index === group.length - 1 && PAUSE_MARKS.has(part.text)) part.phonemes = part.text;
      else if (isSilentJoint(part.text)) part.phonemes = '';
    } else if (index > 0) {
      part.spaceBefore = isMixed;
    }
  }
  if (isMixed) return;
  const sounding = group.filter((part) => part.phonemes);
  if (sounding.length === 2 && [...sounding[0]!.text].length === 1) {
    sounding[1]!.phonemes = adjustStress(sounding[1]!.phonemes!, -0.5);
    return;
  }
  const stressed = (part: Token) => part.phonemes!.includes(PRIMARY_STRESS);
  const stressedCount = sounding.filter(stressed).length;
  if (sounding.length < 2 || stressedCount <= Math.floor((sounding.length + 1) / 2)) return;
  // The unstressed and the light ones give way.
  const byImportance = sounding.toSorted(
    (a, b) => Number(stressed(a)) - Number(stressed(b)) || soundWeight(a.phonemes!) - soundWeight(b.phonemes!),
  );
  for (const part of byImportance.slice(0, Math.floor(sounding.length / 2))) {
    part.phonemes = adjustStress(part.phonemes!, -0.5);
  }
}

function hasMixedCharacters(text: string): boolean {
  if (/[ /]/.test(text)) return true;
  const kinds = new Set(
    [...text]
      .filter((character) => !SILENT_JOINTS.has(character))
      .map((character) => (isAlphabetic(character) ? 'letter' : isAsciiDigits(character) ? 'digit' : 'other')),
  );
  return kinds.size > 1;
}
