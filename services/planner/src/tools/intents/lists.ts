import { plainListName, usualLists } from '../built-in/lists.ts';
import { namesMeant } from '../similar.ts';
import { type IntentReader, intent, type ToolIntent } from './intent.ts';
import { oneThing } from './spoken-command.ts';

const whose = '(?:my |the |our |a |an )?';
const name = '((?:(?:[a-z\\d]+ ){0,3}?)(?:list|groceries))';
const to = `(?:to|on|onto|in|into|2) ${whose}${name}`;
const from = `(?:from|off|off of|of|on|for|form) ${whose}${name}`;

const adds: readonly RegExp[] = [
  new RegExp(`^(?:add|put|write|include|append|insert|place|get|stick|throw)(?: down)? (.+?) ${to}$`),
  new RegExp(`^${to} (?:add|put|write)(?: down)? (.+)$`),
  new RegExp(`^(?:on|to) ${whose}${name} (?:i need|we need|goes) (.+)$`),
  // "I'd milk to …": heard for "add".
  new RegExp(`^(?:i would|i had) (.+?) ${to}$`),
  new RegExp(
    `^(?:i |we )?(?:need|want|am out of|are out of|ran out of) (.+?) (?:on|to|for|so put it on) ${whose}${name}$`,
  ),
];
const removes: readonly RegExp[] = [
  new RegExp(
    `^(?:remove|delete|take|cross|strike|scratch|erase|drop|check|tick)(?: off| out)? (.+?)(?: off| out)? ${from}$`,
  ),
  new RegExp(
    `^(?:i have got|i got|i bought|we have|we bought) (?:the )?(.+?)(?: already)? (?:so )?(?:take|cross|remove) (?:it|them|that)(?: off)? ${from}$`,
  ),
];
const reads: readonly RegExp[] = [
  new RegExp(
    `^(?:what is|what are|what else is|what do i have|what have i got|what do we have|anything|is there anything|is anything|how many (?:things|items) are)(?: left| still)? (?:on|in) ${whose}${name}$`,
  ),
  new RegExp(
    `^(?:read|show|tell|give|list|say|check|go through)(?: me)?(?: out| back)? ${whose}${name}(?: out| back| to me)*$`,
  ),
  new RegExp(`^(?:what is|what are) (?:my |the |our )${name}$`),
  new RegExp(`^(?:what|which) (?:things|items|stuff) (?:are|is|do i have|do we have)(?: there)? on ${whose}${name}$`),
  new RegExp(`^what does ${whose}${name} say$`),
];
const clears: readonly RegExp[] = [
  new RegExp(
    `^(?:clear|empty|wipe|erase|delete|reset|clean)(?: out| off)?(?: everything (?:on|from|off)| all of)? ${whose}${name}$`,
  ),
  new RegExp(
    `^(?:remove|delete|take|clear|erase) (?:everything|all|it all)(?: off| things| entries)? (?:from|off|on|of) ${whose}${name}$`,
  ),
];
/** The verb was lost: "rice and beans to the grocery list". */
const withoutVerb =
  /^(?!(?:what|which|who|how|why|when|where|is|are|was|read|tell|listen|look|go|refer|talk|back|there|it|this|that|i|we|you)\b)(?!.*\b(?:is|are|was|were)\b)((?:\w+ ){0,5}\w+) (?:to|on|onto) (?:my |the |our )((?:shopping|grocery|groceries|to do|packing|wish|gift) list)$/;
const asksToBuy =
  /^(?:we need to buy|i need to buy|remember to buy|we have to buy|we are out of|we ran out of|i am out of|i ran out of) (.+)$/;

/** "Milk, two apples and bread" as entries. */
export function entriesIn(text: string): readonly string[] {
  const kept = text.replace(oneThing, (pair) => pair.replace(' and ', ' & '));
  return kept
    .split(/ and (?:also |then )?|(?: as well as | plus )/)
    .map((entry) =>
      entry
        .replace(' & ', ' and ')
        .replace(/^(?:and|some|the|also|an?) /, '')
        .replace(/ (?:and|too|also|as well)$/, '')
        .trim(),
    )
    .filter((entry) => entry !== '' && entry !== 'and');
}

/** A list that was named by what is left of "shopping list": none for "the list". */
const listNamed = (heard: string): string => {
  const plain = plainListName(heard);
  return plain === '' ? 'shopping' : plain;
};

/** Lower where nobody has heard of such a list: it may be a list of somebody else's. */
function sure(list: string): number {
  return namesMeant(list, usualLists, (known) => known).length > 0 ? 0.93 : 0.8;
}

function changed(tool: string, items: string, heard: string): ToolIntent | undefined {
  const list = listNamed(heard);
  const entries = entriesIn(items);
  if (entries.length === 0 || entries.some((entry) => entry.split(' ').length > 10)) return undefined;
  return intent(tool, sure(list), { list, items: entries });
}

/** The last word was lost: "what is on my to do". */
const withList = (text: string): string =>
  text.replace(/\b(?:on|to|off|from) (?:my|the) (?:to do|shopping|grocery|packing)$/, '$& list');

/** Things on lists: put there, taken off, read out, all gone. */
export const readListIntent: IntentReader = ({ text, utterance }) => {
  const named = withList(text);
  if (!/\b(?:lists?|groceries)\b/.test(named)) {
    const bought = asksToBuy.exec(utterance.plain)?.[1];
    return bought && /^[a-z\d &]+$/.test(bought) && bought.split(' ').length <= 8
      ? changed('list_add', bought, 'shopping')
      : undefined;
  }
  if (/\bplaylist\b/.test(named)) return undefined;
  for (const pattern of clears) {
    const found = pattern.exec(named);
    if (found?.[1]) return intent('list_clear', sure(listNamed(found[1])), { list: listNamed(found[1]) });
  }
  for (const pattern of reads) {
    const found = pattern.exec(named);
    const plain = found?.[1] === undefined ? undefined : plainListName(found[1]);
    if (plain !== undefined)
      return intent('list_read', plain === '' ? 0.85 : sure(plain), plain === '' ? {} : { list: plain });
  }
  if (
    /^(?:what|which) lists (?:do i have|are there|have i got)$|^(?:read|show|list)(?: me)? (?:all )?my lists$/.test(
      named,
    )
  )
    return intent('list_read', 0.9);
  for (const pattern of removes) {
    const found = pattern.exec(named);
    if (found?.[1] && found[2]) return changed('list_remove', found[1], found[2]);
  }
  for (const [index, pattern] of adds.entries()) {
    const found = pattern.exec(named);
    const [items, list] = index === 1 || index === 2 ? [found?.[2], found?.[1]] : [found?.[1], found?.[2]];
    if (items && list) return changed('list_add', items, list);
  }
  const bare = withoutVerb.exec(named);
  return bare?.[1] && bare[2] ? changed('list_add', bare[1], bare[2]) : undefined;
};
