import { normalizeEnglish } from '@cascade/client';
import { isPattern } from './question-file.ts';

/**
 * Whether words hold a name, whatever its spacing: "h x fourteen" holds "HX-14", "5 5 5 0114" holds "555 0114", but "18 days"
 * does not hold "8 days". Both sides are normalized as for word error rates, numbers as digits.
 */
export function holdsPhrase(text: string, phrase: string): boolean {
  const words = wordsOf(text);
  const wanted = wordsOf(phrase).join('');
  if (wanted === '') return false;
  return words.some((_, start) => {
    let joined = '';
    for (let end = start; end < words.length && joined.length < wanted.length; end++) joined += words[end];
    return joined === wanted;
  });
}

/** Numbers of two clauses are two numbers: "for the Arden 200, 480 dollars". */
const wordsOf = (text: string): string[] => text.split(/[,;:.!?](?=\s)/).flatMap((clause) => normalizeEnglish(clause));

/** Whether a spoken answer contains a fact; of several wordings one is enough. */
export function statesFact(speech: string, fact: string | readonly string[]): boolean {
  if (typeof fact !== 'string') return fact.some((wording) => statesFact(speech, wording));
  if (isPattern(fact)) return new RegExp(fact.slice(1, -1), 'i').test(wordsOf(speech).join(' '));
  return holdsPhrase(speech, fact);
}

export const sameWords = (left: string, right: string): boolean =>
  normalizeEnglish(left).join(' ') === normalizeEnglish(right).join(' ');

/** Entities that a text does not hold any more. */
export const missingEntities = (text: string, entities: readonly string[]): string[] =>
  entities.filter((entity) => !holdsPhrase(text, entity));

/** Words that bear no claim: a quote need not have them. */
const functionWords = new Set(
  'a an and are as at be been but by can do does for from had has have he her his i if in is it its may me my no not of on or our she so than that the their them then there they this to was we were what when which who will with would you your'.split(
    ' ',
  ),
);

export const contentWords = (text: string): string[] => wordsOf(text).filter((word) => !functionWords.has(word));
