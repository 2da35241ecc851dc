import { isAlphabetic } from '../text/unicode.ts';
import { PUNCTUATION } from './alphabet.ts';
import { CURRENCIES } from './number-reading.ts';
import { createToken, type Token } from './token.ts';

/** One token, or several without a space between that are to be read as one word. */
export type WordGroup = Token | Token[];

const UPPER = 'A-ZÀ-ÖØ-Þ';
const LOWER = 'a-zß-öø-ÿ';
const LETTER = '[\\p{L}\\p{Nl}\\p{No}]';
const APOSTROPHE = "['‘’]";
/** The parts of a token: camel-case humps, numbers, dashes, letters with apostrophes, single other characters. */
const PARTS = new RegExp(
  [
    `^${APOSTROPHE}+`,
    `[${UPPER}](?=[${UPPER}][${LOWER}])`,
    '(?:^-)?(?:\\p{Nd}?[,.]?\\p{Nd})+',
    '[-_]+',
    `${APOSTROPHE}{2,}`,
    `${LETTER}*?(?:${APOSTROPHE}${LETTER})*?[${LOWER}](?=[${UPPER}])`,
    `${LETTER}+(?:${APOSTROPHE}${LETTER})*`,
    "[^\\p{L}\\p{N}_\\-'‘’]",
    `${APOSTROPHE}+$`,
  ].join('|'),
  'gu',
);
const MARK_TAGS = new Set(['.', ',', '-LRB-', '-RRB-', '``', '""', "''", ':', '$', '#', 'NFP']);
const MARK_PHONEMES: ReadonlyMap<string, string> = new Map([
  ['-LRB-', '('],
  ['-RRB-', ')'],
  ['``', '“'],
  ['""', '”'],
  ["''", '”'],
]);

/**
 * Cuts tokens into their parts, gives marks their phonemes, remembers which amounts are money, and puts parts without a
 * space between back together in groups. Tokens that come with phonemes stay alone.
 */
export function groupWords(tokens: readonly Token[]): WordGroup[] {
  const groups: WordGroup[] = [];
  let currency: string | undefined;
  for (const [index, token] of tokens.entries()) {
    const parts = token.phonemes === undefined ? cutToken(token) : [token];
    parts.at(-1)!.spaceAfter = token.spaceAfter;
    for (const [place, part] of parts.entries()) {
      if (part.phonemes === undefined) {
        if (part.tag === '$' && CURRENCIES.has(part.text)) {
          currency = part.text;
          part.phonemes = '';
        } else {
          part.phonemes = markPhonemes(part);
          if (part.phonemes === undefined && currency !== undefined) {
            const endsAmount = place === parts.length - 1 && tokens[index + 1]?.tag !== 'CD';
            if (part.tag !== 'CD') currency = undefined;
            else if (endsAmount) part.currency = currency;
          } else if (part.phonemes === undefined && isTwoForTo(parts, place)) {
            part.alias = 'to';
          }
        }
      }
      addPart(groups, part);
    }
  }
  return groups.map((group) => (Array.isArray(group) && group.length === 1 ? group[0]! : group));
}

function cutToken(token: Token): Token[] {
  const texts = token.text.match(PARTS) ?? [token.text];
  return texts.map((text) => createToken(text, token.tag, false));
}

function markPhonemes(part: Token): string | undefined {
  if (part.tag === ':' && (part.text === '-' || part.text === '–')) return '—';
  if (!MARK_TAGS.has(part.tag) || /^[A-Za-z]*$/.test(part.text)) return undefined;
  return MARK_PHONEMES.get(part.tag) ?? [...part.text].filter((character) => PUNCTUATION.has(character)).join('');
}

/** "B2B": the 2 between letters is "to". */
function isTwoForTo(parts: readonly Token[], place: number): boolean {
  if (place === 0 || place === parts.length - 1 || parts[place]!.text !== '2') return false;
  return isAlphabetic(parts[place - 1]!.text.at(-1)! + parts[place + 1]!.text[0]!);
}

function addPart(groups: WordGroup[], part: Token): void {
  const last = groups.at(-1);
  if (part.alias !== undefined || part.phonemes !== undefined) {
    groups.push(part);
  } else if (Array.isArray(last) && !last.at(-1)!.spaceAfter) {
    part.isHead = false;
    last.push(part);
  } else {
    groups.push(part.spaceAfter ? part : [part]);
  }
}
