import type { ClipEnding } from './replay-clip.ts';

/** What some settings come to on some clips. Times in milliseconds. */
export interface Figures {
  readonly clips: number;
  /** Endpoint delay: from the last word to the decision that ends the turn. NaN without clips. */
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  /** Clips with a turn ended before their last word, and their share. */
  readonly cutOff: number;
  readonly cutOffShare: number;
  /** Of the pauses within clips, those that ended a turn. */
  readonly pauses: number;
  readonly pausesCut: number;
  /** Of these turns, those that were taken up again before their reply counted as heard. */
  readonly reopened: number;
  /** Clips whose turn was never ended. */
  readonly unended: number;
  /** Runs of the end-of-turn model. */
  readonly scores: number;
  /** Responses prepared ahead, those of them that were wanted, and how long before the turn's end, at the median. */
  readonly speculations: number;
  readonly speculationsUsed: number;
  readonly aheadP50: number;
}

export function figuresOf(endings: readonly ClipEnding[]): Figures {
  const delays = endings.map(({ delayMs }) => delayMs ?? Number.POSITIVE_INFINITY);
  const total = (count: (ending: ClipEnding) => number) => endings.reduce((sum, ending) => sum + count(ending), 0);
  const cutOff = total(({ cutoffs }) => (cutoffs > 0 ? 1 : 0));
  return {
    clips: endings.length,
    p50: percentile(delays, 0.5),
    p75: percentile(delays, 0.75),
    p95: percentile(delays, 0.95),
    cutOff,
    cutOffShare: endings.length === 0 ? 0 : cutOff / endings.length,
    pauses: total(({ pauses }) => pauses),
    pausesCut: total(({ cutoffs }) => cutoffs),
    reopened: total(({ reopened }) => reopened),
    unended: total(({ delayMs }) => (delayMs === undefined ? 1 : 0)),
    scores: total(({ scores }) => scores),
    speculations: total(({ speculations }) => speculations),
    speculationsUsed: total(({ speculationsUsed }) => speculationsUsed),
    aheadP50: percentile(
      endings.map(({ aheadMs }) => aheadMs),
      0.5,
    ),
  };
}

/** Value below which `share` of the values lie (nearest rank); NaN without values. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
