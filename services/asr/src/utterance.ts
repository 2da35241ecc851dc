import type { TranscriptWord } from '@cascade/contracts';
import type { Recognition, RecognizedWord } from './recognition-engine.ts';
import { SpeechTimeline } from './speech-timeline.ts';
import { type StabilityOptions, StableText, splitStable } from './stable-text.ts';
import { type VisibilityOptions, VisibleWords } from './visible-words.ts';

/** The decoding of closed speech up to `endSample`, before it is made to fit what is stable. */
export interface ClosedDecoding {
  readonly startSample: number;
  readonly endSample: number;
  readonly words: readonly RecognizedWord[];
  /** Other texts for the same speech, likeliest first. */
  readonly alternatives: readonly string[];
  readonly sureness: Sureness;
  /** Places words that stand for `words` in time. */
  place(words: readonly RecognizedWord[]): readonly TranscriptWord[];
}

/** The decoding of open speech. */
export interface PartialDecoding extends ClosedDecoding {
  readonly lastStretchSample: number;
}

/** Sum of token log-probabilities, and how many they were. */
export interface Sureness {
  readonly logProbabilitySum: number;
  readonly tokens: number;
}

/** Engines that keep no tokens count words. */
export function surenessOf({ draft, words, meanLogProbability }: Recognition): Sureness {
  const tokens = draft.length || words.length;
  return { logProbabilitySum: meanLogProbability * tokens, tokens };
}

/** 0 of nothing. */
export const meanOf = ({ logProbabilitySum, tokens }: Sureness): number =>
  tokens === 0 ? 0 : logProbabilitySum / tokens;

/**
 * The text of one utterance: finished segments, whose words are fixed, and the open speech after them, whose hypothesis
 * still changes. `stableText` of the partials is all finished segments and the stable words of the open speech.
 */
export class Utterance {
  readonly id: string;
  readonly timeline: SpeechTimeline;
  readonly #stability: StabilityOptions;
  readonly #visibility: VisibilityOptions;
  #revision = 0;
  #finished: TranscriptWord[] = [];
  #finishedSureness: Sureness = { logProbabilitySum: 0, tokens: 0 };
  #stable: StableText;
  /** The engine's draft of the open speech. */
  draft: readonly number[] = [];
  /** What is shown of the open speech. */
  visible: VisibleWords;
  /** Audio from before the open speech that the last segment shares with it, when it was cut without a pause. */
  sharedFromSample: number | undefined;
  /** The last decoding of all open speech up to a pause: used again when nothing was said since. */
  lastDecoding: ClosedDecoding | undefined;
  /** The last partial's decoding, as if its speech had ended where the audio ended then. */
  lastPartial: PartialDecoding | undefined;
  /** What was last shown. */
  shown = { text: '', stableText: '' };

  constructor(id: string, floorSample: number, stability: StabilityOptions, visibility: VisibilityOptions) {
    this.id = id;
    this.timeline = new SpeechTimeline(floorSample);
    this.#stability = stability;
    this.#visibility = visibility;
    this.visible = new VisibleWords(visibility);
    this.#stable = new StableText(stability);
  }

  get stable(): StableText {
    return this.#stable;
  }

  get finishedWords(): readonly TranscriptWord[] {
    return this.#finished;
  }

  nextRevision(): number {
    return ++this.#revision;
  }

  /** The whole text: finished words and these. */
  textWith(words: readonly { readonly text: string }[]): string {
    return [...this.#finished, ...words].map((word) => word.text).join(' ');
  }

  /** Mean token log-probability of finished segments and the open speech together. */
  meanLogProbability(open: Sureness): number {
    return meanOf(addSureness(this.#finishedSureness, open));
  }

  /** Fixes the words of the decoded speech. Returns true when they had to be bent to what was stable. */
  finishSegment(segment: ClosedDecoding): boolean {
    const { words, carried, forced } = splitStable(this.#stable, segment.words);
    this.#finished = [...this.#finished, ...segment.place(words)];
    this.#finishedSureness = addSureness(this.#finishedSureness, segment.sureness);
    this.#stable = new StableText(this.#stability, carried);
    this.timeline.dropBefore(segment.endSample);
    this.draft = [];
    this.visible = new VisibleWords(this.#visibility);
    this.lastDecoding = undefined;
    this.lastPartial = undefined;
    this.sharedFromSample = undefined;
    return forced;
  }
}

const addSureness = (a: Sureness, b: Sureness): Sureness => ({
  logProbabilitySum: a.logProbabilitySum + b.logProbabilitySum,
  tokens: a.tokens + b.tokens,
});
