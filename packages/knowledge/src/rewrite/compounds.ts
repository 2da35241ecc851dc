import type { ReaderView } from '../search/reader-view.ts';
import { wordsOf } from '../text/words.ts';
import type { Repair, Rewritten } from './repairs.ts';

/** Shorter halves are in too many words. */
const shortestHalf = 2;
const shortestWord = 6;

/** "Callout" and "pickup" where the documents write "call-out" and "pick up": a word that they do not have, of two that they have. */
export function partCompounds(text: string, view: ReaderView): Rewritten {
  const repairs: Repair[] = [];
  const parted = text.replace(/\p{L}+/gu, (heard) => {
    const [word] = wordsOf(heard);
    if (!word || heard.length < shortestWord || view.hasWord(word.norm) || view.hasStem(word.stem)) return heard;
    for (let at = heard.length - shortestHalf; at >= shortestHalf + 1; at--) {
      const halves = [heard.slice(0, at), heard.slice(at)];
      if (!halves.every((half) => view.hasWord(half.toLowerCase()))) continue;
      const meant = halves.join(' ');
      repairs.push({ heard, meant, reason: 'phonetic' });
      return meant;
    }
    return heard;
  });
  return { text: parted, repairs };
}
