import { coreOf } from './stable-text.ts';

/** Words of the earlier segment that are compared. */
const comparedWords = 6;

/**
 * Two segments were decoded from audio that overlaps, because there was no pause to cut at. Tells how many of the later
 * segment's first words the earlier one already ends with. A longer run of equal words beats a shorter one; the words
 * next to the cut may be wrong on either side, so a run may end before the earlier text does or begin after the later
 * text does. Where nothing matches, `expected` (by estimated times) decides.
 */
export function repeatedWords(earlier: readonly string[], later: readonly string[], expected: number): number {
  const tail = earlier.slice(-comparedWords).map(coreOf);
  const head = later.slice(0, comparedWords).map(coreOf);
  let best = { score: 0, skipped: Math.min(expected, later.length) };
  for (let tailStart = 0; tailStart < tail.length; tailStart++) {
    for (let headStart = 0; headStart < head.length; headStart++) {
      let run = 0;
      while (
        tailStart + run < tail.length &&
        headStart + run < head.length &&
        isSame(tail[tailStart + run], head[headStart + run])
      ) {
        run++;
      }
      if (run === 0) continue;
      const unmatchedAtEnd = tail.length - tailStart - run;
      const score = run * 2 - unmatchedAtEnd - headStart;
      // Words of the later text that stand for the unmatched end of the earlier one are skipped with it.
      const skipped = Math.min(later.length, headStart + run + unmatchedAtEnd);
      if (score > best.score) best = { score, skipped };
    }
  }
  return best.skipped;
}

const isSame = (a: string | undefined, b: string | undefined) => a !== undefined && a !== '' && a === b;
