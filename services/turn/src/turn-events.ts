import type { AudioChunk, TurnEvent, TurnInput } from '@cascade/contracts';

/** Where the audio clock stands: stands in for an `audio-chunk`, whose samples decide nothing here. */
export interface AudioClock {
  readonly type: 'audio-clock';
  /** One past the last sample received. */
  readonly atSample: number;
}

/** The answer to a `score-end-of-turn`. */
export interface EndOfTurnScore {
  readonly type: 'end-of-turn-score';
  /** Of the request. */
  readonly endSample: number;
  /** 0..1; null when the model failed: the decision then goes without it. */
  readonly probability: number | null;
}

/** All that the turn manager learns. A log of these, with their times, replays to the same decisions. */
export type TurnReducerEvent = Exclude<TurnInput, AudioChunk> | AudioClock | EndOfTurnScore;

/** Ask the end-of-turn model about the audio from `startSample` to `atSample`. */
export interface ScoreEndOfTurn {
  readonly type: 'score-end-of-turn';
  readonly turnId: string;
  /** First speech sample of the turn. */
  readonly startSample: number;
  /** One past the last speech sample: names the pause that the score is for. */
  readonly endSample: number;
  readonly atSample: number;
}

export type TurnEffect = TurnEvent | ScoreEndOfTurn;
