/**
 * Pauses by rule. A voice's own silence around a piece of speech is cut off, so the pause between two pieces is ours:
 * about what people leave between the parts of an answer, and less than the 700 ms that the voice's own silences add up
 * to. Milliseconds at normal speed.
 */
export const pausesMs = { paragraph: 420, sentence: 280, clause: 200, comma: 140, word: 30 } as const;

/** The pause that belongs between a piece of text and the next one, by the mark that it ends with. */
export function pauseAfterMs(text: string): number {
  if (/\n\s*\n\s*$/u.test(text)) return pausesMs.paragraph;
  const mark = /([.!?…:;,—–-]|\n)["'”’)\]*_\s]*$/u.exec(text)?.[1];
  if (mark === undefined) return pausesMs.word;
  if ('.!?…\n'.includes(mark)) return pausesMs.sentence;
  return mark === ',' ? pausesMs.comma : pausesMs.clause;
}
