import {
  amountWithScale,
  calendarDay,
  clockTime,
  countedUnit,
  currencyAmount,
  type ExpansionTables,
  expandAbbreviation,
  fraction,
  isoDate,
  romanValue,
  spokenDegrees,
  usDate,
} from './expansion-readings.ts';
import { ordinalWords } from './number-words.ts';
import { anyOf, escapePattern, isLower, WORD, WORD_EDGE, WORD_END, WORD_START } from './unicode.ts';

/** One step of the expansion: every match of `pattern` gives way to what `reading` makes of it. */
interface ExpansionRule {
  readonly pattern: RegExp;
  readonly reading: (match: RegExpExecArray) => string;
}

/**
 * Which of the engine's readings are used.
 * - `reference`: all of them, exactly as the engine's reference does, its mistakes included: an empty Roman numeral in
 *   front of any word that starts with I, V, X, L or C ("King Charles" becomes "King the zerothCharles"), "no." always
 *   "number", "the Sun." always "Sunday.", "Gen Z" a general.
 * - `speech`: without those. What is ambiguous is left alone, for the caller to have settled by context before.
 */
export type ExpansionReadings = 'reference' | 'speech';

/** Abbreviations that are words as well, or that only mean something beside a number. */
const AMBIGUOUS_ABBREVIATIONS: ReadonlySet<string> = new Set(
  'no. nos. ed. eds. est. ch. Ch. fig. Fig. vol. Vol. pp. Jan. Mar. Sat. Sun. Wed.'.split(' '),
);
/** Titles that are so also without a full stop. */
const TITLES_WITHOUT_STOP: ReadonlySet<string> = new Set(['Mr', 'Mrs', 'Ms', 'Dr', 'Prof', 'St', 'Mt', 'Ft']);

const NUMBER = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const SCALE = `(hundred|thousand|million|billion|trillion|[kKmMbB]${WORD_END})`;
const ROMAN_DIGITS = 'M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})';

/**
 * Makes the engine's own text expansion: written forms to words, in a fixed order, where a later rule sees what an
 * earlier one wrote. Pure. The word tables are the voice package's `normalize.json`. Plain numbers, years, `$5.20` and
 * percentages stay as they are: the pronunciation layer reads those.
 */
export function createTextExpander(tables: ExpansionTables, readings: ExpansionReadings): (text: string) => string {
  const rules = expansionRules(tables, readings === 'speech');
  const symbols = Object.entries(tables.symbols).map(([symbol, word]) => symbolRule(symbol, word));
  return (text) => {
    let expanded = collapseSpaces(text).replaceAll('’', "'").replaceAll('‒', '-').replaceAll('―', '—');
    for (const rule of [...rules, ...symbols]) expanded = applyRule(expanded, rule);
    return collapseSpaces(expanded)
      .replace(/ +([,.;:!?])/g, '$1')
      .trim();
  };
}

function collapseSpaces(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function applyRule(text: string, rule: ExpansionRule): string {
  let out = '';
  let position = 0;
  for (const match of text.matchAll(rule.pattern)) {
    out += text.slice(position, match.index) + rule.reading(match);
    position = match.index + match[0].length;
  }
  return out + text.slice(position);
}

function symbolRule(symbol: string, word: string): ExpansionRule {
  // Comparison signs count only between two things; alone they are left to the pronunciation layer.
  const betweenThings = '=<>~'.includes(symbol);
  const sign = escapePattern(symbol);
  return {
    pattern: new RegExp(betweenThings ? `(?<=\\S) ?${sign} ?(?=\\S)` : sign, 'gu'),
    reading: () => (word === '' ? ' ' : ` ${word} `),
  };
}

function expansionRules(tables: ExpansionTables, strict: boolean): ExpansionRule[] {
  const rule = (pattern: string, reading: ExpansionRule['reading']): ExpansionRule => ({
    pattern: new RegExp(pattern, 'gu'),
    reading,
  });
  const monthNames = Object.values(tables.months);
  const shortMonths = Object.keys(tables.months).map((month) => month[0]!.toUpperCase() + month.slice(1));
  const month = `(${anyOf([...monthNames, ...shortMonths, 'Sept'])})`;
  const units = anyOf(Object.keys(tables.units));
  const abbreviations = Object.keys(tables.abbreviations).filter(
    (abbreviation) => !(strict && AMBIGUOUS_ABBREVIATIONS.has(abbreviation)),
  );
  const titles = Object.keys(tables.titles);
  const stopOptional = strict ? titles.filter((title) => TITLES_WITHOUT_STOP.has(title)) : titles;
  const romanNumeral = !strict
    ? `((?=[IVXLC])${ROMAN_DIGITS})${WORD_EDGE}(?![.'’][${WORD}])`
    : `((?=[IVXLC])(?![CL]${WORD_END})${ROMAN_DIGITS})(?<=[A-Z])${WORD_END}(?![.'’][${WORD}])`;
  return [
    rule(`${WORD_START}(\\d{1,2}):(\\d{2})(?::(\\d{2}))?(?:\\s?([AaPp])\\.?[Mm]\\.?(?![A-Za-z]))?(?!\\d)`, clockTime),
    rule(`${WORD_START}(\\d{4})-(\\d{2})-(\\d{2})${WORD_END}`, (match) => isoDate(match, tables)),
    rule(`${WORD_START}(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})${WORD_END}`, (match) => usDate(match, tables)),
    rule(`([$£€])(${NUMBER})\\s?${SCALE}`, (match) => amountWithScale(match, tables)),
    rule(`(?<![${WORD}.])(${NUMBER})\\s?¢`, (match) => countedUnit(match[1]!, tables.currency['¢']!)),
    rule(`(?<![${WORD}])([¥₹₩]|Rs\\.?|USD|EUR|GBP)\\s?(${NUMBER})(?:\\s?${SCALE})?`, (match) =>
      currencyAmount(match, tables),
    ),
    rule(`(?<![${WORD}.])(-?${NUMBER})\\s?°\\s?([CF])?${WORD_END}`, spokenDegrees),
    rule(`(?<![${WORD}.])(-?${NUMBER})\\s?(${units})${WORD_END}`, (match) =>
      countedUnit(match[1]!, tables.units[match[2]!]!),
    ),
    rule(`${WORD_START}${month}\\.? (\\d{1,2})(?:st|nd|rd|th)?${WORD_END}(?![\\d:%])(,? \\d{4}${WORD_END})?`, (match) =>
      calendarDay(match[0], match[1]!, Number(match[2]), tables, (name, day) => `${name} ${day}${match[3] ?? ''}`),
    ),
    rule(`${WORD_START}(?:the )?(\\d{1,2}) (?:of )?${month}${WORD_END}\\.?`, (match) =>
      calendarDay(match[0], match[2]!, Number(match[1]), tables, (name, day) => `the ${day} of ${name}`),
    ),
    rule(
      `${WORD_START}(?:(${anyOf(stopOptional)})\\.?|(${anyOf(titles)})\\.) (?=[A-Z])`,
      (match) => `${tables.titles[match[1] ?? match[2]!]} `,
    ),
    rule(`(?<![${WORD}.])(${anyOf(abbreviations)})${WORD_END}`, (match) => expandAbbreviation(match, tables)),
    rule(`${WORD_START}(Nos?)\\. ?(?=\\d)`, (match) => (match[1] === 'No' ? 'Number ' : 'Numbers ')),
    rule(`(?<![${WORD}&])#(?=\\d)`, () => 'number '),
    rule(`${WORD_START}(${anyOf(tables.roman_cardinal)}) ${romanNumeral}`, (match) =>
      strict && match[2] === 'I' && isLower(match[1]!) ? match[0] : `${match[1]} ${romanValue(match[2]!)}`,
    ),
    rule(
      `${WORD_START}(${anyOf(tables.roman_ordinal)}) ${romanNumeral}`,
      (match) => `${match[1]} the ${ordinalWords(romanValue(match[2]!))}`,
    ),
    rule(`(?<![${WORD}.-])(?:\\d{3}-)?\\d{3}-\\d{4}(?![${WORD}.-])`, (match) =>
      [...match[0].replaceAll('-', ',')].join(' '),
    ),
    rule(`(?<![${WORD}./])(\\d{1,2})/(\\d{1,2})(?![${WORD}./])`, (match) => fraction(match, tables)),
    rule(`(?<![${WORD}.-])(\\d{1,4})\\s?[-–]\\s?(\\d{1,4})(?![${WORD}.%-])`, (match) => `${match[1]} to ${match[2]}`),
    rule(`(?<![${WORD}+])\\+(?=\\d)`, () => 'plus '),
  ];
}
