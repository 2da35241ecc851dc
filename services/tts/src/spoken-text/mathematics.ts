import { applyRules, type TextRule } from './text-rule.ts';

const NUMBER = '\\d+(?:,\\d{3})*(?:\\.\\d+)?';
const SIGNS: readonly (readonly [sign: string, words: string])[] = [
  ['≈', 'about'],
  ['≤', 'at most'],
  ['≥', 'at least'],
  ['≠', 'is not equal to'],
  ['∞', 'infinity'],
  ['√', 'the square root of'],
  ['π', 'pi'],
  ['->', 'to'],
  ['=>', 'to'],
  ['⇒', 'to'],
];

const rules: readonly TextRule[] = [
  ...SIGNS.map(([sign, words]) => ({ pattern: new RegExp(`\\s?${sign}\\s?`, 'gu'), say: () => ` ${words} ` })),
  { pattern: /(?<![\w])~\s?(?=\d)/gu, say: () => 'about ' },
  // Arithmetic shows by the sign of equality that follows.
  {
    pattern: new RegExp(`(?<![\\w.])(${NUMBER})\\s?[-–]\\s?(${NUMBER})(?=\\s?=|\\s(?:equals|is)\\s)`, 'gu'),
    say: ([, a, b]) => `${a} minus ${b}`,
  },
  {
    pattern: new RegExp(`(?<![\\w.])(${NUMBER})\\s?/\\s?(${NUMBER})(?=\\s?=|\\s(?:equals|is)\\s)`, 'gu'),
    say: ([, a, b]) => `${a} divided by ${b}`,
  },
  { pattern: new RegExp(`(?<=${NUMBER})\\s?\\*\\s?(?=\\d)`, 'gu'), say: () => ' times ' },
  {
    pattern: new RegExp(`(?<=(?<![\\w.])${NUMBER}) ?[x×] ?(?=${NUMBER}(?:\\s?[x×+/*-]\\s?${NUMBER})*\\s?=)`, 'gu'),
    say: () => ' times ',
  },
  // The name of a race, of the distance and not of its meters.
  {
    pattern: /(?<![\w.])(\d+) ?m (?=dash|race|sprint|freestyle|hurdles|relay|run|swim)/gu,
    say: ([, distance]) => `${distance} meter `,
  },
  { pattern: /(?<=\d) x (?=\d)/gu, say: () => ' times ' },
  // Measures: "3x4", "1920×1080".
  { pattern: /(?<=(?<!\w)\d+(?:\.\d+)?(?: ?(?:inches|feet|cm|mm|m))?)[x×](?=\d)/gu, say: () => ' by ' },
  { pattern: /(?<![\w.])(\d+(?:\.\d+)?)x(?!\w)/gu, say: ([, factor]) => `${factor} times` },
  // Ratios: what cannot be a time of day.
  {
    pattern: /(?<![\w:.])(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)(?![\w:]|\.\d)/gu,
    say: (match) => {
      const [left, right] = [match[1]!, match[2]!];
      const isTime = right.length === 2 && left.length <= 2 && Number(left) <= 24 && Number(right) <= 59;
      const isScreen = /^(?:16:10|21:10)$/.test(match[0]);
      return isTime && !isScreen ? match[0] : `${left} to ${right}`;
    },
  },
  // Marks out of ten or a hundred, stars out of five.
  { pattern: /(?<![\w./])(\d+(?:\.\d+)?)\/(10|100)(?![\w/]|\.\d)/gu, say: ([, mark, of]) => `${mark} out of ${of}` },
  { pattern: /(?<![\w./])(\d(?:\.\d+)?)\/5(?= stars?\b)/gu, say: ([, mark]) => `${mark} out of 5` },
  { pattern: /(?<![\w./])(\d{2,3})\/\1(?![\w/])/gu, say: ([, part]) => `${part} ${part}` },
  // Ranges that the voice's own rule leaves out: percentages, decimals, thousands, and those that end a sentence.
  {
    pattern: new RegExp(`(?<![\\w.,-])(${NUMBER})\\s?%?\\s?[-–]\\s?(${NUMBER})\\s?%`, 'gu'),
    say: ([, a, b]) => `${a} to ${b}%`,
  },
  {
    pattern: new RegExp(`(?<![\\w.,-])(\\d+(?:,\\d{3})+|\\d+\\.\\d+)\\s?[-–]\\s?(${NUMBER})(?![\\w-]|[.,]\\d)`, 'gu'),
    say: ([, a, b]) => `${a} to ${b}`,
  },
  { pattern: /(?<![\w.,-])(\d{1,4})\s?[-–]\s?(\d{1,4})(?=\.(?:\s|$|["”’)]))/gu, say: ([, a, b]) => `${a} to ${b}` },
];

/** Arithmetic, comparisons, measures, ratios and ranges that the voice's own rules misread. */
export function readMathematics(text: string): string {
  return applyRules(text, rules);
}

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const powers: readonly TextRule[] = [
  { pattern: /\^2\b/gu, say: () => ' squared' },
  { pattern: /\^3\b/gu, say: () => ' cubed' },
  {
    pattern: /(?<=[\p{L}\d)])[⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+/gu,
    say: ({ 0: power }) => {
      const digits = [...power].map((sign) => (sign === '⁻' ? '-' : SUPERSCRIPTS.indexOf(sign))).join('');
      if (digits === '2') return ' squared';
      return digits === '3' ? ' cubed' : ` to the power of ${digits.replace('-', 'minus ')}`;
    },
  },
];

/** Powers: "x²", "10^3". After the units, which may have powers of their own. */
export function readPowers(text: string): string {
  return applyRules(text, powers);
}
