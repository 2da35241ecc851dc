import type { SegmentLimits } from './segment-plan.ts';
import { defaultSpeechCheck, type SpeechCheck } from './speech-check.ts';
import type { StabilityOptions } from './stable-text.ts';
import type { VisibilityOptions } from './visible-words.ts';

/** Audio around the speech that is decoded, and how it is prepared. */
export interface Cut {
  readonly beforeMs: number;
  readonly afterMs: number;
  /** Rumble below is filtered out; the audio stays as it is when absent. */
  readonly highPassHz?: number;
  /** Its speech is brought to this level; the audio stays as it is when absent. */
  readonly levelDbfs?: number;
}

/** Everything about streaming recognition that was tuned by measurement; the README has the numbers. */
export interface AsrSettings {
  /** One cut, or two of which the surer text is kept: more accurate at twice the cost. */
  readonly finalCuts: readonly [Cut, ...Cut[]];
  readonly partialCut: Cut;
  /** Noise suppression where a session does not say. */
  readonly noiseReduction: boolean;
  /** Finals prefer the vocabulary in use where the audio leaves a doubt. */
  readonly biasing: boolean;
  /** Names and words that belong to the vocabulary of every session. */
  readonly phrases: readonly string[];
  /** Mean log-probability above which a text is taken without another cut and without a search for phrases. */
  readonly sureEnough: number;
  /** A final takes the text of the last partial, undecoded, when that has heard all of the speech and is `sureEnough`. */
  readonly finalFromPartial: boolean;
  /** What a final has to be like to count as speech; undefined takes everything. */
  readonly speechCheck: SpeechCheck | undefined;
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
  /** Once `partials-slower` is in force, that and the least time between partials are so many times longer. */
  readonly slowerPartials: number;
  readonly stability: StabilityOptions;
  readonly visibility: VisibilityOptions;
  readonly segments: SegmentLimits;
  /** Audio that two segments share when they are cut without a pause. */
  readonly sharedMs: number;
}

/** What can be switched; the README has an ablation of each. */
export interface AsrSwitches {
  /** Decodings of a final. */
  readonly finalCuts: 1 | 2;
  readonly highPass: boolean;
  readonly levelNormalization: boolean;
  readonly noiseReduction: boolean;
  readonly biasing: boolean;
  readonly phrases: readonly string[];
  readonly sureEnough: number;
  readonly finalFromPartial: boolean;
  readonly speechCheck: boolean;
}

/** Below the lowest voices; above the rumble of rooms, fans and hands. */
const rumbleHz = 120;
/** What most of the recordings that recognizers are trained on have. */
const usualLevelDbfs = -25;

const tuned = {
  longestPauseMs: 300,
  firstPartial: [
    { ageMs: 160, confidence: 0.75 },
    { ageMs: 200, confidence: 0 },
  ],
  retryMs: 60,
  partialLoadFactor: 2.5,
  slowerPartials: 2,
  stability: { agreement: 4, heldBackWords: 2, confidence: 0.8 },
  visibility: { fastestWordMs: 250, confidence: 0.7, contradictions: 2 },
  segments: { softMs: 8_000, hardMs: 12_000, forcedMs: 20_000, goodPauseMs: 400, shortestMs: 3_000 },
  sharedMs: 800,
} as const;

export function asrSettingsOf(switches: AsrSwitches): AsrSettings {
  const { finalCuts, highPass, levelNormalization, noiseReduction, biasing, phrases, sureEnough } = switches;
  const { finalFromPartial, speechCheck } = switches;
  const level = levelNormalization ? { levelDbfs: usualLevelDbfs } : {};
  const plain = (beforeMs: number, afterMs: number): Cut => ({ beforeMs, afterMs, ...level });
  const filtered = (beforeMs: number, afterMs: number): Cut => ({
    ...plain(beforeMs, afterMs),
    ...(highPass ? { highPassHz: rumbleHz } : {}),
  });
  return {
    ...tuned,
    finalCuts: finalCuts === 1 ? [filtered(200, 100)] : [filtered(300, 0), plain(150, 100)],
    partialCut: filtered(200, 0),
    noiseReduction,
    biasing,
    phrases,
    sureEnough,
    finalFromPartial,
    speechCheck: speechCheck ? defaultSpeechCheck : undefined,
  };
}

export const defaultAsrSwitches: AsrSwitches = {
  finalCuts: 2,
  highPass: true,
  levelNormalization: false,
  noiseReduction: false,
  biasing: true,
  phrases: [],
  // Half of the finals of the development clips are this sure; without their second cut the word error rate was the same to 0.1.
  sureEnough: -0.15,
  finalFromPartial: false,
  speechCheck: true,
};

export const defaultAsrSettings = asrSettingsOf(defaultAsrSwitches);
