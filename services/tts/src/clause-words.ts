import { outputRateHz, type SpeechWord } from '@cascade/contracts';
import type { SpeechPart } from './speech-engine.ts';
import { alignWords, findWrittenWords, type WrittenWord } from './word-alignment.ts';

/** A letter's share of speech at normal speed: 14 letters a second, spaces not counted. */
const ESTIMATED_MS_PER_LETTER = 70;
const samplesPerMs = outputRateHz / 1000;

/** Where a clause stands in its response. */
export interface ClausePlace {
  /** As written, markup included. */
  readonly text: string;
  /** Position in the joined clauses, in UTF-16 units. */
  readonly startChar: number;
  /** Where its sound begins in the response's audio, the pause before it left out. */
  readonly startSample: number;
  readonly speed: number;
}

/**
 * The written words that begin in a part of a clause's audio, timed in the response's audio. Where the engine knows the
 * times of the words that it spoke, those are used; otherwise they are estimated from the number of letters, and no
 * word ends after the audio that there is.
 *
 * @param partStart samples of the clause that came before this part
 */
export function wordsOfPart(clause: ClausePlace, part: SpeechPart, partStart: number): SpeechWord[] {
  const startMs = partStart / samplesPerMs;
  const endMs = startMs + part.samples.length / samplesPerMs;
  const words =
    part.words === undefined
      ? estimateWords(clause).filter((word) => word.startMs >= startMs && word.startMs < endMs)
      : alignWords(clause.text, part.words);
  const clauseMs = clause.startSample / samplesPerMs;
  return words.map((word) => ({
    text: word.text,
    startChar: clause.startChar + word.startChar,
    endChar: clause.startChar + word.endChar,
    startMs: clauseMs + word.startMs,
    endMs: clauseMs + Math.min(word.endMs, endMs),
  }));
}

function estimateWords({ text, speed }: ClausePlace): WrittenWord[] {
  let atMs = 0;
  return findWrittenWords(text).map((word) => {
    const startMs = atMs;
    atMs += ((word.endChar - word.startChar) * ESTIMATED_MS_PER_LETTER) / speed;
    return { ...word, startMs, endMs: atMs };
  });
}
