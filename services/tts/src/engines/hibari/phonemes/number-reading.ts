import { cardinalWords, decimalWords, digitWords, ordinalWords, yearWords } from '../text/number-words.ts';
import { isAsciiDigits } from '../text/unicode.ts';
import { addEdEnding, addIngEnding, addPluralEnding } from './endings.ts';
import type { Lexicon } from './lexicon.ts';

/** Signs read as words after (or within) the amount: `$5.20` is "five dollars and twenty cents". */
export const CURRENCIES: ReadonlyMap<string, readonly [whole: string, part: string]> = new Map([
  ['$', ['dollar', 'cent']],
  ['£', ['pound', 'pence']],
  ['€', ['euro', 'cent']],
]);

const RANK_ENDINGS = new Set(['st', 'nd', 'rd', 'th']);
const NUMBER_ENDINGS = ['ing', "'d", 'ed', "'s", ...RANK_ENDINGS, 's'];

/** Digits, commas and points, perhaps with an ending ("1990s", "21st") or, at the head of a word, a minus. */
export function isNumber(word: string, isHead: boolean): boolean {
  if (!/[0-9]/.test(word)) return false;
  const ending = NUMBER_ENDINGS.find((candidate) => word.endsWith(candidate)) ?? '';
  const digits = word.slice(0, word.length - ending.length);
  return (isHead ? /^(?:-?[0-9,.]*)$/ : /^[0-9,.]*$/).test(digits);
}

/** How many of which currency; undefined where the amount has no such reading. */
function currencyParts(amount: string, currency: string): { count: string; unit: string }[] | undefined {
  const units = CURRENCIES.get(currency);
  const parts = amount.replaceAll(',', '').split('.');
  if (units === undefined || parts.length > 2 || (parts[1] ?? '').length > 2) return undefined;
  const counted = parts.map((count, index) => ({ count: count === '' ? '0' : count, unit: units[index]! }));
  const isZero = (part: { count: string } | undefined) => part !== undefined && Number(part.count) === 0;
  if (counted.length === 1 || isZero(counted[1])) return counted.slice(0, 1);
  return isZero(counted[0]) ? counted.slice(1) : counted;
}

/** Collects the phonemes of number words, one after the other. */
class NumberReader {
  readonly #lexicon: Lexicon;
  readonly #words: string[] = [];

  constructor(lexicon: Lexicon) {
    this.#lexicon = lexicon;
  }

  get phonemes(): string {
    return this.#words.join(' ');
  }

  say(words: string): void {
    for (const word of words.split(/[^a-zA-Z]+/)) {
      // "and" is left out: "two hundred five". "point" and the "O" of "one O five" are unstressed.
      if (word === 'and' || word === '') continue;
      this.add(this.#lexicon.lookUp(word, undefined, word === 'point' || word === 'O' ? -2 : undefined, undefined));
    }
  }

  add(phonemes: string | undefined): void {
    if (phonemes !== undefined) this.#words.push(phonemes);
  }

  /** Numbers within a word, as in "B2B" or "A380": digit by digit, or in pairs as "three eighty". */
  sayWithinWord(digits: string): void {
    if (digits.startsWith('0') || digits.length > 3) this.say(digitWords(digits));
    else if (digits.length < 3 || digits.endsWith('00')) this.say(cardinalWords(digits));
    else if (digits[1] === '0') this.say(`${digitWords(digits[0]!)} O ${digitWords(digits[2]!)}`);
    else this.say(`${digitWords(digits[0]!)} ${cardinalWords(digits.slice(1))}`);
  }

  /** The parts of a version or an address, "2.0.1": digit by digit but for round numbers and pairs. */
  sayDotted(number: string): void {
    for (const part of number.split('.')) {
      if (part === '') continue;
      const digitByDigit = part.startsWith('0') || (part.length !== 2 && /[^0]/.test(part.slice(1)));
      this.say(digitByDigit ? digitWords(part) : cardinalWords(part));
    }
  }

  sayAmount(parts: readonly { count: string; unit: string }[]): void {
    for (const [index, { count, unit }] of parts.entries()) {
      if (index > 0) this.add(this.#lexicon.lookUp('and', undefined, undefined, undefined));
      this.say(cardinalWords(count));
      const isOne = Number(count) === 1;
      this.add(
        isOne || unit === 'pence'
          ? this.#lexicon.lookUp(unit, undefined, undefined, undefined)
          : this.#lexicon.plural(unit),
      );
    }
  }
}

/**
 * Pronounces what `isNumber` accepts: ranks, years (four digits without a comma), amounts of money, decimals, plain
 * numbers; `isHead` is false for a number inside a longer word. Undefined where nothing is to be said.
 */
export function pronounceNumber(
  lexicon: Lexicon,
  written: string,
  currency: string | undefined,
  isHead: boolean,
): string | undefined {
  const ending = /[a-z']+$/.exec(written)?.[0] ?? '';
  const signed = written.slice(0, written.length - ending.length);
  const isNegative = signed.startsWith('-');
  const number = isNegative ? signed.slice(1) : signed;
  const plain = number.replaceAll(',', '');
  const dots = number.split('.').length - 1;
  const money = currency === undefined ? undefined : currencyParts(number, currency);
  const reader = new NumberReader(lexicon);
  if (isNegative) reader.say('minus');

  if (isAsciiDigits(number) && RANK_ENDINGS.has(ending)) reader.say(ordinalWords(number));
  else if (!isNegative && /^[0-9]{4}$/.test(number) && !CURRENCIES.has(currency ?? '')) reader.say(yearWords(number));
  else if (!isHead && dots === 0) reader.sayWithinWord(plain);
  else if (!isHead || dots > 1) reader.sayDotted(plain);
  else if (money !== undefined) reader.sayAmount(money);
  else if (dots === 0 && plain !== '')
    reader.say(RANK_ENDINGS.has(ending) ? ordinalWords(plain) : cardinalWords(plain));
  else if (plain.startsWith('.')) reader.say(`point ${digitWords(plain.slice(1))}`);
  else if (plain !== '') reader.say(decimalWords(plain));

  const phonemes = reader.phonemes;
  if (phonemes === '') return undefined;
  if (ending === 's' || ending === "'s") return addPluralEnding(phonemes);
  if (ending === 'ed' || ending === "'d") return addEdEnding(phonemes);
  return ending === 'ing' ? addIngEnding(phonemes) : phonemes;
}
