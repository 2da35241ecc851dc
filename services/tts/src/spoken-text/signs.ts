import { applyRules, type TextRule } from './text-rule.ts';

const FRACTION_SIGNS: Readonly<Record<string, readonly [upper: number, lower: number]>> = {
  '½': [1, 2],
  '⅓': [1, 3],
  '⅔': [2, 3],
  '¼': [1, 4],
  '¾': [3, 4],
  '⅕': [1, 5],
  '⅖': [2, 5],
  '⅗': [3, 5],
  '⅘': [4, 5],
  '⅙': [1, 6],
  '⅛': [1, 8],
  '⅜': [3, 8],
  '⅝': [5, 8],
  '⅞': [7, 8],
};
const PARTS: Readonly<Record<number, string>> = {
  2: 'half',
  3: 'third',
  4: 'quarter',
  5: 'fifth',
  6: 'sixth',
  7: 'seventh',
  8: 'eighth',
  9: 'ninth',
  10: 'tenth',
  12: 'twelfth',
  16: 'sixteenth',
};

function fractionWords(upper: number, lower: number): string {
  const part = PARTS[lower]!;
  if (upper === 1) return `one ${part}`;
  return `${upper} ${part === 'half' ? 'halves' : `${part}s`}`;
}

const rules: readonly TextRule[] = [
  { pattern: /[\u00a0\u2007\u2009\u202f]/gu, say: () => ' ' },
  { pattern: /[\u2010\u2011\u2212]/gu, say: () => '-' },
  { pattern: /(?<=\d\s?)º/gu, say: () => '°' },
  { pattern: /[\u200b-\u200d\u2060\ufeff]/gu, say: () => '' },
  {
    pattern: /(?<=(\d)?)\s?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞])/gu,
    say: (match) => {
      const words = fractionWords(...FRACTION_SIGNS[match[2]!]!);
      return match[1] === undefined ? `${match[0].startsWith(' ') ? ' ' : ''}${words}` : ` and ${words}`;
    },
  },
  {
    // "2 1/2": a whole and a part of it, not a date.
    pattern: /(?<![\w./])(\d+) (\d{1,2})\/(2|3|4|5|6|8|10|12|16)(?![\d/])/gu,
    say: (match) => {
      const [upper, lower] = [Number(match[2]), Number(match[3])];
      return upper > 0 && upper < lower ? `${match[1]} and ${fractionWords(upper, lower)}` : match[0];
    },
  },
];

/** Signs that stand for others or for words: kinds of spaces, dashes and degrees, fractions. */
export function readSigns(text: string): string {
  return applyRules(text, rules);
}
