/** Spoken numbers: words → digits for what was heard, digits → words for what is said. */

const small: Readonly<Record<string, number>> = {
  zero: 0,
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
};
const tens: Readonly<Record<string, number>> = {
  twenty: 20,
  thirty: 30,
  forty: 40,
  fourty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const magnitudes: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const fractions: Readonly<Record<string, number>> = {
  half: 1 / 2,
  halves: 1 / 2,
  third: 1 / 3,
  thirds: 1 / 3,
  quarter: 1 / 4,
  quarters: 1 / 4,
  fifth: 1 / 5,
  fifths: 1 / 5,
};

const digitsPattern = /^\d+(\.\d+)?$/;
const own = (table: Readonly<Record<string, number>>, word: string | undefined): number | undefined =>
  word !== undefined && Object.hasOwn(table, word) ? table[word] : undefined;

interface Read {
  readonly value: number;
  /** One past the last word used. */
  readonly end: number;
}

/** 0 … 99 as one spoken number: "twenty five", "nineteen", "7"; never joins "twenty" and "twenty". */
function readBelowHundred(words: readonly string[], start: number): Read | undefined {
  const word = words[start];
  if (word === undefined) return undefined;
  if (digitsPattern.test(word)) return { value: Number(word), end: start + 1 };
  const unit = own(small, word);
  if (unit !== undefined) return { value: unit, end: start + 1 };
  const ten = own(tens, word);
  if (ten === undefined) return undefined;
  const next = own(small, words[start + 1]);
  return next !== undefined && next > 0 && next < 10
    ? { value: ten + next, end: start + 2 }
    : { value: ten, end: start + 1 };
}

/** A whole number with its magnitudes: "two thousand three hundred and five". */
function readWhole(words: readonly string[], start: number): Read | undefined {
  // "a hundred" counts as one; "a" alone is no number.
  const implied = (words[start] === 'a' || words[start] === 'an') && own(magnitudes, words[start + 1]) !== undefined;
  let read: Read | undefined = implied ? { value: 1, end: start + 1 } : readBelowHundred(words, start);
  if (!read) return undefined;
  let total = 0;
  let group = read.value;
  let end = read.end;
  let smallest = Number.POSITIVE_INFINITY;
  for (;;) {
    const magnitude = own(magnitudes, words[end]);
    if (magnitude !== undefined && magnitude < smallest) {
      group *= magnitude;
      end++;
      if (magnitude > 100) {
        total += group;
        group = 0;
        smallest = magnitude;
      }
      const skip = words[end] === 'and' ? 1 : 0;
      read = readBelowHundred(words, end + skip);
      // "a hundred and five" goes on; "two hundred and" something else does not.
      if (!read || read.value >= magnitude || !Number.isInteger(read.value)) break;
      group += read.value;
      end = read.end;
      continue;
    }
    break;
  }
  return { value: total + group, end };
}

/** Digits said after "point": "three point one four". */
function readDecimals(words: readonly string[], start: number): { digits: string; end: number } | undefined {
  let digits = '';
  let end = start;
  for (; ; end++) {
    const word = words[end];
    if (word === undefined) break;
    if (word === 'oh' || word === 'o') digits += '0';
    else if (/^\d+$/.test(word)) digits += word;
    else {
      const read = readBelowHundred(words, end);
      if (!read) break;
      digits += String(read.value);
      end = read.end - 1;
    }
  }
  return digits === '' ? undefined : { digits, end };
}

function readNumber(words: readonly string[], start: number): Read | undefined {
  const first = words[start];
  if (first === 'half' && words[start + 1] === 'a' && words[start + 2] === 'dozen') return { value: 6, end: start + 3 };
  if (first === 'a' && words[start + 1] === 'dozen') return { value: 12, end: start + 2 };
  if (first === 'point') {
    const decimals = readDecimals(words, start + 1);
    return decimals && { value: Number(`0.${decimals.digits}`), end: decimals.end };
  }
  const whole = readWhole(words, start);
  if (!whole) return undefined;
  const next = words[whole.end];
  if (next === 'dozen') return { value: whole.value * 12, end: whole.end + 1 };
  if (next === 'point') {
    const decimals = readDecimals(words, whole.end + 1);
    if (decimals) return { value: Number(`${whole.value}.${decimals.digits}`), end: decimals.end };
  }
  // "three quarters", "two thirds": but "ten fifths" is nobody's number, and "second" is a unit of time.
  const part = own(fractions, next);
  if (part !== undefined && whole.value < 10 && /s$/.test(next ?? '')) {
    return { value: whole.value * part, end: whole.end + 1 };
  }
  if (part !== undefined && whole.value === 1 && next !== 'half') return { value: part, end: whole.end + 1 };
  if (next === 'and') {
    const article = words[whole.end + 1] === 'a' || words[whole.end + 1] === 'one';
    const fraction = own(fractions, words[whole.end + (article ? 2 : 1)]);
    if (article && fraction !== undefined) return { value: whole.value + fraction, end: whole.end + 3 };
    const count = own(small, words[whole.end + 1]);
    const parts = own(fractions, words[whole.end + 2]);
    if (count !== undefined && parts !== undefined) return { value: whole.value + count * parts, end: whole.end + 3 };
  }
  return whole;
}

/** At most six decimals, no exponent. */
const plainDigits = (value: number): string => String(Number(value.toFixed(6)));

/**
 * Replaces every spoken number by its digits: "two and a half" → "2.5", "seven thirty" → "7 30", "a hundred" → "100".
 * Ordinals stay words.
 */
export function digitsForNumberWords(words: readonly string[]): string[] {
  const result: string[] = [];
  for (let index = 0; index < words.length; ) {
    const read = readNumber(words, index);
    if (read) {
      result.push(plainDigits(read.value));
      index = read.end;
    } else {
      result.push(words[index] as string);
      index++;
    }
  }
  return result;
}

const smallNames = Object.keys(small);
const tenNames = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];

function wholeInWords(value: number): string {
  if (value < 20) return smallNames[value] as string;
  if (value < 100) {
    const unit = value % 10;
    return unit === 0
      ? (tenNames[value / 10] as string)
      : `${tenNames[Math.floor(value / 10)] as string}-${smallNames[unit] as string}`;
  }
  const [magnitude, name] = value < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  const rest = value % magnitude;
  const head = `${wholeInWords(Math.floor(value / magnitude))} ${name}`;
  return rest === 0 ? head : `${head} ${wholeInWords(rest)}`;
}

/**
 * A number as a voice says it: words below 100,000, grouped digits above, decimals one by one.
 * The value is said as it is; round it first.
 */
export function numberInWords(value: number): string {
  if (value < 0) return `minus ${numberInWords(-value)}`;
  if (Number.isInteger(value)) return value < 100_000 ? wholeInWords(value) : value.toLocaleString('en-US');
  const [whole, decimals] = plainDigits(value).split('.') as [string, string];
  const point = [...decimals].map((digit) => smallNames[Number(digit)]).join(' ');
  return `${numberInWords(Number(whole))} point ${point}`;
}

/** Starts a sentence. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "one minute", "two minutes". */
export const counted = (count: number, singular: string, plural = `${singular}s`): string =>
  `${numberInWords(count)} ${count === 1 ? singular : plural}`;
