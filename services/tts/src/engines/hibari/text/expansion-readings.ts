import { cardinalWords, ordinalWords } from './number-words.ts';

/** One thing, several things: ["mile", "miles"]. */
export type CountedForms = readonly [singular: string, plural: string];

/** The voice package's `normalize.json`. */
export interface ExpansionTables {
  /** "jan" → "January", in the order of the year. */
  readonly months: Readonly<Record<string, string>>;
  /** Read as words in front of a capital letter: "Prof" → "Professor". */
  readonly titles: Readonly<Record<string, string>>;
  readonly abbreviations: Readonly<Record<string, string>>;
  readonly units: Readonly<Record<string, CountedForms>>;
  readonly symbols: Readonly<Record<string, string>>;
  readonly currency: Readonly<Record<string, CountedForms>>;
  /** Words after which a Roman numeral is a plain number: "Chapter". */
  readonly roman_cardinal: readonly string[];
  /** Words after which a Roman numeral is a rank: "Henry". */
  readonly roman_ordinal: readonly string[];
}

const FRACTION_PARTS = ['half', 'third', 'quarter', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];
const ROMAN_DIGIT_VALUES: Readonly<Record<string, number>> = { I: 1, V: 5, X: 10, L: 50, C: 100, D: 500, M: 1000 };
const SCALE_LETTERS: Readonly<Record<string, string>> = { k: 'thousand', m: 'million', b: 'billion' };

/** The unit's form for this many: only "1", "1.0" and "-1" are one. */
function formFor(amount: string, forms: CountedForms): string {
  return ['1', '1.0', '-1'].includes(amount.replaceAll(',', '')) ? forms[0] : forms[1];
}

const scaleWord = (scale: string): string => SCALE_LETTERS[scale.toLowerCase()] ?? scale;

/** "5" and miles: "5 miles". */
export function countedUnit(amount: string, forms: CountedForms): string {
  return `${amount} ${formFor(amount, forms)}`;
}

/** `hours:minutes[:seconds] [a|p]` in words; what is no time of day stays as it is. */
export function clockTime(match: RegExpExecArray): string {
  const hour = Number(match[1]);
  const minute = Number(match[2]);
  const second = match[3] === undefined ? undefined : Number(match[3]);
  const halfOfDay = match[4];
  if (hour > 24 || minute > 59 || (second ?? 0) > 59) return match[0];
  let words = cardinalWords(hour);
  if (minute > 0) words += `${minute < 10 ? ' oh' : ''} ${cardinalWords(minute)}`;
  else if (halfOfDay === undefined && second === undefined) words += " o'clock";
  if (second !== undefined) words += ` and ${cardinalWords(second)} second${second === 1 ? '' : 's'}`;
  if (halfOfDay !== undefined) {
    // With dots, the pronunciation layer spells the letters. A full stop that follows serves as the second dot.
    const stopFollows = match.input[match.index + match[0].length] === '.';
    words += ` ${halfOfDay.toUpperCase()}.M${stopFollows ? '' : '.'}`;
  }
  return words;
}

function monthAndDay(tables: ExpansionTables, month: number, day: number): string | undefined {
  const name = Object.values(tables.months)[month - 1];
  return name === undefined || day < 1 || day > 31 ? undefined : `${name} ${ordinalWords(day)}`;
}

/** `year-month-day`. */
export function isoDate(match: RegExpExecArray, tables: ExpansionTables): string {
  const date = monthAndDay(tables, Number(match[2]), Number(match[3]));
  return date === undefined ? match[0] : `${date}, ${match[1]}`;
}

/** `month/day/year`, or `day/month/year` where the first number can be no month; years of two digits are 1931–2030. */
export function usDate(match: RegExpExecArray, tables: ExpansionTables): string {
  const first = Number(match[1]);
  const second = Number(match[2]);
  const written = match[3]!;
  const year = written.length === 4 ? written : `${Number(written) > 30 ? '19' : '20'}${written}`;
  const date = first <= 12 ? monthAndDay(tables, first, second) : monthAndDay(tables, second, first);
  return date === undefined ? match[0] : `${date}, ${year}`;
}

/** A month (by name, full or short) and a day, put together by `phrase`; a day that no month has leaves `written`. */
export function calendarDay(
  written: string,
  month: string,
  day: number,
  tables: ExpansionTables,
  phrase: (monthName: string, dayWords: string) => string,
): string {
  if (day < 1 || day > 31) return written;
  return phrase(tables.months[month.slice(0, 3).toLowerCase()]!, ordinalWords(day));
}

/** `$3.2 billion`: "3.2 billion dollars". */
export function amountWithScale(match: RegExpExecArray, tables: ExpansionTables): string {
  return `${match[2]} ${scaleWord(match[3]!)} ${tables.currency[match[1]!]![1]}`;
}

/** `¥500`, `USD 20 million`: the currencies that the pronunciation layer does not know. */
export function currencyAmount(match: RegExpExecArray, tables: ExpansionTables): string {
  const forms = tables.currency[match[1]!.replace(/\.$/, '')]!;
  const amount = match[2]!;
  return match[3] === undefined ? countedUnit(amount, forms) : `${amount} ${scaleWord(match[3])} ${forms[1]}`;
}

/** `20°C`: "20 degrees Celsius". */
export function spokenDegrees(match: RegExpExecArray): string {
  const scale = match[2] === undefined ? '' : match[2] === 'C' ? ' Celsius' : ' Fahrenheit';
  return countedUnit(match[1]!, ['degree', 'degrees']) + scale;
}

/** The abbreviation's words; the full stop of one that ends the text is kept. */
export function expandAbbreviation(match: RegExpExecArray, tables: ExpansionTables): string {
  const written = match[1]!;
  const endsText = match.index + match[0].length === match.input.length;
  return tables.abbreviations[written]! + (endsText && written.endsWith('.') ? '.' : '');
}

/** `3/4`: a simple fraction, else a month and day, else "3 slash 40". */
export function fraction(match: RegExpExecArray, tables: ExpansionTables): string {
  const upper = Number(match[1]);
  const lower = Number(match[2]);
  if (upper > 0 && upper < lower && lower <= 10) {
    // 1/2 is the only half below one.
    const part = FRACTION_PARTS[lower - 2]!;
    if (part === 'half') return 'one half';
    return `${upper} ${part}${upper === 1 ? '' : 's'}`;
  }
  return monthAndDay(tables, upper, lower) ?? `${upper} slash ${lower}`;
}

/** The value of a well-formed Roman numeral; nothing is 0. */
export function romanValue(numeral: string): number {
  let total = 0;
  for (const [index, digit] of [...numeral].entries()) {
    const value = ROMAN_DIGIT_VALUES[digit]!;
    const next = ROMAN_DIGIT_VALUES[numeral[index + 1] ?? ''] ?? 0;
    total += next > value ? -value : value;
  }
  return total;
}
