/** Porter's algorithm (M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980), for lower-case English. */

const consonant = '[^aeiou]';
const vowel = '[aeiouy]';
const consonants = `${consonant}[^aeiouy]*`;
const vowels = `${vowel}[aeiou]*`;

const hasMeasure = new RegExp(`^(${consonants})?${vowels}${consonants}`);
const measureIsOne = new RegExp(`^(${consonants})?${vowels}${consonants}(${vowels})?$`);
const measureAboveOne = new RegExp(`^(${consonants})?${vowels}${consonants}${vowels}${consonants}`);
const hasVowel = new RegExp(`^(${consonants})?${vowel}`);
const endsShort = new RegExp(`^${consonants}${vowel}[^aeiouwxy]$`);

const step2: readonly (readonly [string, string])[] = [
  ['ational', 'ate'],
  ['tional', 'tion'],
  ['enci', 'ence'],
  ['anci', 'ance'],
  ['izer', 'ize'],
  ['bli', 'ble'],
  ['alli', 'al'],
  ['entli', 'ent'],
  ['eli', 'e'],
  ['ousli', 'ous'],
  ['ization', 'ize'],
  ['ation', 'ate'],
  ['ator', 'ate'],
  ['alism', 'al'],
  ['iveness', 'ive'],
  ['fulness', 'ful'],
  ['ousness', 'ous'],
  ['aliti', 'al'],
  ['iviti', 'ive'],
  ['biliti', 'ble'],
  ['logi', 'log'],
];

const step3: readonly (readonly [string, string])[] = [
  ['icate', 'ic'],
  ['ative', ''],
  ['alize', 'al'],
  ['iciti', 'ic'],
  ['ical', 'ic'],
  ['ful', ''],
  ['ness', ''],
];

const step4 = /^(.+?)(al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)$/;

/** The stem of a lower-case word; words with other characters than a–z, and words of two letters, as they are. */
export function stem(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  // An initial y is a consonant.
  let stemmed = word.startsWith('y') ? `Y${word.slice(1)}` : word;
  stemmed = withoutInflection(withoutPlural(stemmed));
  if (/.y$/.test(stemmed) && hasVowel.test(stemmed.slice(0, -1))) stemmed = `${stemmed.slice(0, -1)}i`;
  stemmed = replaceSuffix(replaceSuffix(stemmed, step2), step3);
  stemmed = withoutFinalE(withoutDerivation(stemmed));
  return stemmed.toLowerCase();
}

function withoutPlural(word: string): string {
  if (/(ss|i)es$/.test(word)) return word.slice(0, -2);
  if (/[^s]s$/.test(word)) return word.slice(0, -1);
  return word;
}

function withoutInflection(word: string): string {
  if (word.endsWith('eed')) return hasMeasure.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const base = word.match(/^(.+?)(ed|ing)$/)?.[1];
  if (base === undefined || !hasVowel.test(base)) return word;
  if (/(at|bl|iz)$/.test(base)) return `${base}e`;
  if (/([^aeiouylsz])\1$/.test(base)) return base.slice(0, -1);
  return endsShort.test(base) ? `${base}e` : base;
}

function replaceSuffix(word: string, suffixes: readonly (readonly [string, string])[]): string {
  const found = suffixes.find(([suffix]) => word.endsWith(suffix));
  if (!found) return word;
  const base = word.slice(0, -found[0].length);
  return hasMeasure.test(base) ? base + found[1] : word;
}

function withoutDerivation(word: string): string {
  const base = word.match(step4)?.[1] ?? word.match(/^(.+?[st])ion$/)?.[1];
  return base !== undefined && measureAboveOne.test(base) ? base : word;
}

function withoutFinalE(word: string): string {
  let base = word;
  if (base.endsWith('e')) {
    const shorter = base.slice(0, -1);
    if (measureAboveOne.test(shorter) || (measureIsOne.test(shorter) && !endsShort.test(shorter))) base = shorter;
  }
  return base.endsWith('ll') && measureAboveOne.test(base) ? base.slice(0, -1) : base;
}
