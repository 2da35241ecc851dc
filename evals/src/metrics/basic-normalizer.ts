import { collapseSpaces } from './python-text.ts';

/** Letters that Unicode's decomposition leaves whole. */
const wholeLetters: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'th'],
  ['ł', 'l'],
  ['Ł', 'L'],
]);

/** Marks, symbols and punctuation become spaces, except what is kept; diacritics vanish. */
export function withoutSymbolsAndDiacritics(text: string, keep = ''): string {
  return Array.from(text.normalize('NFKD'), (character) => {
    if (keep.includes(character)) return character;
    return wholeLetters.get(character) ?? character.replace(/\p{Mn}/u, '').replace(/[\p{M}\p{S}\p{P}]/u, ' ');
  }).join('');
}

const withoutSymbols = (text: string): string => text.normalize('NFKC').replace(/[\p{M}\p{S}\p{P}]/gu, ' ');

export const withoutBrackets = (text: string): string =>
  text.replace(/[<[][^>\]]*[>\]]/gu, '').replace(/\([^)]+?\)/gu, '');

export interface BasicRules {
  /** "café" becomes "cafe"; otherwise letters keep what composes with them. */
  readonly removeDiacritics?: boolean;
  /** Spaces between all graphemes, for scripts that write none between words. */
  readonly splitLetters?: boolean;
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The basic rules published with Whisper, for any language: lower case, no brackets, no punctuation (Radford et al. 2022,
 * "Robust speech recognition via large-scale weak supervision", appendix C). May begin or end with a space, as theirs.
 */
export function normalizeBasic(
  text: string,
  { removeDiacritics = false, splitLetters = false }: BasicRules = {},
): string {
  const bare = withoutBrackets(text.toLowerCase());
  const clean = (removeDiacritics ? withoutSymbolsAndDiacritics(bare) : withoutSymbols(bare)).toLowerCase();
  const split = splitLetters ? Array.from(graphemes.segment(clean), ({ segment }) => segment).join(' ') : clean;
  return collapseSpaces(split);
}
