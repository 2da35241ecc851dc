import { defaultEndOfTurnNumbers, type EndOfTurnNumbers } from './end-of-turn-policy.ts';

/** Every number that the turn manager decides by. */
export interface TurnNumbers {
  readonly endOfTurn: EndOfTurnNumbers;
  /** The model is asked again at this silence when its first answer, at the pause, was not sure. 0: never. */
  readonly rescoreSilenceMs: number;
  /** Speech shorter than this ends a turn only when it is a known short answer, or once the detector confirms it. */
  readonly minTurnSpeechMs: number;
  /** Speech that lasts this long interrupts a response, or takes up the turn before it again. */
  readonly interruptSpeechMs: number;
  /** A reply heard for no longer than this still gives way to a user who goes on. */
  readonly reopenPlayedMs: number;
  /** The user goes on with a committed turn within this time of its last word. */
  readonly reopenWithinMs: number;
  /** A transcript that has not come after this silence counts as failed. */
  readonly transcriptTimeoutMs: number;
  /** When the detector tells of no silence, the audio clock less this stands in for it. */
  readonly detectorLagMs: number;
  /** Announcements that may wait; further ones are dropped. */
  readonly maxAnnouncements: number;
  readonly apology: string;
}

export const defaultTurnNumbers: TurnNumbers = {
  endOfTurn: defaultEndOfTurnNumbers,
  rescoreSilenceMs: 200,
  minTurnSpeechMs: 200,
  interruptSpeechMs: 200,
  reopenPlayedMs: 600,
  reopenWithinMs: 2000,
  transcriptTimeoutMs: 5000,
  detectorLagMs: 1000,
  maxAnnouncements: 16,
  apology: "Sorry, I didn't catch that. Could you say it again?",
};
