import { applyRules, spellDigits, type TextRule } from './text-rule.ts';

const rules: readonly TextRule[] = [
  // "+44 20 7946 0958": the country's code and any groups.
  {
    pattern: /(?<![\w+])\+(\d{1,3}(?:[ .-]?\(?\d{1,5}\)?){2,5})(?![\w]|[.,]\d)/gu,
    say: ([, groups]) => `plus ${(groups!.match(/\d+/g) ?? []).map(spellDigits).join(', ')}`,
  },
  // "(415) 555-2671", "1-800-555-0199", "415.555.2671"
  {
    pattern: /(?<![\w.+-])(?:(1)[-. ])?\(?(\d{3})\)?[-. ]\s?(\d{3})[-. ](\d{4})(?![\w-]|[.,]\d)/gu,
    say: (match) =>
      match
        .slice(1)
        .filter((group) => group !== undefined)
        .map(spellDigits)
        .join(', '),
  },
  {
    pattern: /(?<![\w.$+-])(\d{3})-(\d{4})(?![\w-]|[.,]\d)/gu,
    say: ([, first, last]) => `${spellDigits(first!)}, ${spellDigits(last!)}`,
  },
  {
    pattern: /(?<=\b(?:[Cc]all|[Dd]ial|[Tt]ext|[Pp]hone) )(\d{3}|\d{5,6})\b(?![-.]\d)/gu,
    say: ([number]) => spellDigits(number),
  },
  { pattern: /(?<![\w.-])9-1-1(?![\w-])/gu, say: () => '9 1 1' },
  { pattern: /\b[Ee]xt\.? ?(\d{1,5})\b/gu, say: ([, digits]) => `extension ${spellDigits(digits!)}` },
];

/** Telephone numbers digit by digit, with a short pause between the groups. */
export function readPhoneNumbers(text: string): string {
  return applyRules(text, rules);
}
