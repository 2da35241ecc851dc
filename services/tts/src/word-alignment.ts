/** A word as it is spoken, with its time in the audio of the piece of speech. */
export interface SpokenWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A word as it is written, with its place in the written text and its time in the audio. */
export interface WrittenWord extends SpokenWord {
  /** UTF-16 units. */
  readonly startChar: number;
  readonly endChar: number;
}

interface Place {
  readonly text: string;
  readonly startChar: number;
  readonly endChar: number;
}

/** What is compared: letters and digits without case, accents and marks. */
const comparable = (word: string): string =>
  word
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** The written words: runs without white space that have a letter, a digit or a sign that is read aloud. */
export function findWrittenWords(text: string): Place[] {
  return [...text.matchAll(/\S*[\p{L}\p{N}\p{Sc}%&+=@°]\S*/gu)].map((match) => ({
    text: match[0],
    startChar: match.index,
    endChar: match.index + match[0].length,
  }));
}

/**
 * Gives written words the times of the spoken ones. Words that are the same in both (the longest common subsequence)
 * have their own times; between two of them, what was written shares the time of what was spoken there by length:
 * "$5.20" gets all of "five dollars and twenty cents". Times never run backwards.
 */
export function alignWords(written: string, spoken: readonly SpokenWord[]): WrittenWord[] {
  const words = findWrittenWords(written);
  if (spoken.length === 0) return [];
  const aligned: WrittenWord[] = [];
  let writtenFrom = 0;
  let spokenFrom = 0;
  const anchors = commonWords(
    words.map((word) => comparable(word.text)),
    spoken.map((word) => comparable(word.text)),
  );
  for (const [writtenAt, spokenAt] of [...anchors, [words.length, spoken.length] as const]) {
    const gap = words.slice(writtenFrom, writtenAt);
    const last = spoken.at(-1)!;
    const gapStartMs = spokenFrom < spoken.length ? spoken[spokenFrom]!.startMs : last.endMs;
    const gapEndMs = spokenAt > spokenFrom ? spoken[spokenAt - 1]!.endMs : gapStartMs;
    aligned.push(...shareTime(gap, gapStartMs, gapEndMs));
    const word = words[writtenAt];
    const anchor = spoken[spokenAt];
    if (word !== undefined && anchor !== undefined) {
      aligned.push({ ...word, startMs: anchor.startMs, endMs: anchor.endMs });
    }
    writtenFrom = writtenAt + 1;
    spokenFrom = spokenAt + 1;
  }
  return aligned;
}

/** Words over a stretch of time, each as long as its share of the letters. */
export function shareTime(words: readonly Place[], startMs: number, endMs: number): WrittenWord[] {
  const total = words.reduce((sum, word) => sum + word.text.length, 0);
  let before = 0;
  return words.map((word) => {
    const wordStartMs = startMs + ((endMs - startMs) * before) / total;
    before += word.text.length;
    return { ...word, startMs: wordStartMs, endMs: startMs + ((endMs - startMs) * before) / total };
  });
}

/** Pairs of places of the longest common subsequence; empty words match nothing. */
function commonWords(a: readonly string[], b: readonly string[]): [number, number][] {
  const width = b.length + 1;
  // lengths[i · width + j]: longest common subsequence of a from i on and b from j on.
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        a[i] !== '' && a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] !== '' && a[i] === b[j]) pairs.push([i++, j++]);
    else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i += 1;
    else j += 1;
  }
  return pairs;
}
