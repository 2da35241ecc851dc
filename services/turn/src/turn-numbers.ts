import { defaultEndOfTurnNumbers, type EndOfTurnNumbers } from './end-of-turn-policy.ts';

/** Every number that the turn manager decides by. */
export interface TurnNumbers {
  readonly endOfTurn: EndOfTurnNumbers;
  /** The model is asked again at this silence when its first answer, at the pause, was not sure. 0: never. */
  readonly rescoreSilenceMs: number;
  /** Speech shorter than this ends a turn only when it is a known short answer, or once the detector confirms it. */
  readonly minTurnSpeechMs: number;
  /** Speech that lasts this long fades the reply out that it is said over, unless it is known to be nothing. */
  readonly fadeSpeechMs: number;
  /** Speech with words that lasts this long interrupts a response, or takes up the turn before it again. */
  readonly interruptSpeechMs: number;
  /** Speech over a response that lasts this long interrupts it without any words: the recognizer may be late. */
  readonly wordlessSpeechMs: number;
  /** Silence after which a response is as loud as before. */
  readonly unduckSilenceMs: number;
  /** The same when it is known that there was nothing to answer. */
  readonly nothingSilenceMs: number;
  /** A backchannel within so much of the end of a reply that ends in a question is an answer to it. */
  readonly lastWordsMs: number;
  /** An echo is heard so long after its word was played, or before: playback is estimated. */
  readonly echoLateMs: number;
  readonly echoEarlyMs: number;
  /** For one or two words the lag is taken more strictly: users repeat what they were asked. */
  readonly echoBriefLateMs: number;
  /** An echo ends within so much time after its reply was faded out: ways, buffers and the room. */
  readonly echoTailMs: number;
  /** The same until the voice detector tells of it. */
  readonly echoAfterFadeMs: number;
  /** A reply that was heard for so long without an echo: there is none any more. */
  readonly echoForgetMs: number;
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
  /** Asked after the session's time of silence, so often in a row. */
  readonly reprompt: string;
  readonly maxReprompts: number;
  /** Said when a tool takes longer than that with both sides quiet, once more after so many times that wait. */
  readonly filler: string;
  readonly fillerAfterMs: number;
  readonly fillerAgainFactor: number;
  readonly maxFillers: number;
  /** Prepare responses before their turns have ended. */
  readonly speculation: boolean;
  /** A response is prepared once no more silence than this is left to wait for: more would hardly be faster. */
  readonly speculateAheadMs: number;
}

export const defaultTurnNumbers: TurnNumbers = {
  endOfTurn: defaultEndOfTurnNumbers,
  rescoreSilenceMs: 200,
  minTurnSpeechMs: 200,
  fadeSpeechMs: 200,
  interruptSpeechMs: 450,
  wordlessSpeechMs: 700,
  unduckSilenceMs: 450,
  nothingSilenceMs: 200,
  lastWordsMs: 1200,
  echoLateMs: 3000,
  echoEarlyMs: 500,
  echoBriefLateMs: 1000,
  echoTailMs: 250,
  echoAfterFadeMs: 420,
  echoForgetMs: 5000,
  reopenPlayedMs: 600,
  reopenWithinMs: 2000,
  transcriptTimeoutMs: 5000,
  detectorLagMs: 1000,
  maxAnnouncements: 16,
  apology: "Sorry, I didn't catch that. Could you say it again?",
  reprompt: 'Are you still there?',
  maxReprompts: 2,
  filler: 'One moment.',
  fillerAfterMs: 1200,
  fillerAgainFactor: 4,
  maxFillers: 2,
  speculation: true,
  speculateAheadMs: 500,
};

/** What the turn manager has said in the same words each time. */
export const turnPhrases = ({ apology, reprompt, filler }: TurnNumbers): readonly string[] => [
  apology,
  reprompt,
  filler,
];
