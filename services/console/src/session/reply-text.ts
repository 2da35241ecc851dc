/** When a word of a reply sounds: positions in its text, times in its audio. */
export interface WordTime {
  readonly startChar: number;
  readonly endChar: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** A reply's text in three parts that join to it. */
export interface SplitReply {
  readonly heardText: string;
  /** The words that sound now. */
  readonly soundingText: string;
  readonly unheardText: string;
}

/** A word is shown as sounding for so long after its end, where no other begins: gaps between words do not flicker. */
const lingerMs = 250;

/** By the position of playback, while a reply plays. `words` in the order they sound. */
export function splitAtPlayhead(text: string, words: readonly WordTime[], heardMs: number): SplitReply {
  let heardEnd = 0;
  let begun: WordTime | undefined;
  for (const word of words) {
    if (word.startMs >= heardMs) break;
    heardEnd = begun?.endChar ?? 0;
    begun = word;
  }
  if (!begun) return splitAt(text, 0, 0);
  return splitAt(text, begun.endMs + lingerMs <= heardMs ? begun.endChar : heardEnd, begun.endChar);
}

/** By the service's word on what was heard, once a reply is over. */
export function splitAtHeard(text: string, heardText: string): SplitReply {
  const lead = text.length - text.trimStart().length;
  let end = 0;
  // A clause that could not be spoken is missing in what was heard: only what both begin with is known to be heard.
  while (end < heardText.length && heardText[end] === text[lead + end]) end += 1;
  const heardEnd = end === 0 ? 0 : lead + end;
  // Punctuation after the last word heard belongs to it.
  const tail = heardEnd === 0 ? '' : (/^[^\p{L}\p{N}\s]+/u.exec(text.slice(heardEnd))?.[0] ?? '');
  return splitAt(text, heardEnd + tail.length, heardEnd + tail.length);
}

function splitAt(text: string, heardEnd: number, soundingEnd: number): SplitReply {
  const sounding = text.slice(heardEnd, soundingEnd);
  // The space before a word does not sound.
  const wordStart = heardEnd + sounding.length - sounding.trimStart().length;
  return {
    heardText: text.slice(0, wordStart),
    soundingText: text.slice(wordStart, soundingEnd),
    unheardText: text.slice(soundingEnd),
  };
}
