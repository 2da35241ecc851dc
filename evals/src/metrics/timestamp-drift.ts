import { theilSen } from '../statistics/index.ts';
import { align } from './alignment.ts';

/** A word and where it is in the audio. */
export interface TimedWord {
  /** Normalized. */
  readonly word: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface TimestampDrift {
  /** Words that both sides have. */
  readonly words: number;
  /** Mean distance of the starts and ends, in ms. */
  readonly meanAbsoluteMs: number;
  /** Median of hypothesis less reference at the starts: a constant shift. */
  readonly offsetMs: number;
  /** How much the shift grows in a second of audio, by Theil and Sen's slope: a drift. */
  readonly driftMsPerSecond: number;
}

/**
 * Times of the words that were heard right against those of the reference. Undefined when no word was.
 */
export function timestampDrift(
  reference: readonly TimedWord[],
  hypothesis: readonly TimedWord[],
): TimestampDrift | undefined {
  const wordOf = ({ word }: TimedWord) => word;
  const pairs = align(reference.map(wordOf), hypothesis.map(wordOf))
    .filter(({ edit }) => edit === 'equal')
    .map((step) => [reference[step.reference]!, hypothesis[step.hypothesis]!] as const);
  if (pairs.length === 0) return undefined;
  const shifts = pairs.map(([expected, found]) => found.startMs - expected.startMs);
  const distances = pairs.map(
    ([expected, found], index) => (Math.abs(shifts[index]!) + Math.abs(found.endMs - expected.endMs)) / 2,
  );
  return {
    words: pairs.length,
    meanAbsoluteMs: distances.reduce((sum, distance) => sum + distance, 0) / pairs.length,
    offsetMs: shifts.toSorted((a, b) => a - b)[Math.floor((pairs.length - 1) / 2)]!,
    driftMsPerSecond: theilSen(pairs.map(([{ startMs }], index) => [startMs / 1000, shifts[index]!])).slope,
  };
}
