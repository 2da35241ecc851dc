/** One reading: every match of `pattern` (with the `g` flag) is said as what `say` makes of it. */
export interface TextRule {
  readonly pattern: RegExp;
  readonly say: (match: RegExpExecArray) => string;
}

/** Applies the rules in their order; a later rule sees what an earlier one wrote. */
export function applyRules(text: string, rules: readonly TextRule[]): string {
  let said = text;
  for (const { pattern, say } of rules) {
    let out = '';
    let position = 0;
    for (const match of said.matchAll(pattern)) {
      out += said.slice(position, match.index) + say(match);
      position = match.index + match[0].length;
    }
    if (position > 0) said = out + said.slice(position);
  }
  return said;
}

/** Words joined for use in a pattern; longer ones first. Only letters, digits, spaces and dots. */
export function oneOf(words: Iterable<string>): string {
  return [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll('.', '\\.').replaceAll('/', '\\/').replaceAll('$', '\\$'))
    .join('|');
}

/** "4155" as "4 1 5 5": every digit is said by itself. */
export function spellDigits(text: string): string {
  return [...text.replace(/[^0-9]/g, '')].join(' ');
}

/** What a full stop at the end of an abbreviation leaves behind: one where it also ends the sentence. */
export function sentenceStop(match: RegExpExecArray, written: string): string {
  if (!written.endsWith('.')) return '';
  const rest = match.input.slice(match.index + match[0].length);
  return /^["'”’)\]]*(?:\s*$|\s+[A-Z])/u.test(rest) ? '.' : '';
}
