/**
 * Where text may be cut between two words, and how good a place that is. Works on the words around the gap alone, so
 * that the same text is always cut at the same places, however it arrives.
 */

export type BoundaryKind = 'sentence' | 'clause' | 'connective' | 'word' | 'never';
/** `undefined`: more of what follows must be seen first. */
export type Judgement = BoundaryKind | undefined;

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Their full stop never ends a sentence. */
const NEVER_LAST = setOf(
  'Mr Mrs Ms Dr Prof St Mt Ft Gen Gov Sen Rep Capt Lt Col Sgt Cmdr Rev Hon Pres Supt Cpl Maj Adm Fr Msgr approx vs cf viz ca incl excl max min avg e.g i.e a.k.a',
);
/** Nor does theirs in front of a number; elsewhere they are words that may end one. */
const BEFORE_NUMBER = setOf(
  'No no Nos nos Vol vol Fig fig Ch ch pp p ed eds est Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Apt Ste Rm Bldg',
);
/** Their full stop may end one: the next word tells. */
const PERHAPS_LAST = setOf('etc al Jr Sr Inc Ltd Co Corp Ave Blvd Rd Ln Hwy Pkwy Dept Univ');
const DOTTED = /^(?:\p{L}{1,2}\.)+\p{L}{1,2}$/u;
/** Words in capitals that begin a sentence rather than go on with a name. */
const SENTENCE_STARTERS = setOf(
  'A After All Also An And Are As At Because Before But By Can Could Did Do Does Each Every First For From Had Has Have He Her Here His How However I If In Is It Its Let Many May Maybe Most My Never No Not Now Of Oh Okay On Once One Or Our Please Set She Should Since So Some Sorry Still Sure Thank That The Their Then There These They This Those Though To Today Tomorrow Try Until Was We Well Were What When Where Which While Who Why Will With Would Yes You Your',
);
/** Words that a clause may well begin with. */
const CONNECTIVES = setOf(
  'after although and as at because before but by during except for from if in into like on or since so than that though through unless until when where whether which while who with without',
);
/** Words that belong to a number in front of them. */
const AFTER_NUMBER = setOf(
  'hundred thousand million billion trillion percent dollars cents pounds euros degrees a.m p.m am pm AM PM',
);
/** Words that belong to what follows them. */
const CLINGING = setOf('a an the my your his her its our their this these those of to');

const OPENING = /^["'“‘([{*_]+/u;
const CLOSING = /["'”’)\]}*_]+$/u;

/**
 * Judges the gap between `before` (the text up to and including the last word's end) and `after` (what follows the
 * white space, at least one character unless `isEnd`). `gap` is the white space itself.
 */
export function judgeBoundary(before: string, gap: string, after: string, isEnd: boolean): Judgement {
  if (/\n/u.test(gap)) return /^\s*\d{1,3}[.)]$/u.test(lastLine(before)) ? 'never' : 'sentence';
  const last = before.slice(before.search(/\S+$/u)).replace(OPENING, '');
  const bare = last.replace(CLOSING, '');
  const mark = bare.at(-1) ?? '';
  if ('!?…'.includes(mark) || bare.endsWith('...')) return /^\p{Ll}/u.test(after) ? 'clause' : 'sentence';
  if (mark === '.') return judgeFullStop(before, bare.slice(0, -1), after, isEnd);
  if (mark === ',') {
    // "January 5, 2021" and "Springfield, IL" stay whole.
    if (/^[A-Z]{1,2}$/u.test(after) && !isEnd) return undefined;
    return /^(?:\d|[A-Z]{2}(?!\p{L}))/u.test(after) ? 'never' : 'clause';
  }
  if (';:—–'.includes(mark) || bare === '-') return 'clause';
  if (isWithinMarkup(before)) return 'never';
  return judgeWords(bare, after, isEnd);
}

function judgeFullStop(before: string, word: string, after: string, isEnd: boolean): Judgement {
  if (/^["'“‘([{*_$£€#]+$/u.test(after) && !isEnd) return undefined;
  if (/^["'“‘([{*_]*\p{Ll}/u.test(after) || NEVER_LAST.has(word)) return 'never';
  // The number of a list's item.
  if (/^\s*\d{1,3}\.$/u.test(lastLine(before))) return 'never';
  if (BEFORE_NUMBER.has(word)) return /^[$£€#]?\d/u.test(after) ? 'never' : 'sentence';
  const isInitial = /^\p{Lu}$/u.test(word) && word !== 'I';
  if (!isInitial && !DOTTED.test(word) && !PERHAPS_LAST.has(word)) return 'sentence';
  const next = completeWord(after, isEnd);
  if (next === undefined) return undefined;
  return SENTENCE_STARTERS.has(next) ? 'sentence' : 'never';
}

/** A gap without a mark. */
function judgeWords(last: string, after: string, isEnd: boolean): Judgement {
  if (CLINGING.has(last.toLowerCase()) || /^[$£€#]?\d/u.test(after)) return 'never';
  const next = completeWord(after, isEnd);
  if (next === undefined) return undefined;
  // "5 km", "$5 million", "3 p.m.": a number keeps what it counts.
  if (/\d$/u.test(last)) return CONNECTIVES.has(next) ? 'connective' : 'never';
  if (AFTER_NUMBER.has(next)) return 'never';
  // Names stay whole.
  if (/^\p{Lu}/u.test(last) && /^\p{Lu}/u.test(next)) return 'never';
  return CONNECTIVES.has(next) ? 'connective' : 'word';
}

/** The first word of the text without marks around it, once it is known to be complete. */
function completeWord(text: string, isEnd: boolean): string | undefined {
  const [word] = /^\S+/u.exec(text) ?? [''];
  if (word.length === text.length && !isEnd) return undefined;
  return word.replace(OPENING, '').replace(/[^\p{L}\p{N}]+$/u, '');
}

/** The sentences of a whole text; joined, they are the text. */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const gap of text.matchAll(/\s+/gu)) {
    const next = gap.index + gap[0].length;
    if (gap.index === start || next === text.length) continue;
    if (judgeBoundary(text.slice(start, gap.index), gap[0], text.slice(next), true) !== 'sentence') continue;
    sentences.push(text.slice(start, next));
    start = next;
  }
  sentences.push(text.slice(start));
  return sentences.filter((sentence) => sentence !== '');
}

/** Inside of a link's words or of code. */
function isWithinMarkup(before: string): boolean {
  return before.lastIndexOf('[') > before.lastIndexOf(']') || (before.split('`').length - 1) % 2 === 1;
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);
