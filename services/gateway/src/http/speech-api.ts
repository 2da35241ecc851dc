/** What the HTTP routes ask of the stages: a recording to text, a text to audio, outside any conversation. */
export interface SpeechApi {
  /**
   * The speech of a recording, piece by piece and in order; nothing for a recording without speech.
   *
   * @param samples 16 kHz mono, −1 … 1; not changed, and not to be changed meanwhile
   * @throws CascadeError `cancelled` when the signal aborts, else what the stage failed with
   */
  transcribe(samples: Float32Array, options: { readonly signal: AbortSignal }): AsyncIterable<TranscribedSpeech>;
  /**
   * The text as 24 kHz mono audio, −1 … 1, clause by clause; nothing for a text with nothing to say. A reader who takes
   * his time holds up the making.
   *
   * @throws CascadeError `cancelled` when the signal aborts, else what the stage failed with
   */
  speak(text: string, options: SpeakOptions): AsyncIterable<Float32Array>;
  /** The first one speaks where no other is asked for, or one of another name. */
  readonly voices: readonly [SpeechVoice, ...SpeechVoice[]];
  /** What the recognizer understands, as ISO 639-1. */
  readonly languages: readonly string[];
  /** What runs, by stage: as in turn records. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface SpeakOptions {
  /** One of `voices`. */
  readonly voice: string;
  /** 1 is the voice's own pace; within the range of the voice. */
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** A stretch of speech between two pauses, up to some twenty seconds. */
export interface TranscribedSpeech {
  readonly text: string;
  /** On the recording's clock. */
  readonly startMs: number;
  readonly endMs: number;
  /** Joined by spaces they are the text. Times are estimated. */
  readonly words: readonly TranscribedWord[];
  /** Mean token log-probability (natural); 0 where the recognizer does not say. */
  readonly meanLogProbability: number;
}

export interface TranscribedWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface SpeechVoice {
  readonly id: string;
  /** BCP 47. */
  readonly language: string;
  /** The paces that it can speak at; 1 is its own. */
  readonly slowest: number;
  readonly fastest: number;
}
