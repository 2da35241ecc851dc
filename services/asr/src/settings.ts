import type { SegmentLimits } from './segment-plan.ts';
import type { StabilityOptions } from './stable-text.ts';
import type { VisibilityOptions } from './visible-words.ts';

/** Audio around the speech that a final is decoded from. */
export interface Cut {
  readonly beforeMs: number;
  readonly afterMs: number;
}

/** Everything about streaming recognition that was tuned by measurement; the README has the numbers. */
export interface AsrSettings {
  /** One cut, or two of which the surer text is kept: more accurate at twice the cost. */
  readonly finalCuts: readonly [Cut, ...Cut[]];
  /** Audio before the speech that a partial is decoded from. */
  readonly partialBeforeMs: number;
  /** Longer pauses within the audio of one decoding are shortened to this. */
  readonly longestPauseMs: number;
  /**
   * Tries at the first partial, by the age of the speech: it is shown when the first word is this sure. After the last
   * of them anything is shown, at every `retryMs` of further audio.
   */
  readonly firstPartial: readonly { readonly ageMs: number; readonly confidence: number }[];
  readonly retryMs: number;
  /** Audio between the beginnings of two partials is at least this many times the time that the last one took. */
  readonly partialLoadFactor: number;
  readonly stability: StabilityOptions;
  readonly visibility: VisibilityOptions;
  readonly segments: SegmentLimits;
  /** Audio that two segments share when they are cut without a pause. */
  readonly sharedMs: number;
}

export const oneCut: AsrSettings['finalCuts'] = [{ beforeMs: 200, afterMs: 100 }];
export const twoCuts: AsrSettings['finalCuts'] = [
  { beforeMs: 300, afterMs: 0 },
  { beforeMs: 150, afterMs: 100 },
];

export const defaultAsrSettings: AsrSettings = {
  finalCuts: twoCuts,
  partialBeforeMs: 200,
  longestPauseMs: 300,
  firstPartial: [
    { ageMs: 160, confidence: 0.75 },
    { ageMs: 200, confidence: 0 },
  ],
  retryMs: 60,
  partialLoadFactor: 2.5,
  stability: { agreement: 4, heldBackWords: 2, confidence: 0.8 },
  visibility: { fastestWordMs: 250, confidence: 0.7, contradictions: 2 },
  segments: { softMs: 8_000, hardMs: 12_000, forcedMs: 20_000, goodPauseMs: 400, shortestMs: 3_000 },
  sharedMs: 800,
};
