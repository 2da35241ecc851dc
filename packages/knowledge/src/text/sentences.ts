import { oneLine } from './clean-text.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** After these a capital letter begins no sentence. */
const title = /(?:^|\s|\()(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Gen|Sen|Rev|Fig|No|Nos|Inc|Ltd|Co|[A-Z])\.$/u;

/** After these only a capital letter begins a sentence. */
const abbreviation = /(?:^|\s|\()(?:e\.g|i\.e|vs|approx|ca|cf|etc|a\.m|p\.m|min|max|incl|excl|tel|ext)\.$/iu;

/**
 * Sentences of a paragraph, white space collapsed; no other character is lost. Boundaries as Unicode
 * (UAX 29) sets them, but not after titles, initials and abbreviations.
 */
export function splitSentences(paragraph: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of segmenter.segment(oneLine(paragraph))) {
    const part = segment.trim();
    if (part === '') continue;
    const before = sentences.at(-1);
    if (before !== undefined && goesOn(before, part)) sentences[sentences.length - 1] = `${before} ${part}`;
    else sentences.push(part);
  }
  return sentences;
}

function goesOn(before: string, part: string): boolean {
  return title.test(before) || (abbreviation.test(before) && !/^\p{Lu}/u.test(part));
}
