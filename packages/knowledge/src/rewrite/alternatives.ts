import type { ReaderView } from '../search/reader-view.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { wordsOf } from '../text/words.ts';
import { findEntities } from './find-entities.ts';
import type { Rewritten } from './repairs.ts';

/** A lower hypothesis has to make this much more sense, in names and known words. */
const leastGain = 0.75;

/**
 * Takes a lower hypothesis of the recognizer when it names something of the documents that the first one does not.
 *
 * @param alternatives best first
 */
export function chooseHypothesis(text: string, alternatives: readonly string[], view: ReaderView): Rewritten {
  let best = { text, sense: senseOf(text, view) };
  for (const alternative of alternatives) {
    const sense = senseOf(alternative, view);
    if (sense >= best.sense + (best.text === text ? leastGain : 0.001)) best = { text: alternative, sense };
  }
  if (best.text === text) return { text, repairs: [] };
  const { heard, meant } = difference(text, best.text);
  return { text: best.text, repairs: [{ heard, meant, reason: 'alternative' }] };
}

/** Names count one each, words of the documents by their share of all. */
function senseOf(text: string, view: ReaderView): number {
  const words = wordsOf(text);
  const content = words.filter(({ norm }) => !isFunctionWord(norm));
  const known = content.filter(({ stem }) => view.hasStem(stem)).length;
  return findEntities(words, view).length + (content.length === 0 ? 0 : known / content.length);
}

/** The words between the common beginning and the common end. */
function difference(heard: string, meant: string): { heard: string; meant: string } {
  const left = heard.split(' ');
  const right = meant.split(' ');
  const same = (at: number, from: number) => left.at(from + at)?.toLowerCase() === right.at(from + at)?.toLowerCase();
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && same(start, 0)) start++;
  let end = 0;
  while (end < shorter - start && same(-end, -1)) end++;
  return {
    heard: left.slice(start, left.length - end).join(' '),
    meant: right.slice(start, right.length - end).join(' '),
  };
}
