import { timerWords } from '../../fast-path/timer-words.ts';
import { plainListName, usualLists } from '../built-in/lists.ts';
import { namesMeant } from '../similar.ts';
import { type IntentReader, intent, type ToolIntent } from './intent.ts';
import { entriesIn } from './list-entries.ts';

const whose = '(?:my |the |our |a |an )?';
const listWords = '(?:[a-z\\d]+ ){0,3}?(?:list|groceries)';
const name = `(${listWords})`;
const to = `(?:to|on|onto|in|into|2) ${whose}`;
const from = `(?:from|off|off of|of|on|for|form) ${whose}${name}`;

/** Items in `items`, the list in `list`. */
const adds: readonly RegExp[] = [
  new RegExp(`^(?:add|put|write)(?: down)? (?:to|on|onto) ${whose}(?<list>${listWords}) (?<items>.+)$`),
  new RegExp(
    `^(?:add|put|write|include|append|insert|place|get|stick|throw)(?: down)? (?<items>.+?) ${to}(?<list>${listWords})$`,
  ),
  new RegExp(`^${to}(?<list>${listWords}) (?:add|put|write)(?: down)? (?<items>.+)$`),
  new RegExp(`^(?:on|to) ${whose}(?<list>${listWords}) (?:i need|we need|goes) (?<items>.+)$`),
  // "I'd milk to …": heard for "add".
  new RegExp(`^(?:i would|i had) (?<items>.+?) ${to}(?<list>${listWords})$`),
  new RegExp(
    `^(?:i |we )?(?:need|want|am out of|are out of|ran out of) (?<items>.+?) (?:on|to|for|so put it on) ${whose}(?<list>${listWords})$`,
  ),
];
const removes: readonly RegExp[] = [
  new RegExp(
    `^(?:remove|delete|take|cross|strike|scratch|erase|drop|check|tick|mark|get rid of)(?: off| out)? (.+?)(?: off| out| as done| done)? ${from}$`,
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
  /^(?!(?:what|which|who|how|why|when|where|is|are|was|do|does|did|have|has|had|can|could|will|would|should|read|tell|listen|look|go|refer|talk|back|there|it|this|that|i|we|you)\b)(?!.*\b(?:is|are|was|were)\b)((?:\w+ ){0,5}\w+) (?:to|on|onto) (?:my |the |our )((?:shopping|grocery|groceries|to do|packing|wish|gift) list)$/;
/** Whether something is on it. */
const checks: readonly RegExp[] = [
  new RegExp(`^(?:is|are) (?:there )?(?:any |some |the )?(.+?)(?: already| still)? (?:on|in) ${whose}${name}$`),
  new RegExp(
    `^(?:do|did|have) (?:i|we) (?:already )?(?:have|got|put|add|added|write|written)(?: down)? (?:any |some |the )?(.+?)(?: already| down)? (?:on|to|in) ${whose}${name}$`,
  ),
];
const makes =
  /^(?:create|make|start|begin|open|set up)(?: me| us)?(?: an?)?(?: new)? (?:((?:[a-z\d]+ ){0,2}[a-z\d]+) )?list(?: (?:called|named) (.+?)| for (.+?))?(?: with (.+))?$/;
/** Of whichever list it is on. */
const done: readonly RegExp[] = [
  /^(?:tick|check|cross|scratch|strike|mark) off (.+)$/,
  /^(?:tick|check|cross|scratch|strike) (.+) off$/,
  /^mark (.+?) (?:as )?(?:done|finished|completed?|bought)$/,
];
/** Of the list that was spoken of just before. */
const there = '(?:it|there|that|that list|that one|the same list)';
const goesOn: readonly { readonly tool: string; readonly pattern: RegExp }[] = [
  {
    tool: 'list_read',
    pattern: new RegExp(
      `^(?:read|show|tell|give)(?: me)? (?:it|that|them|the list)(?: out| back| to me| again)*$|^what (?:else )?is (?:on|in) ${there}(?: now)?$|^what do i have(?: on ${there})?(?: so far| now)?$`,
    ),
  },
  {
    tool: 'list_add',
    pattern: new RegExp(
      `^(?:also )?(?:add|put|include|write)(?: down)? (.+?)(?: (?:to|on|onto|in) (?:to )?${there})?(?: too| as well| also)?$`,
    ),
  },
  {
    tool: 'list_remove',
    pattern: new RegExp(
      `^(?:remove|delete|take|cross|scratch|strike|get rid of)(?: off| out)? (.+?)(?: (?:off|from|out)(?: of)?(?: ${there})?)?(?: again)?$`,
    ),
  },
];
const needs: readonly (readonly [RegExp, string])[] = [
  [
    /^what (?:else )?(?:do|should|must) (?:i|we) (?:(?:need|have) )?(?:to )?(?:buy|get|pick up|(?:need|get) (?:from|at) the (?:store|shop|supermarket))(?: (?:from|at) the (?:store|shop|supermarket))?(?: today| tomorrow)?$/,
    'shopping',
  ],
  [/^what (?:else )?(?:do i (?:need|have) to do|should i do|is there to do)(?: today| now)?$/, 'to-do'],
];
const asksToBuy =
  /^(?:we need to buy|i need to buy|remember to buy|we have to buy|we are out of|we ran out of|i am out of|i ran out of) (.+)$/;

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
  return areEntries(entries) ? intent(tool, sure(list), { list, items: entries }) : undefined;
}

const areEntries = (entries: readonly string[]): boolean =>
  entries.length > 0 && entries.every((entry) => entry.split(' ').length <= 10);

/** Without the name of a list. */
function unnamed(text: string, lastList: string | undefined): ToolIntent | undefined {
  const needed = needs.find(([pattern]) => pattern.test(text));
  if (needed) return intent('list_read', 0.85, { list: needed[1] });
  const gone = firstOf(done, text)?.[1];
  if (gone) return intent('list_remove', 0.85, { items: entriesIn(gone) });
  if (lastList === undefined) return undefined;
  for (const { tool, pattern } of goesOn) {
    const found = pattern.exec(text);
    if (!found) continue;
    if (found[1] === undefined) return intent(tool, 0.9, { list: lastList });
    const items = entriesIn(found[1]);
    // What is added to a timer is no entry.
    if (areEntries(items) && !timerWords.test(text)) return intent(tool, 0.85, { list: lastList, items });
  }
  return undefined;
}

function firstOf(patterns: readonly RegExp[], text: string): RegExpExecArray | undefined {
  for (const pattern of patterns) {
    const found = pattern.exec(text);
    if (found) return found;
  }
  return undefined;
}

function made(text: string): ToolIntent | undefined {
  const [found, kind, called, purpose, items] = makes.exec(text) ?? [];
  const list = plainListName(called ?? kind ?? purpose ?? '').replace(/^new ?/, '');
  if (found === undefined || list === '' || list.split(' ').length > 4) return undefined;
  return intent('list_add', 0.88, { list, ...(items && { items: entriesIn(items) }) });
}

/** The last word was lost: "what is on my to do". */
const withList = (text: string): string =>
  text.replace(/\b(?:on|to|off|from) (?:my|the) (?:to do|shopping|grocery|packing)$/, '$& list');

/** Things on lists: put there, taken off, read out, all gone. */
export const readListIntent: IntentReader = ({ text, utterance }, { lastList }) => {
  const named = withList(text);
  if (!/\b(?:lists?|groceries)\b/.test(named)) {
    const bought = asksToBuy.exec(utterance.plain)?.[1];
    return bought && /^[a-z\d &]+$/.test(bought) && bought.split(' ').length <= 8
      ? changed('list_add', bought, 'shopping')
      : unnamed(text, lastList);
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
  const asked = firstOf(checks, named);
  if (asked?.[1] && asked[2]) {
    const plain = plainListName(asked[2]);
    return intent('list_read', 0.9, { ...(plain !== '' && { list: plain }), item: asked[1] });
  }
  const removed = firstOf(removes, named);
  if (removed?.[1] && removed[2]) return changed('list_remove', removed[1], removed[2]);
  const added = firstOf(adds, named)?.groups;
  if (added?.items && added.list) return changed('list_add', added.items, added.list);
  const bare = withoutVerb.exec(named);
  if (bare?.[1] && bare[2]) return changed('list_add', bare[1], bare[2]);
  return made(named) ?? unnamed(named, lastList);
};
