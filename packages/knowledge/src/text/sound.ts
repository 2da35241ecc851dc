import { doubleMetaphone } from 'double-metaphone';
import { distance } from 'fastest-levenshtein';

/**
 * How a word sounds: its two codes of double metaphone (L. Philips, "The Double Metaphone Search Algorithm", C/C++ Users
 * Journal, 2000). One entry when both are the same; digits stand for themselves.
 */
export function soundsOf(word: string): string[] {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  if (letters === '') return word === '' ? [] : [word];
  const digits = word.replace(/\D/g, '');
  const [primary, secondary] = doubleMetaphone(letters);
  return [...new Set([primary, secondary])].filter((code) => code !== '').map((code) => code + digits);
}

const respellings: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/gh(?=t|$)/g, ''],
  [/^(?:kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/tch/g, 'ch'],
  [/c(?=[eiy])/g, 's'],
  [/ck|q|c(?!h)/g, 'k'],
  [/x/g, 'ks'],
  [/z/g, 's'],
  [/y/g, 'i'],
  [/ee|ea|ie/g, 'i'],
  [/oo|ou|ow/g, 'u'],
  [/ai|ay|ei/g, 'e'],
  [/e$/, ''],
  [/(.)\1+/g, '$1'],
];

/** A spelling nearer to the sound, for a comparison of letters in which vowels count. */
export function respell(word: string): string {
  let spelled = word.toLowerCase().replace(/[^a-z]/g, '');
  for (const [pattern, replacement] of respellings) spelled = spelled.replace(pattern, replacement);
  return spelled;
}

export interface Sound {
  readonly codes: readonly string[];
  readonly spelling: string;
}

/** @param text one or several words: their boundaries do not count */
export function soundOf(text: string): Sound {
  const letters = text.toLowerCase().replace(/[^a-z]/g, '');
  return { codes: soundsOf(letters), spelling: respell(letters) };
}

/**
 * 0..1: how alike two sounds are. Half is the Levenshtein similarity of their metaphone codes, half that of their respelled
 * letters: the codes leave out vowels, the letters know nothing of "ph" and "f".
 */
export function soundLikeness(left: Sound, right: Sound): number {
  const letters = likeness(left.spelling, right.spelling);
  let codes = 0;
  for (const one of left.codes) for (const other of right.codes) codes = Math.max(codes, likeness(one, other));
  return (codes + letters) / 2;
}

function likeness(left: string, right: string): number {
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 0 : 1 - distance(left, right) / longest;
}
