import type { KnownEntity, ReaderView } from '../search/reader-view.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { wordsOf } from '../text/words.ts';
import type { SpokenQuestion } from '../types.ts';
import { entitiesOfText } from './find-entities.ts';
import type { Repair } from './repairs.ts';

export interface FollowUp {
  readonly text: string;
  /** What the conversation was about, when the question leaves it open; empty otherwise. */
  readonly topic: string;
  readonly repairs: readonly Repair[];
}

const ellipsis = /^(?:and |but |so )?(?:what|how) about\b|^(?:and|but|or)\b/i;
const pronoun = /\b(?:(?:this|that|the same) one|its|it|that|this|they|them|their|those|these)\b/i;
const place = /\bthere\b/i;
/** "There" that stands for no place, "it" that stands for nothing, "that" that joins or points. */
const expletive =
  /\b(?:is|are|was|were|will|can|has|have|isn't|aren't) there\b|\bthere(?:'s| is| are| was| were| will| has| have)\b|\bthat (?=(?:is|are|was|has|have|i|you|we|they|runs?|costs?|fits?)\b)|\b(?:this|that|these|those) (?=(?:year|month|week|weekend|summer|winter|evening|morning|unit|page)s?\b)/gi;
const askingForName = /\b(?:which|what|who)\b/i;

/**
 * Puts what pronouns stand for in their place, and finds the topic of a question that leaves it to the turns before. A name in
 * the last reply counts if the turn asked for a name ("which filter …"), else the name in the question counts.
 */
export function resolveFollowUp(text: string, history: SpokenQuestion['history'], view: ReaderView): FollowUp {
  const last = history?.at(-1);
  const own = entitiesOfText(text, view);
  if (!last) return { text, topic: '', repairs: [] };
  const masked = text.replace(expletive, (match) => '\u0000'.repeat(match.length));
  const reference = masked.match(pronoun) ?? masked.match(place);
  const isElliptic = ellipsis.test(text);
  const contentWords = wordsOf(text).filter(({ norm }) => !isFunctionWord(norm));
  const isOpen = own.length === 0 && (isElliptic || reference !== null || contentWords.length <= 2);
  if (!isOpen && !(isElliptic && reference)) return { text, topic: '', repairs: [] };
  const focus = focusOf(history!, view);
  const topic = topicOf(last.user, focus, own);
  if (!reference || !focus || own.length > 0) return { text, topic, repairs: [] };
  const heard = reference[0];
  const meant = replacementFor(heard, focus.text);
  const resolved = `${text.slice(0, reference.index)}${meant}${text.slice(reference.index! + heard.length)}`;
  return { text: resolved, topic, repairs: [{ heard, meant, reason: 'pronoun' }] };
}

function replacementFor(heard: string, name: string): string {
  if (/^(?:its|their)$/i.test(heard)) return `${name}'s`;
  return /^there$/i.test(heard) ? `in ${name}` : name;
}

function focusOf(history: NonNullable<SpokenQuestion['history']>, view: ReaderView): KnownEntity | undefined {
  for (const { user, reply } of history.toReversed()) {
    const asked = entitiesOfText(user, view);
    const told = entitiesOfText(reply, view).filter((entity) => !asked.includes(entity));
    const names = askingForName.test(user) ? [...told, ...asked] : [...asked, ...told];
    if (names.length > 0) return names[0];
  }
  return undefined;
}

/** Content of the last question; names of it only when the question has none of its own. */
function topicOf(user: string, focus: KnownEntity | undefined, own: readonly KnownEntity[]): string {
  const words = wordsOf(user)
    .filter(({ norm }) => !isFunctionWord(norm))
    .map(({ surface }) => surface);
  const named = own.length === 0 && focus && !user.includes(focus.text) ? [focus.text] : [];
  return [...named, ...words].join(' ');
}
