/**
 * Messages between stages while the user speaks, in the order that data takes. Positions on the audio clock are samples
 * at 16 kHz since the session began (`…Sample`); times are milliseconds of the session's monotonic clock (`…Ms`).
 */
import type { ErrorCode } from './errors.ts';
import type { LoadChanged } from './load.ts';
import type { SessionSettingsChanged } from './session-settings.ts';

/** Rate of the audio inside the service, from the gateway to the recognizer. */
export const inputRateHz = 16_000;
// ── gateway → vad, asr, turn ────────────────────────────────────────────────────────────────────────────────────────

/** Audio of the user; chunks follow each other without gap or overlap. */
export interface AudioChunk {
  readonly type: 'audio-chunk';
  /** Counts from 0. */
  readonly index: number;
  readonly startSample: number;
  /** Mono, −1 … 1. */
  readonly samples: Float32Array;
  readonly receivedAtMs: number;
}

/** The client says that its turn is over, after the audio up to `endSample`. */
export interface InputCommit {
  readonly type: 'input-commit';
  readonly endSample: number;
}

/** The client takes back the audio before `endSample` that no turn has used yet. */
export interface InputClear {
  readonly type: 'input-clear';
  readonly endSample: number;
}

export type InputEvent = AudioChunk | InputCommit | InputClear;

// ── vad → asr, turn ─────────────────────────────────────────────────────────────────────────────────────────────────

/** Speech has begun. Followed by exactly one `speech-misfire` or `speech-end`. */
export interface SpeechStart {
  readonly type: 'speech-start';
  /** First sample judged to be speech; no pre-roll in it. */
  readonly startSample: number;
  /** Where the audio clock stood when it was noticed. */
  readonly atSample: number;
  readonly probability: number;
}

/** A first short silence within speech (about 100 ms): time to work ahead. Followed by resume or end. */
export interface SpeechPause {
  readonly type: 'speech-pause';
  readonly startSample: number;
  /** One past the last sample judged to be speech. */
  readonly endSample: number;
  readonly atSample: number;
}

/** The silence goes on: one for each VAD frame after a pause, also after `speech-end`, for up to ten seconds. */
export interface SpeechSilence {
  readonly type: 'speech-silence';
  /** One past the last sample judged to be speech. */
  readonly endSample: number;
  /** Silence since then, on the audio clock. */
  readonly silenceMs: number;
  readonly atSample: number;
}

/** The user goes on after a `speech-pause`, before `speech-end`. */
export interface SpeechResume {
  readonly type: 'speech-resume';
  readonly startSample: number;
  readonly pausedMs: number;
  readonly atSample: number;
}

/** The hangover has passed: this stretch of speech is closed. Not yet the end of the turn. */
export interface SpeechEnd {
  readonly type: 'speech-end';
  readonly startSample: number;
  readonly endSample: number;
  readonly atSample: number;
}

/** What began as speech was too short to be any (a click, a cough). */
export interface SpeechMisfire {
  readonly type: 'speech-misfire';
  readonly startSample: number;
  readonly endSample: number;
  readonly atSample: number;
}

export type VadEvent = SpeechStart | SpeechPause | SpeechSilence | SpeechResume | SpeechEnd | SpeechMisfire;
export type VadInput = InputEvent | SessionSettingsChanged;
/**
 * A commit or a clear is handed on once everything has been told of the audio before it: whoever gets it from here has
 * seen all the speech that it is about, however fast the audio came.
 */
export type VadOutput = VadEvent | InputCommit | InputClear;

// ── asr → turn ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface TranscriptWord {
  readonly text: string;
  /** Estimated; on the audio clock. */
  readonly startSample: number;
  readonly endSample: number;
  /** Probability of the word's least sure token, 0..1. */
  readonly confidence: number;
}

/** The hypothesis while the user speaks. `stableText` is a prefix of `text`, only grows, and is never changed later. */
export interface TranscriptPartial {
  readonly type: 'transcript-partial';
  /** Counts utterances of the session; a new one begins after each `utterance-boundary`. */
  readonly utteranceId: string;
  readonly text: string;
  readonly stableText: string;
  readonly startSample: number;
  readonly endSample: number;
  readonly queueMs: number;
  readonly computeMs: number;
}

/**
 * The best hypothesis of the whole utterance up to a pause (or to the client's commit). When the user goes on, a later
 * one with a higher `revision` replaces it. `text` is empty when nothing was said. One follows every `speech-pause`,
 * every `speech-misfire` and every `input-commit`, also when the recognizer has nothing to add.
 */
export interface TranscriptFinal {
  readonly type: 'transcript-final';
  readonly utteranceId: string;
  readonly revision: number;
  readonly text: string;
  readonly words: readonly TranscriptWord[];
  /** Other texts of the whole utterance that were tried, likeliest first; none from recognizers that don't say. */
  readonly alternatives?: readonly string[];
  /** Mean token log-probability (natural), 0 for an empty text. */
  readonly meanLogProbability: number;
  readonly startSample: number;
  /** One past the last speech sample that it covers: equal to the `endSample` of the pause or commit that asked. */
  readonly endSample: number;
  readonly queueMs: number;
  readonly computeMs: number;
}

/** The recognizer failed on this utterance. The turn manager answers with an apology, never with silence. */
export interface TranscriptFailed {
  readonly type: 'transcript-failed';
  readonly utteranceId: string;
  readonly endSample: number;
  readonly code: ErrorCode;
}

export type AsrEvent = TranscriptPartial | TranscriptFinal | TranscriptFailed;

/**
 * The turn manager has used the utterance up to `endSample`: what follows is a new one. This closes a loop that the
 * data flow otherwise avoids, because only the turn manager knows where one utterance ends and the next begins.
 */
export interface UtteranceBoundary {
  readonly type: 'utterance-boundary';
  readonly endSample: number;
}

/** Names and words that the user is likely to say now: of tools, timers, places in use. Replaces the list before it. */
export interface VocabularyChanged {
  readonly type: 'vocabulary';
  readonly phrases: readonly string[];
}

export type AsrInput =
  | InputEvent
  | VadEvent
  | UtteranceBoundary
  | VocabularyChanged
  | LoadChanged
  | SessionSettingsChanged;
