import { knownUtterance } from './short-utterances.ts';
import {
  conjunctions,
  courtesies,
  determiners,
  digitCount,
  hesitations,
  isNumber,
  particles,
  particleVerbs,
  prepositions,
  questionOpeners,
  strandedClitics,
} from './spoken-words.ts';

/**
 * How finished a transcript looks, most finished first.
 * - `complete`: a whole question, a known short answer or a known command.
 * - `likely`: ends like a sentence. The recognizer ends nearly everything it is given with a full stop, so this is weak.
 * - `unclear`: no mark at the end, or a comma.
 * - `brief`: a single word, or a number that may lack its unit: a whole answer, or the beginning of something longer.
 * - `open`: the last words need more after them.
 * - `empty`: no words.
 */
export type CompletenessVerdict = 'complete' | 'likely' | 'unclear' | 'brief' | 'open' | 'empty';

export interface Completeness {
  readonly verdict: CompletenessVerdict;
  /** Why, as the end of a sentence; holds none of the user's words. */
  readonly reason: string;
}

/** Words in lower case without marks; digits, clitics and hyphens stay. */
function spokenWords(text: string): string[] {
  return text
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/[\s—–]+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => word !== '');
}

function withoutCourtesies(words: readonly string[]): string[] {
  let first = 0;
  let end = words.length;
  while (end - first > 1 && courtesies.has(words[first]!)) first++;
  while (end - first > 1 && courtesies.has(words[end - 1]!)) end--;
  return words.slice(first, end);
}

/** Lengths at which a number read out digit by digit is usually whole: a phone number with and without country code, a card. */
const wholeNumberLengths: readonly number[] = [10, 11, 16];

/** A lone group of digits that says something by itself: a year, or an amount in hundreds. */
const isYearOrAmount = (word: string): boolean => /^(?:1[1-9]|20)\d\d$|^\d+00$/.test(word);

/**
 * A number at the end that is being read out: at least two groups, or three digits, and not yet as many as a phone or card
 * number has. People pause between groups, and sound finished there ("4111").
 */
function openNumber(words: readonly string[]): string | undefined {
  const readOut: number[] = [];
  for (let index = words.length - 1; index >= 0; index--) {
    const count = digitCount(words[index]!);
    if (count === 0) break;
    readOut.push(count);
  }
  const length = readOut.reduce((sum, count) => sum + count, 0);
  if (readOut.length < 2 && (length < 3 || isYearOrAmount(words.at(-1)!))) return undefined;
  return wholeNumberLengths.includes(length) ? undefined : 'number read in groups';
}

const isLetter = (word: string | undefined) => word !== undefined && /^[b-hj-z]$/.test(word);
/** "j-o-h" or "j.o.h": letters that the recognizer has joined. Two are an abbreviation ("p.m."). */
const isJoinedLetters = (word: string | undefined) => word !== undefined && /^[a-z](?:[-.][a-z]){2,}$/.test(word);

function openSpelling(words: readonly string[]): string | undefined {
  const [before, last] = words.slice(-2);
  const clockOrSet = last === 'm' || (before === 't' && last === 'v');
  if (isJoinedLetters(last)) return 'name being spelled';
  return isLetter(last) && !clockOrSet && (isLetter(before) || before === 'a' || before === 'i')
    ? 'name being spelled'
    : undefined;
}

function openEnding(words: readonly string[], isQuestion: boolean): string | undefined {
  const last = words.at(-1)!;
  if (hesitations.has(last)) return 'hesitation';
  if (determiners.has(last)) return 'determiner';
  if (conjunctions.has(last)) return 'conjunction';
  if (strandedClitics.has(last)) return 'subject without a verb';
  if (!isQuestion && prepositions.has(last)) return 'preposition';
  if (!isQuestion && particles.has(last) && !words.some((word) => particleVerbs.has(word))) return 'preposition';
  return openNumber(words) ?? openSpelling(words);
}

/** Judges the text of an utterance so far, with the recognizer's punctuation. English. */
export function judgeCompleteness(text: string): Completeness {
  const all = spokenWords(text);
  if (all.length === 0) return { verdict: 'empty', reason: 'nothing was said' };
  const known = knownUtterance(withoutCourtesies(all).join(' '));
  if (known) return { verdict: 'complete', reason: `known short ${known}` };
  const mark = /[.?!…,;:-](?=["'”’)\s]*$)/.exec(text)?.[0] ?? '';
  const words = withoutCourtesies(all);
  const isQuestion = mark === '?' && questionOpeners.has(words[0]!);
  const opening = openEnding(words, isQuestion);
  if (opening) return { verdict: 'open', reason: `ends in a ${opening}` };
  if (text.trimEnd().endsWith('...') || mark === '…' || mark === '-') return { verdict: 'open', reason: 'breaks off' };
  if (isQuestion && words.length >= 3) return { verdict: 'complete', reason: 'whole question' };
  if (words.length === 1) return { verdict: 'brief', reason: 'single word' };
  if (isNumber(words.at(-1)!)) return { verdict: 'brief', reason: 'ends in a number' };
  if (mark === '.' || mark === '?' || mark === '!') return { verdict: 'likely', reason: 'ends like a sentence' };
  return { verdict: 'unclear', reason: mark === '' ? 'no mark at the end' : 'comma at the end' };
}

/** True for a whole utterance that is believed even when the voice detector took it for too short to be speech. */
export function isKnownShortUtterance(text: string): boolean {
  return knownUtterance(withoutCourtesies(spokenWords(text)).join(' ')) !== undefined;
}
