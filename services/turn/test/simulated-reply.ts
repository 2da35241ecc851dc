/** Replies with words in time, for the simulated player. */
import type { SpeechWord } from '@cascade/contracts';

export interface SimulatedReply {
  readonly clauses: readonly string[];
  readonly words: readonly SpeechWord[];
  readonly lengthMs: number;
}

export const msPerWord = 300;

/** Every word takes as long as any other; clauses end after punctuation. */
export function simulatedReply(text: string): SimulatedReply {
  const words = [...text.matchAll(/[^\s]+/g)].map(({ 0: word, index }, at) => ({
    text: word,
    startChar: index,
    endChar: index + word.length,
    startMs: at * msPerWord,
    endMs: (at + 1) * msPerWord,
  }));
  return { clauses: text.match(/[^,.?!]+[,.?!]*\s*/g) ?? [], words, lengthMs: words.length * msPerWord };
}

/** The words whose sound has ended. */
export function heardOf({ clauses, words }: SimulatedReply, playedMs: number): string {
  const last = words.findLast(({ endMs }) => endMs <= playedMs);
  return clauses.join('').slice(0, last?.endChar ?? 0);
}
