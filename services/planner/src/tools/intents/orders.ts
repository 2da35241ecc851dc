import { type IntentReader, intent } from './intent.ts';

const saysOrder = /\b(?:orders?|ordered|package|parcel|delivery|shipment)\b/;
/** Digits one by one, in pairs, or as one number, after "order" or "number". */
const numberAfter = /\b(?:orders?|number|package|parcel|delivery)(?: number| no| is| of)* ((?:\d+ ?)+)(?= |$)/;
const asksStatus =
  /^(?:will (?:my|the)|where is|where are|what happened to|what about|how is|track|check|check on|find|when (?:will|does|is|do)|has|have|is|did|what is the status of|what is up with|status of|status|any news (?:on|about|of)|what time)\b/;
const asksContent =
  /^(?:what is in|what was in|was in|what did i order|what is|what was|whose)\b|^who (?:is|was|placed|made|ordered)\b|\bwhat is in it\b/;
const asksAmount = /^(?:how much|what (?:does|did|is the (?:price|total|cost|amount)))\b|\b(?:cost|price|total)\b/;
const asksAddress =
  /^(?:where (?:does|will|is) .*\b(?:go|going|sent|delivered|shipped)\b|what (?:is the )?address|which address|what address|to which address)\b|\baddress(?:es)?\b/;
const asksList =
  /^(?:what|which|list|show|read|tell me|do i have|are there|how many|have i got|any)\b.*\borders\b(?! \d)|^what (?:did|have) i order(?:ed)?(?: so far| lately| recently| last)?$/;
/** Nothing here can. */
const changes = /^(?:change|update|edit|modify|return|exchange|send back|give back)\b/;
const cancels = /^(?:cancel|stop|call off|undo|delete|revoke)\b/;
/** What a name of a customer follows. */
const customerIn =
  /\border (?:for|of|by|from) (?!(?:number|a|an|the|my|some|\d)\b)([a-z]+(?: [a-z]+)?)$|^(?:where is|track|cancel) ([a-z]+(?: [a-z]+)?) s order$/;
const ofItem =
  '((?:(?!(?:of|my|our|the|to|for|in|on|is|an?|about|with|last|latest|recent|next|new|open|current|first|other)\\b)[a-z]+ ?){1,3})';
/** "My coffee grinder order", "the order for the desk lamp". */
const itemIn = new RegExp(
  `\\b(?:my|our|the) ${ofItem}(?<= )(?:order|package|parcel|delivery)\\b|\\border (?:for|with) (?:my|the|an?) ${ofItem}$`,
);
/** Food and drink are ordered elsewhere. */
const wants = /^(?:order|i would like|get me|bring|make|can i|could i)\b(?! (?:number )?\d)/;

/** Orders of the demo shop. */
export const readOrderIntent: IntentReader = ({ text }) => {
  if (
    !saysOrder.test(text) ||
    wants.test(text) ||
    changes.test(text) ||
    /\bin order\b(?! (?:number )?\d)|\border of\b(?! \d)|\balphabetical\b/.test(text)
  )
    return undefined;
  const digits = numberAfter.exec(text)?.[1]?.replace(/\D/g, '');
  const found = customerIn.exec(text);
  const customer = found?.[1] ?? found?.[2];
  const item = (itemIn.exec(text)?.[1] ?? itemIn.exec(text)?.[2])?.trim();
  const which = {
    ...(digits && digits.length >= 2 && { order: digits }),
    ...(customer && !digits && { customer }),
    ...(item && !digits && !customer && { item }),
  };
  const known = Object.keys(which).length > 0;
  const mine = /\b(?:my|our|the|an) (?:\w+ )?(?:order|package|parcel|delivery|shipment)\b/.test(text);
  if (!known && !mine && !asksList.test(text)) return undefined;
  if (cancels.test(text)) return intent('order_cancel', known ? 0.93 : 0.85, which);
  if (!known && asksList.test(text)) return intent('order_list', 0.88);
  if (asksAddress.test(text)) return intent('order_status', 0.9, { ...which, about: 'address' });
  if (asksAmount.test(text)) return intent('order_status', 0.9, { ...which, about: 'amount' });
  if (asksContent.test(text) && known && !/\bstatus\b/.test(text))
    return intent('order_status', 0.9, { ...which, about: 'content' });
  if (asksStatus.test(text)) return intent('order_status', known ? 0.93 : 0.85, { ...which, about: 'status' });
  return known && /^(?:my |the )?(?:order|package)\b/.test(text)
    ? intent('order_status', 0.8, { ...which, about: 'status' })
    : undefined;
};
