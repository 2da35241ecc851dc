import { applyRules, oneOf, sentenceStop, type TextRule } from './text-rule.ts';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const shortMonths = new Map<string, string>([
  ...MONTHS.filter((month) => month !== 'May').map((month) => [month.slice(0, 3), month] as const),
  ['Sept', 'September'],
]);
const shortWeekdays = new Map<string, string>([
  ...WEEKDAYS.map((day) => [day.slice(0, 3), day] as const),
  ['Tues', 'Tuesday'],
  ['Thur', 'Thursday'],
  ['Thurs', 'Thursday'],
]);
const MONTH = oneOf([...MONTHS, ...shortMonths.keys()]);
const SHORT_MONTH = oneOf(shortMonths.keys());
const SHORT_WEEKDAY = oneOf(shortWeekdays.keys());
/** Words after which "Sun." is a day and "Mar." a month. */
const BEFORE_A_DATE =
  'on|in|of|every|each|this|next|last|past|until|till|since|by|from|to|through|and|or|early|mid|late|before|after|during';

const ordinal = (day: string): string => {
  const number = Number(day);
  const teen = number % 100 >= 11 && number % 100 <= 13;
  return `${number}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th')}`;
};

const rules: readonly TextRule[] = [
  // The short name of a day with a date, a time or another day beside it.
  {
    pattern: new RegExp(`\\b(${SHORT_WEEKDAY})\\.?\\s?[-–]\\s?(${SHORT_WEEKDAY})\\b\\.?`, 'gu'),
    say: (match) =>
      `${shortWeekdays.get(match[1]!)} to ${shortWeekdays.get(match[2]!)}${sentenceStop(match, match[0])}`,
  },
  {
    pattern: new RegExp(`\\b(${SHORT_WEEKDAY})\\.?(?=,? (?:${MONTH})\\b|,? \\d|,? at \\d)`, 'gu'),
    say: (match) => shortWeekdays.get(match[1]!)!,
  },
  {
    pattern: new RegExp(`(?<=\\b(?:${BEFORE_A_DATE}) )(${SHORT_WEEKDAY})\\.`, 'giu'),
    say: (match) => `${shortWeekdays.get(match[1]!) ?? match[1]}${sentenceStop(match, match[0])}`,
  },
  // In front of a small letter the full stop is the abbreviation's.
  { pattern: new RegExp(`\\b(${SHORT_WEEKDAY})\\.(?= [a-z])`, 'gu'), say: (match) => shortWeekdays.get(match[1]!)! },
  // The short name of a month with a year, or after a word that wants a date.
  {
    pattern: new RegExp(`\\b(${SHORT_MONTH})\\.?(?=,? (?:'\\d\\d|\\d{4})\\b)`, 'gu'),
    say: (match) => shortMonths.get(match[1]!)!,
  },
  {
    pattern: new RegExp(`(?<=\\b(?:${BEFORE_A_DATE})[ -])(${SHORT_MONTH})\\.(?! \\d)`, 'gu'),
    say: (match) => `${shortMonths.get(match[1]!)}${sentenceStop(match, match[0])}`,
  },
  {
    pattern: new RegExp(`\\b(${SHORT_MONTH})\\.?\\s?[-–]\\s?(${MONTH})\\b(\\.?)`, 'gu'),
    say: (match) =>
      `${shortMonths.get(match[1]!)} to ${shortMonths.get(match[2]!) ?? match[2]}${sentenceStop(match, match[0])}`,
  },
  // Days from one to another: "Jan. 5-7, 2024".
  {
    pattern: new RegExp(
      `\\b(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?\\s?[-–]\\s?(\\d{1,2})(?:st|nd|rd|th)?(?![\\w:%-]|[.,]\\d)`,
      'gu',
    ),
    say: ([, month, from, to]) => `${shortMonths.get(month!) ?? month} ${ordinal(from!)} to ${ordinal(to!)}`,
  },
  // A date whose full stop would end the sentence: "Jan. 5".
  { pattern: new RegExp(`\\b(${SHORT_MONTH})\\. (?=\\d)`, 'gu'), say: (match) => `${shortMonths.get(match[1]!)} ` },
  // What is written like a fraction and is none.
  {
    pattern: /(?<![\w./])(24)\/(7)(?![\w/])|(?<![\w./])(9)\/(11)(?![\w/])/gu,
    say: (match) => `${match[1] ?? match[3]} ${match[2] ?? match[4]}`,
  },
];

/** Dates with short names and ranges of days. `10/12/2019`, `May 5, 2021` and `2019-10-12` are left to the voice's own rules. */
export function readDates(text: string): string {
  return applyRules(text, rules);
}
