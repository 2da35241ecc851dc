import { type IntentReader, intent } from './intent.ts';

const adds: readonly RegExp[] = [
  /^note to (?:my)?self (?:and )?(?:that )?(.+)$/,
  /^note (?:down )?(?:that )?(?!(?:about|for|to)\b)(.+)$/,
  /^(?:make|take|add|write|leave|create|save|keep|start) (?:down )?(?:a |an |me a |another |my )?(?:new )?note(?: down)?(?: that says| that| saying| to myself| to self| which says| of| about| to| for me)*(?: that)? (.+)$/,
  /^(?:write|jot|put) (?:this |that |it )?down (?:that )?(.+)$/,
  /^(?:take|write) (?:this|that) down (?:that )?(.+)$/,
  /^(?:remember|keep in mind|do not forget) that (.+)$/,
  /^new note (.+)$/,
];
const readAll =
  /^(?:read|show|tell|list|give|what are|what is in|check|go through)(?: me)?(?: out| back)?(?: all)?(?: of)? (?:my|the) notes?(?: out| back| to me| say)*$|^(?:do i have|have i got|are there)(?: any)? notes$|^what (?:did i note(?: down)?|have i noted(?: down)?|notes do i have|do my notes say|did i write down)$|^what did i ask you to remember$/;
const readAbout =
  /^(?:read|what is|what are|what was|find|show|tell me|get|what does|what do)(?: me)? (?:my|the) notes?(?: say)? (?:about|on|for|with|regarding) (?:the |my )?(.+?)(?: say)?$|^what (?:did i note(?: down)?|have i noted|do my notes say|did i write down|did i (?:say|tell you)) (?:about|on) (?:the |my )?(.+)$|^(?:do i have|have i got) (?:a|any) notes? (?:about|on) (?:the |my )?(.+)$/;
const removeAll =
  /^(?:delete|clear|remove|erase|wipe) (?:all|all of|all my|every one of|everything in)?(?: of)? ?(?:my|the|in|the in)? ?notes$/;
const removeAbout =
  /^(?:delete|remove|erase|clear) (?:my|the|that) notes? (?:about|on|for|with|regarding|that says) (?:the |my )?(.+)$/;
const removeLast = /^(?:delete|remove|erase|forget) (?:my |the |that )?(?:last |latest )?note$/;

/** Notes in the user's own words. */
export const readNoteIntent: IntentReader = ({ text }) => {
  if (readAll.test(text)) return intent('note_read', 0.93);
  const about = readAbout.exec(text);
  if (about) return intent('note_read', 0.9, { about: about[1] ?? about[2] ?? about[3] });
  if (removeAll.test(text)) return intent('note_clear', 0.93);
  const gone = removeAbout.exec(text)?.[1];
  if (gone) return intent('note_remove', 0.9, { about: gone });
  if (removeLast.test(text)) return intent('note_remove', 0.9);
  for (const pattern of adds) {
    // A pause after "take a note".
    const kept = pattern.exec(text)?.[1]?.replace(/^and /, '');
    if (kept && kept.split(' ').length > 1) return intent('note_add', 0.9, { text: kept });
  }
  return undefined;
};
