/**
 * Python's classes of characters, so that rules stated as Python's regular expressions mean the same here: there `\b`, `\w`,
 * `\d` and `\s` know all of Unicode.
 */
const word = String.raw`[\p{L}\p{N}_]`;
const space = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`;

/** @param source a regular expression in which `\b`, `\d` and `\s` are Python's */
export function pythonPattern(source: string, flags = 'gu'): RegExp {
  const boundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
  const translated = source.replaceAll('\\b', boundary).replaceAll('\\d', '\\p{Nd}').replaceAll('\\s', space);
  return new RegExp(translated, flags);
}

const spaces = pythonPattern('\\s+');

/** `str.split()`: at any run of space, without empty words. */
export const splitWords = (text: string): string[] => text.split(spaces).filter((word) => word !== '');

const outerSpaces = pythonPattern('^\\s+|\\s+$');

/** `str.strip()`. */
export const trimSpaces = (text: string): string => text.replace(outerSpaces, '');

export const collapseSpaces = (text: string): string => text.replace(spaces, ' ');

/** Digits of any script as 0 to 9: each script has its ten in one run that starts at a multiple within its block. */
export function asciiDigits(text: string): string {
  return text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    const code = digit.codePointAt(0)!;
    let before = 0;
    while (before < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
    return String(before);
  });
}
