import { applyRules, spellDigits, type TextRule } from './text-rule.ts';

/** Digits of a long number one by one, in groups of three with a short pause between; the last may be longer. */
function spellInGroups(digits: string): string {
  const groups: string[] = [];
  for (let at = 0; at < digits.length; ) {
    const left = digits.length - at;
    const size = left === 4 || left === 5 ? left : Math.min(3, left);
    groups.push(spellDigits(digits.slice(at, at + size)));
    at += size;
  }
  return groups.join(', ');
}

const CODES = 'code|PIN|passcode|password|extension';
/** Followed by plain numbers as well: these need "number" or "#" behind them. */
const NUMBERED = 'confirmation|reference|tracking|serial|account|routing|order|ticket|case|flight|invoice|member|ID';

const rules: readonly TextRule[] = [
  // A card's number.
  {
    pattern: /(?<![\w.,-])(?:\d{4}[ -]){3}\d{4}(?![\w-])/gu,
    say: ([number]) => number.split(/[ -]/).map(spellDigits).join(', '),
  },
  // What is called a code or a number of something.
  {
    pattern: new RegExp(
      `(?<=\\b(?:(?:${CODES})(?: number)?|(?:${NUMBERED})(?: number| no\\.|(?= #)))(?: is|:)? #?)(\\d{3,12})(?![\\w:/-]|[.,]\\d)`,
      'giu',
    ),
    say: ([, digits]) => (digits!.length > 6 ? spellInGroups(digits!) : spellDigits(digits!)),
  },
  // Leading zeros are only written where each digit counts.
  { pattern: /(?<![\w.,:/$£€+'’-])0\d+(?![\w:/-]|[.,]\d)/gu, say: ([digits]) => spellInGroups(digits) },
  // Seven and more digits without commas are no quantity, unless they end in zeros or count something.
  {
    pattern:
      /(?<![\w.,:/$£€+-])\d{7,}(?<!0000)(?![\w:/-]|[.,]\d)(?! (?:people|(?!is|was|has|does|as\b)[a-z]{3,}s)\b)/gu,
    say: ([digits]) => spellInGroups(digits),
  },
];

/** Numbers that are names: codes, accounts, cards. */
export function readLongNumbers(text: string): string {
  return applyRules(text, rules);
}
