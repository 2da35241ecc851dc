/**
 * Character classes with the meaning that the engine's text rules were written for: letters and digits of every script,
 * where JavaScript's own `\w`, `\d` and `\b` know ASCII alone. For use inside patterns with the `u` flag.
 */

/** What a word is made of: letters, digits, other numeric signs, underscore. For use inside brackets. */
export const WORD = '\\p{L}\\p{N}_';
/** Not preceded by a word character: the start of a word when a word character follows. */
export const WORD_START = `(?<![${WORD}])`;
/** Not followed by a word character: the end of a word when a word character comes before. */
export const WORD_END = `(?![${WORD}])`;
/** Either start or end of a word. */
export const WORD_EDGE = `(?:(?<![${WORD}])(?=[${WORD}])|(?<=[${WORD}])(?![${WORD}]))`;

/** Makes a literal out of any text, for use in a pattern with the `u` flag, outside of brackets or in them. */
export function escapePattern(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

/** One of these words; longer ones are tried first, so that `sq ft` wins over `sq`. */
export function anyOf(words: Iterable<string>): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map(escapePattern)
    .join('|');
}

export const isAlphabetic = (text: string): boolean => /^\p{L}+$/u.test(text);
export const isAsciiDigits = (text: string): boolean => /^[0-9]+$/.test(text);
/** Digits of any script, superscripts and subscripts included. */
export const isDigits = (text: string): boolean => /^[\p{Nd}²³¹⁰⁴-⁹₀-₉]+$/u.test(text);
export const isLower = (text: string): boolean => text === text.toLowerCase() && text !== text.toUpperCase();
export const isUpper = (text: string): boolean => text === text.toUpperCase() && text !== text.toLowerCase();
