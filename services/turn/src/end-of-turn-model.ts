/** What a model makes of the sound of a turn's end. */
export interface EndOfTurnJudgement {
  /** That the speaker has said all of it, 0..1. */
  readonly probability: number;
  /** Waiting for a free worker. */
  readonly queueMs: number;
  readonly computeMs: number;
}

/** Judges from the sound alone whether a turn is over. Shared by all sessions; keeps nothing of any. */
export interface EndOfTurnModel {
  /** Registry ids, for the stage's versions. */
  readonly versions: Readonly<Record<string, string>>;
  /** Audio before the first word and within the turn that the model makes use of. */
  readonly windowMs: number;
  /**
   * @param audio mono at 16 kHz, −1 … 1: from a little before the turn's first word up to now; given away
   * @throws CascadeError `cancelled` when the signal aborts, another code when the model fails
   */
  judge(audio: Float32Array<ArrayBuffer>, signal: AbortSignal): Promise<EndOfTurnJudgement>;
  close(): Promise<void>;
}
