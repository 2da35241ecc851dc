/** What the stage asks of whatever turns audio into text. Engines know a model or a vendor, and nothing of sessions. */
export interface RecognitionEngine {
  /** Registry ids of what decides the text; part of the stage's versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** Shortest time between two partials that is worth the work; partials are coarser when the engine is slow. */
  readonly partialIntervalMs: number;
  /** Age of the speech at which a first partial is worth a try; 0 leaves it to the stage's settings. */
  readonly firstPartialMs: number;
  /** True when a final may be decoded from several cuts of the audio and the surest text is kept. */
  readonly comparesCuts: boolean;
  /**
   * @throws CascadeError `cancelled` when the signal aborts, `overloaded`, `worker_lost` or `transcription_failed`
   */
  recognize(request: RecognitionRequest): Promise<Recognition>;
  close(): Promise<void>;
}

/** A stretch of a request's samples, and how it is prepared. */
export interface AudioCut {
  readonly start: number;
  readonly end: number;
  /** Everything below is filtered out; the audio stays as it is when absent. */
  readonly highPassHz?: number | undefined;
  /** Its speech is brought to this level; the audio stays as it is when absent. */
  readonly levelDbfs?: number | undefined;
}

export interface RecognitionRequest {
  /** Whose speech it is: sessions are served in turn. */
  readonly session: string;
  /** `first-partial`: nothing of the utterance is shown yet. `background`: a final that no conversation waits for. */
  readonly kind: 'first-partial' | 'partial' | 'final' | 'background';
  /** 16 kHz mono. The engine may take the buffer away. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Stretches of `samples` to choose from, the preferred one first. */
  readonly cuts: readonly AudioCut[];
  /** Noise is suppressed before anything else, by engines that can. */
  readonly noiseReduction: boolean;
  /** Names and words that are likely to be said; preferred where the audio leaves a doubt, by engines that can. */
  readonly phrases: readonly string[];
  /** Mean log-probability of a text that needs no other cut and no phrases, for engines that compare cuts. */
  readonly sureEnough: number;
  /** `draft` of an earlier recognition of the same audio's beginning; empty when there is none. */
  readonly draft: readonly number[];
  /** Letters and digits that have been shown as stable: of two texts the one that begins with them is preferred. */
  readonly beginning: string;
  readonly signal: AbortSignal;
}

export interface RecognizedWord {
  /** With its punctuation, without spaces. */
  readonly text: string;
  /** 0..1; 1 from engines that don't say. */
  readonly confidence: number;
}

export interface Recognition {
  /** Joined by spaces they are the text. Empty when nothing was said. */
  readonly words: readonly RecognizedWord[];
  /** Other texts that were tried, likeliest first; absent from engines that try one. */
  readonly alternatives?: readonly string[];
  /** Natural logarithm, mean over tokens; 0 for an empty text and from engines that don't say. */
  readonly meanLogProbability: number;
  /**
   * Highest one of all texts that were tried, before any phrase was preferred: how much it sounds like speech. Absent
   * from engines that don't say.
   */
  readonly bestLogProbability?: number;
  /** To be handed back with a later request; means something to this engine only. */
  readonly draft: readonly number[];
  readonly queueMs: number;
  readonly computeMs: number;
  /** For the span: how the work went. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
}
