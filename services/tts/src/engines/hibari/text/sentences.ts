import { isLower, isUpper } from './unicode.ts';

/** The acoustic model reads up to this many phonemes at once; a longer sentence is cut at its clause marks. */
export const MAX_PHONEMES_PER_RUN = 400;

const SENTENCE_END = /(?<=[.!?…])["”’)\]]*\s+(?=\S)/gu;
const CLAUSE_GAP = /(?<=[,;:—])\s+/u;

/**
 * Cuts text into sentences: at line breaks, and after `.`, `!`, `?` or `…` unless the next word starts with a small
 * letter or the full stop belongs to a title or an initial. Closing quotes between two sentences are left out.
 */
export function splitSentences(text: string, titles: ReadonlySet<string>): string[] {
  const sentences: string[] = [];
  for (const line of text.trim().split(/\n/)) {
    const paragraph = line.trim();
    let start = 0;
    for (const gap of paragraph.matchAll(SENTENCE_END)) {
      const next = gap.index + gap[0].length;
      if (!endsSentence(paragraph, gap.index, paragraph[next]!, titles)) continue;
      sentences.push(paragraph.slice(start, gap.index));
      start = next;
    }
    sentences.push(paragraph.slice(start));
  }
  return sentences.filter((sentence) => sentence.trim() !== '');
}

function endsSentence(paragraph: string, end: number, nextCharacter: string, titles: ReadonlySet<string>): boolean {
  if (isLower(nextCharacter)) return false;
  if (paragraph[end - 1] !== '.') return true;
  const lastWord = paragraph
    .slice(0, end - 1)
    .replace(/^.* /su, '')
    .replace(/^[("“'‘]+/u, '');
  return !(titles.has(lastWord) || (lastWord.length === 1 && isUpper(lastWord)));
}

/** Packs the clauses of one sentence's phonemes into as few runs as the model's limit allows. */
export function splitPhonemes(phonemes: string, limit = MAX_PHONEMES_PER_RUN): string[] {
  if (phonemes.length <= limit) return phonemes === '' ? [] : [phonemes];
  const runs: string[] = [];
  let run = '';
  for (const clause of phonemes.split(CLAUSE_GAP)) {
    if (run !== '' && run.length + 1 + clause.length > limit) {
      runs.push(run);
      run = clause;
    } else {
      run = run === '' ? clause : `${run} ${clause}`;
    }
  }
  if (run !== '') runs.push(run);
  return runs;
}
