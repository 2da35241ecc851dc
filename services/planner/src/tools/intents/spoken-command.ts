import { readUtterance } from '../../fast-path/utterance.ts';
import { withDigits, withoutPauses } from './digit-words.ts';
import type { SpokenCommand } from './intent.ts';

/** What the recognizer writes for words of commands, where nothing else can be meant. */
const misheard: readonly (readonly [RegExp, string])[] = [
  [/(?<=\d )(?:oh|o)(?= \d|$)/g, '0'],
  [/\b(?:shop in|shopping's|shoppin|chopping|shocking|shop and) (?=l|this\b)/g, 'shopping '],
  [
    /\b(shopping|grocery|groceries|to do|todo|2 do|packing|wish|gift|camping|reading) (?:lest|less|least|lust|lift|lisp|liszt|mist|this|lists|wrist)\b/g,
    '$1 list',
  ],
  [/\bto due list\b/g, 'to do list'],
  [/\b(?:my|our|the) (?:to dos|todos|2 dos|2 do s)\b(?! list)/g, 'my to do list'],
  [/^(?:at|had|ad|and|as|ed|adds|added) (?=.+ (?:to|on|onto) (?:my |the |our )?(?:\w+ ){0,2}list\b)/g, 'add '],
  [/^(?:but|pot|foot|puts|boot) (?=.+ (?:to|on|onto|in) (?:my |the |our )?(?:\w+ ){0,2}list\b)/g, 'put '],
  [/\b(?:take|make|leave) (?:a |an )?(?:nose|knot|notes|not|vote)(?= (?:that|to|about|saying)\b)/g, 'make a note'],
  [/\b(?:my|me|the|read) (?:nodes|knows|nose|votes|knots)\b/g, 'my notes'],
  [/\b(?:odor|odour|older|border|ordered|order's|orders|autor|author|oder) (?=(?:number )?\d)/g, 'order '],
  [/(?<=\b(?:was|is|my|did|does|has)) (?:or|ore|the or|an order) (?=\d)/g, ' order '],
  [/^(?:there|or|were|we are|wear|her|ware|when) is (?=(?:my|the) (?:order|package|parcel)\b|order \d)/, 'where is '],
  [/\b(?:my|the) (?:odor|odour|older|border)\b/g, 'my order'],
  [/\b(?:where's|wears|wares|where his|where as|were is) (?=my |the |order )/g, 'where is '],
  [
    /\b(?:a|an|in|the|my|and) (?:a point meant|appoint meant|appointments?|a pointment|pointment|appointed|a point man|apartment|ointment|disappointment|point meant)\b(?=.*\b(?:doctor|docter|dr|dentist|on|at|tomorrow|with)\b)/g,
    'an appointment',
  ],
  [/\bmy (?:apartment|ointment|disappointment|a pointment|point meant)$/g, 'my appointment'],
  [/^whereas (?=(?:my |the )?(?:order|package|parcel)\b)/, 'where is '],
  [/^(?:but|would|watt|one) (?=(?:was|is) in order\b)/, 'what '],
  [/^(?:they can|may can|make in|making) (?=(?:an? )?(?:appointment|note)\b)/, 'make '],
  [/^(?:we|he|three|free|the) schedule(?= my\b)/, 'reschedule'],
  [/^(?:though|to|2|so|the|you) i have (?=an? |any )/, 'do i have '],
  [/\b(?:doc tor|docter|dockter|doctors|doctor's|dock her|dog tour)\b/g, 'doctor'],
  [/\bdr\b/g, 'doctor'],
  [/^(?:counsel|council|cancelled|cancer|cansel|can sell|canceled) (?=(?:my|an|the|order|all) ?)/g, 'cancel '],
  [/^(?:brooke?|boot|booked|look|buck|bug|brick) (?=(?:an |a |in |me )?(?:appointment|doctor))/g, 'book '],
];

/** What would be taken for something else before the words of commands are looked at. */
const misheardBefore: readonly (readonly [RegExp, string])[] = [
  // The beginning of a note would be taken for an answer, or for "right".
  [/^(?:no|not|know|knows|noted) that (?!(?:is|was|are|will|would|does|did|one|s)\b)(?=\S+ \S+)/i, 'note that '],
  [/^(?:(?:it|they|you|we) )?can (?:a )?note that\b/i, 'note that'],
  [/\bto-morrow\b/gi, 'tomorrow'],
  [/^\W*(?:right|rite|wright) down (?=that\b)/i, 'write down '],
  [/\bwhat did i (?:know|not|no|node|knot|vote|known) (?=(?:about|down|on)\b)/i, 'what did I note '],
];

/** "Hey, Cassie, add …": the commas would make a list of it. */
const calledByName = [/^(hey|hi|hello|ok|okay|yo),?\s+([\p{L}']+),\s+/iu, '$1 $2 '] as const;

/** Sentences in which single digits are a number. */
const aboutNumbers = /\b(?:order|orders|number|package|parcel|code|pin|reads?|meter)\b/;

/** Never throws, whatever was said. */
export function readCommand(said: string): SpokenCommand {
  const meantBefore = [...misheardBefore, calledByName];
  const raw = meantBefore.reduce((words, [pattern, meant]) => words.replace(pattern, meant), withoutPauses(said));
  const utterance = readUtterance(raw);
  const listed = readUtterance(raw.replace(/,\s*(?:and\s+)?(?!\d{3}\b)/gi, ' and ').replace(/[:;]\s+/g, ' '));
  const text = misheard.reduce((words, [pattern, meant]) => words.replace(pattern, meant), listed.text);
  const counted = aboutNumbers.test(text) ? withDigits(text) : text;
  return { text: counted.replace(/^and | and$/g, '').trim(), utterance };
}
