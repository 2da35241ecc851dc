/** Closed classes of English words that tell whether what was said can end here. Lower case, apostrophes straight. */

const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Sounds of thinking: more is coming. */
export const hesitations = words('um uh er erm uhm hmm hm mm mhm eh');

/** Determiners that need a noun after them. Those that also stand alone (this, that, some, mine) are left out. */
export const determiners = words('a an the my your our their its every another');

/** Conjunctions that need a clause after them. */
export const conjunctions = words(
  'and or but because if unless whether although though while than nor plus since until',
);

/** Prepositions that end a sentence only in a question ("Who is it for?"). */
export const prepositions = words(
  'to of for with from at by into onto about between under through during without against toward towards via per',
);

/** Words that are prepositions, or the second half of a verb ("turn it on"). */
export const particles = words('in on off up down out over');

/** Verbs whose second half a particle may be. */
export const particleVerbs = words(
  'turn switch put come go log hold carry shut take pick give bring get wake stand sit calm slow hang sign move keep set',
);

/** Clitics that cannot stand at the end of an English clause. */
export const strandedClitics = words(
  "i'm you're we're they're i'd you'd he'd she'd we'd they'd i'll you'll he'll she'll we'll they'll i've you've we've they've gonna wanna",
);

/** First words of a question. */
export const questionOpeners = words(
  "what what's whats when when's where where's who who's whom whose which why why's how how's is are am was were do does did can could will would shall should may might have has had isn't aren't don't doesn't didn't can't couldn't won't wouldn't",
);

/** Courtesies that may stand before or after anything. */
export const courtesies = words('please thanks okay ok hey well');

const units = words(
  'ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million',
);
const digits = words('zero oh one two three four five six seven eight nine double triple');

/** A number as a word or in digits ("three", "30", "2:30"). */
export const isNumber = (word: string): boolean => digits.has(word) || units.has(word) || /^\d+([:.,]\d+)*$/.test(word);

/** How many digits of a read-out number a word stands for; 0 when it is none. "oh" counts only among others. */
export function digitCount(word: string): number {
  if (/^[\d-]+$/.test(word)) return word.replaceAll('-', '').length;
  if (word === 'double' || word === 'triple') return 1;
  return digits.has(word) ? 1 : 0;
}
