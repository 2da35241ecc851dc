import {
  isCardinal,
  isDecimalWord,
  type NumberWord,
  numberPrefixes,
  numberWords,
  type Quantity,
} from './number-vocabulary.ts';
import { asciiDigits, pythonPattern, splitWords } from './python-text.ts';

/**
 * Numbers in words become digits: "twenty one" 21, "one oh one" 101, "two dollars and seven cents" $2.07, "five per cent" 5%.
 * The rules for numbers of the English normalizer published with Whisper, with their quirks ("ninth" stays a word).
 */
export function normalizeEnglishNumbers(text: string): string {
  const words = splitWords(withNumbersApart(withHalves(text)));
  return withShortCurrencies(new NumberReader(words).read().join(' '));
}

const half = pythonPattern('\\band\\s+a\\s+half\\b');

/** "Two and a half" is two point five; an hour and a half remains one. */
function withHalves(text: string): string {
  const segments = text.split(half);
  const parts = segments.flatMap((segment, index) => {
    if (splitWords(segment).length === 0) return [];
    if (index === segments.length - 1) return [segment];
    const before = splitWords(segment).at(-1)!;
    const isNumber = isDecimalWord(before) || isCardinal(numberWords.get(before), 'multiplier');
    return [segment, isNumber ? 'point five' : 'and a half'];
  });
  return parts.join(' ');
}

const spacedSuffix = pythonPattern('([0-9])\\s+(st|nd|rd|th|s)\\b');

function withNumbersApart(text: string): string {
  const apart = text.replace(/([a-z])([0-9])/gu, '$1 $2').replace(/([0-9])([a-z])/gu, '$1 $2');
  return apart.replace(spacedSuffix, '$1$2');
}

const cents = pythonPattern('([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})\\b');
const onlyCents = pythonPattern('[€£$]0.([0-9]{1,2})\\b');
const alone = pythonPattern('\\b1(s?)\\b');

/** $2 and ¢7 become $2.07, $0.07 becomes ¢7; a 1 that stands alone becomes "one" again. */
function withShortCurrencies(text: string): string {
  return text
    .replace(cents, (_, sign, whole, part) => `${sign}${whole}.${part.padStart(2, '0')}`)
    .replace(onlyCents, (_, part) => `¢${Number(part)}`)
    .replace(alone, 'one$1');
}

const numeral = pythonPattern('^\\d+(\\.\\d+)?$', 'u');

/**
 * Reads words from left to right. The number so far is a bigint while it can still be added to ("twenty" and then "one"), and a
 * string when its digits were said one by one or have a point.
 */
class NumberReader {
  readonly #words: readonly string[];
  readonly #out: string[] = [];
  #value: bigint | string | undefined;
  #prefix = '';
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  read(): string[] {
    for (; this.#at < this.#words.length; this.#at++) this.#readWord(this.#words[this.#at]!);
    this.#flush();
    return this.#out;
  }

  get #before(): NumberWord | undefined {
    return numberWords.get(this.#words[this.#at - 1] ?? '');
  }

  get #after(): string | undefined {
    return this.#words[this.#at + 1];
  }

  get #numberFollows(): boolean {
    return this.#after !== undefined && (numberWords.has(this.#after) || numeral.test(this.#after));
  }

  #emit(text: string): void {
    this.#out.push(this.#prefix + text);
    this.#prefix = '';
    this.#value = undefined;
  }

  #flush(): void {
    if (this.#value !== undefined) this.#emit(String(this.#value));
  }

  #flushAndEmit(word: string): void {
    this.#flush();
    this.#emit(word);
  }

  /** The digits so far, to which more are appended; a 0 that was written as a figure counts for nothing. */
  get #digits(): string {
    return this.#value === 0n ? '' : String(this.#value ?? '');
  }

  #readWord(word: string): void {
    const sign = numberPrefixes.includes(word.charAt(0)) ? word.charAt(0) : '';
    const entry = numberWords.get(word);
    if (numeral.test(word.slice(sign.length))) this.#readNumeral(word, sign);
    else if (entry) this.#readNumberWord(word, entry);
    else this.#flushAndEmit(word);
  }

  #readNumberWord(word: string, entry: NumberWord): void {
    switch (entry.kind) {
      case 'zero':
        this.#value = `${this.#digits}0`;
        break;
      case 'one':
      case 'ten':
      case 'multiplier':
        this.#readQuantity(entry);
        break;
      case 'sign':
        this.#flush();
        if (this.#numberFollows) this.#prefix = entry.prefix;
        else this.#emit(word);
        break;
      case 'currency':
        if (this.#value === undefined) this.#emit(word);
        else {
          this.#prefix = entry.prefix;
          this.#flush();
        }
        break;
      case 'percent':
        this.#emit(this.#value === undefined ? word : `${this.#value}%`);
        break;
      case 'per':
        this.#readPer(word);
        break;
      default:
        if (this.#numberFollows) this.#readBetween(word, entry);
        else this.#flushAndEmit(word);
    }
  }

  #readNumeral(word: string, sign: string): void {
    const bare = word.slice(sign.length);
    if (typeof this.#value === 'string' && this.#value.endsWith('.')) {
      this.#value += word;
      return;
    }
    this.#flush();
    if (sign !== '') this.#prefix = sign;
    this.#value = wholeProduct(bare, 1n) ?? bare;
  }

  #readQuantity(entry: Quantity): void {
    const next = entry.kind === 'multiplier' ? this.#multiplied(entry.value) : this.#joined(entry);
    if (entry.suffix === '') this.#value = next;
    else this.#emit(`${next}${entry.suffix}`);
  }

  /** A number below 100 after what was read: added where its place is free, otherwise appended. */
  #joined({ kind, value }: Quantity): bigint | string {
    if (this.#value === undefined) return value;
    const saidOneByOne = typeof this.#value === 'string' || (kind === 'one' && isCardinal(this.#before, 'one'));
    if (saidOneByOne) {
      const replacesZero = kind === 'one' && value < 10n && isCardinal(this.#before, 'ten');
      return `${replacesZero ? String(this.#value).slice(0, -1) : this.#value}${value}`;
    }
    const whole = this.#value as bigint;
    const isFree = whole % (kind === 'one' && value < 10n ? 10n : 100n) === 0n;
    return isFree ? whole + value : `${whole}${value}`;
  }

  #multiplied(multiplier: bigint): bigint {
    if (this.#value === undefined) return multiplier;
    // A plural or ordinal multiplies a plain 0 as the rest of the rules do: 0 of anything is 0.
    if (typeof this.#value === 'bigint') return (this.#value / 1000n) * 1000n + (this.#value % 1000n) * multiplier;
    const product = wholeProduct(this.#value, multiplier);
    if (product === undefined) this.#flush();
    return product ?? multiplier;
  }

  #readPer(word: string): void {
    if (this.#value !== undefined && this.#after === 'cent') {
      this.#emit(`${this.#value}%`);
      this.#at++;
      return;
    }
    this.#flushAndEmit(word);
  }

  /** "and", "double", "triple", "point" before what may be a number. */
  #readBetween(word: string, entry: NumberWord): void {
    if (entry.kind === 'and') {
      if (!isCardinal(this.#before, 'multiplier')) this.#flushAndEmit(word);
    } else if (entry.kind === 'repeat') {
      this.#readRepeat(word, entry.times);
    } else if (isDecimalWord(this.#after) || numeral.test(this.#after!)) {
      this.#value = `${this.#digits}.`;
    }
  }

  #readRepeat(word: string, times: number): void {
    const repeated = numberWords.get(this.#after!);
    if (repeated?.kind !== 'zero' && !isCardinal(repeated, 'one')) {
      this.#flushAndEmit(word);
      return;
    }
    const digit = repeated?.kind === 'one' ? String(repeated.value) : '0';
    this.#value = this.#digits + digit.repeat(times);
    this.#at++;
  }
}

/** The product of a decimal and a whole number where it is whole; undefined otherwise, or when it is no decimal. */
function wholeProduct(decimal: string, factor: bigint): bigint | undefined {
  const match = /^(?=\p{Nd}|\.\p{Nd})(\p{Nd}*)(?:\.(\p{Nd}*))?$/u.exec(decimal);
  if (!match) return undefined;
  const [, whole = '', fraction = ''] = match;
  const scaled = BigInt(asciiDigits(whole + fraction) || '0') * factor;
  const scale = 10n ** BigInt(fraction.length);
  return scaled % scale === 0n ? scaled / scale : undefined;
}
