import type { AudioChunk, ReplyAudio, TurnEvent, TurnInput } from '@cascade/contracts';

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

/** What the microphone has heard in a window of speech while a reply sounds, told by the sound. */
export interface SoundCompared {
  readonly type: 'sound-compared';
  /** One past the window's last sample. */
  readonly endSample: number;
  /** New since the window before. */
  readonly ms: number;
  /** `echo`: the reply; `own`: anything else. */
  readonly heard: 'echo' | 'own';
}

/** All that the turn manager learns. A log of these, with their times, replays to the same decisions. */
export type TurnReducerEvent =
  | Exclude<TurnInput, AudioChunk | ReplyAudio>
  | AudioClock
  | EndOfTurnScore
  | SoundCompared;

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
