import type { Measure } from '../results-schema/index.ts';
import { notCounted, oneOf, single } from './share.ts';

/** What was decided while the user spoke, on one clock in ms. */
export interface TurnTimeline {
  readonly speechStartMs: number;
  /** Last sample of the user's speech. */
  readonly speechEndMs: number;
  /** When the turn was taken for finished; again each time that it was taken up after all. */
  readonly commitsMs: readonly number[];
  readonly firstPartialMs?: number | undefined;
  readonly finalMs?: number | undefined;
}

export interface TurnTiming {
  /** A turn was taken for finished before the user had said all of it. */
  readonly earlyCutoff: Measure;
  /**
   * From the last sample of speech to the decision that ended the turn, ms; of turns that were cut off nothing is counted, or
   * cutting off would look fast. Always to be read with the share of cutoffs.
   */
  readonly endpointDelay: Measure;
  /** From the first sample of speech to the first partial with a word, ms. */
  readonly firstPartial: Measure;
  /** From the last sample of speech to the final, ms. */
  readonly finalization: Measure;
}

/**
 * Endpoint delay and early cutoffs, a trade-off that is reported as a pair (Shannon et al. 2017, "Improved end-of-query detection
 * for streaming speech recognition": latency against cutoffs; Raux and Eskenazi 2009), first partial and finalization.
 */
export function turnTiming(timeline: TurnTimeline): TurnTiming {
  const { speechStartMs, speechEndMs, commitsMs, firstPartialMs, finalMs } = timeline;
  const isCutOff = commitsMs.some((atMs) => atMs < speechEndMs);
  const committedMs = commitsMs.at(-1);
  const since = (zeroMs: number, atMs: number | undefined) => single(atMs === undefined ? undefined : atMs - zeroMs);
  return {
    earlyCutoff: committedMs === undefined ? notCounted : oneOf(isCutOff),
    endpointDelay: isCutOff ? notCounted : since(speechEndMs, committedMs),
    firstPartial: since(speechStartMs, firstPartialMs),
    finalization: isCutOff ? notCounted : since(speechEndMs, finalMs),
  };
}
