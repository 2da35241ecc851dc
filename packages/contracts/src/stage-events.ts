/**
 * Every message between stages, in the order that data takes. Positions on the audio clock are samples at 16 kHz since
 * the session began (`…Sample`); times are milliseconds of the session's monotonic clock (`…Ms`).
 */
import type { ErrorCode } from './errors.ts';
import type { SessionSettingsChanged } from './session-settings.ts';

/** Rate of the audio inside the service, from the gateway to the recognizer. */
export const inputRateHz = 16_000;
/** Rate of the audio inside the service, from the voice to the gateway. */
export const outputRateHz = 24_000;

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

export type AsrInput = InputEvent | VadEvent | UtteranceBoundary | SessionSettingsChanged;

// ── turn → planner, gateway ─────────────────────────────────────────────────────────────────────────────────────────

export const decisionKinds = [
  'turn-start',
  'wait',
  'commit',
  'reopen',
  'ignore',
  'barge-in',
  'respond',
  'cancel',
  'announce',
] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** Why the turn manager did what it did, as a sentence with numbers. No transcript in it. */
export interface TurnDecision {
  readonly type: 'turn-decision';
  readonly turnId: string;
  readonly kind: DecisionKind;
  readonly reason: string;
  readonly atMs: number;
}

/** The user began a turn. */
export interface TurnStarted {
  readonly type: 'turn-started';
  readonly turnId: string;
  readonly startSample: number;
  readonly atMs: number;
}

/** The user's turn has ended and will be used. */
export interface TurnCommitted {
  readonly type: 'turn-committed';
  readonly turnId: string;
  /** What was said since the last commit. */
  readonly text: string;
  readonly startSample: number;
  /** One past the last speech sample. */
  readonly endSample: number;
  readonly atMs: number;
  /** True when it continues a turn that had been taken for finished: `text` is the continuation alone. */
  readonly continued: boolean;
}

/** What looked like a turn held nothing to answer. */
export interface TurnAbandoned {
  readonly type: 'turn-abandoned';
  readonly turnId: string;
  readonly startSample: number;
  readonly endSample: number;
  readonly atMs: number;
}

/** Begin a response. `announcement` is said as it is (a timer that rings); otherwise the planner answers the history. */
export interface ResponseRequested {
  readonly type: 'response-requested';
  readonly responseId: string;
  readonly turnId: string;
  readonly cause: 'turn' | 'client' | 'announcement' | 'apology';
  readonly announcement?: string;
  readonly atMs: number;
}

/** Stop a response: what is not yet heard never will be. */
export interface ResponseCancelled {
  readonly type: 'response-cancelled';
  readonly responseId: string;
  readonly cause: 'barge-in' | 'client' | 'reopened';
  readonly atMs: number;
}

export type TurnEvent =
  | TurnDecision
  | TurnStarted
  | TurnCommitted
  | TurnAbandoned
  | ResponseRequested
  | ResponseCancelled
  | UtteranceBoundary;

/** The client asks for a response to the conversation as it stands. */
export interface ResponseCreate {
  readonly type: 'response-create';
}

/** The client stops the response being made or spoken. */
export interface ResponseCancel {
  readonly type: 'response-cancel';
}

export type ControlEvent = ResponseCreate | ResponseCancel;

/** Something that the assistant has to say by itself. */
export interface AnnouncementDue {
  readonly type: 'announcement-due';
  readonly text: string;
}

export type TurnInput =
  | InputEvent
  | VadEvent
  | AsrEvent
  | ControlEvent
  | PlaybackEvent
  | AnnouncementDue
  | SessionSettingsChanged;

// ── planner → tts ───────────────────────────────────────────────────────────────────────────────────────────────────

/** One entry of the conversation as the model is shown it. Assistant text is what the user heard, not what was written. */
export type ConversationItem =
  | {
      readonly id: string;
      readonly kind: 'message';
      readonly role: 'user' | 'assistant' | 'system';
      readonly text: string;
    }
  | {
      readonly id: string;
      readonly kind: 'tool-call';
      readonly callId: string;
      readonly name: string;
      /** JSON. */
      readonly arguments: string;
    }
  | { readonly id: string; readonly kind: 'tool-result'; readonly callId: string; readonly output: string };

/** Asks the planner for one response. Text follows as `plan-text`, and exactly one `plan-done` unless it is aborted. */
export interface PlanRequest {
  readonly type: 'plan-request';
  readonly responseId: string;
  readonly turnId: string;
  readonly items: readonly ConversationItem[];
  /** Said as it is, without planning. */
  readonly announcement?: string;
  /** Aborts when the response is cancelled. Not part of the message between machines: a cancel message stands for it. */
  readonly signal: AbortSignal;
}

export type PlannerInput = PlanRequest | SessionSettingsChanged;

/** Some more text of the response; pieces join without anything between them. */
export interface PlanText {
  readonly type: 'plan-text';
  readonly responseId: string;
  readonly delta: string;
  readonly signal: AbortSignal;
}

/** A tool was run by the planner itself, or is to be run by the client (`runsAt`). */
export interface PlanToolCall {
  readonly type: 'plan-tool-call';
  readonly responseId: string;
  readonly callId: string;
  readonly name: string;
  /** JSON. */
  readonly arguments: string;
  readonly runsAt: 'planner' | 'client';
  /** JSON; there when the planner ran it. */
  readonly output?: string;
}

export interface PlanDone {
  readonly type: 'plan-done';
  readonly responseId: string;
  /** Who made the text. `apology` stands in for a model that failed; `code` then says how. */
  readonly source: 'fast-path' | 'language-model' | 'announcement' | 'apology';
  readonly code?: ErrorCode;
  /** Prompt template and its version; absent when no prompt was used. */
  readonly promptVersion?: string;
  readonly modelVersion?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly signal: AbortSignal;
}

export type PlannerEvent = PlanText | PlanToolCall | PlanDone;

// ── tts → gateway ───────────────────────────────────────────────────────────────────────────────────────────────────

export type TtsInput = PlanText | PlanDone | SessionSettingsChanged;

/** A piece of the reply is about to be spoken. Joined, the clauses of a response are its text. */
export interface SpeechClause {
  readonly type: 'speech-clause';
  readonly responseId: string;
  readonly clauseIndex: number;
  readonly text: string;
  /** When the clause was complete, before it was synthesized: the end of planning for clause 0. */
  readonly atMs: number;
}

export interface SpeechWord {
  /** As in the clause's text. */
  readonly text: string;
  /** Position in the response's joined clause texts, in UTF-16 units. */
  readonly startChar: number;
  readonly endChar: number;
  /** Within the response's audio. Estimated. */
  readonly startMs: number;
  readonly endMs: number;
}

/** The audio of one clause, or a part of it. Chunks of a response follow each other without gap. */
export interface SpeechAudio {
  readonly type: 'speech-audio';
  readonly responseId: string;
  readonly clauseIndex: number;
  /** Mono, −1 … 1, 24 kHz. */
  readonly samples: Float32Array;
  /** Position in the response's audio, in samples at 24 kHz. */
  readonly startSample: number;
  /** Words that begin in this chunk. */
  readonly words: readonly SpeechWord[];
  readonly queueMs: number;
  readonly computeMs: number;
  /** True when it came from the cache of spoken phrases. */
  readonly cached: boolean;
}

/** All audio of the response has been sent. */
export interface SpeechDone {
  readonly type: 'speech-done';
  readonly responseId: string;
  readonly audioMs: number;
}

/** A clause could not be spoken; the response goes on with the next one, its text is still shown. */
export interface SpeechFailed {
  readonly type: 'speech-failed';
  readonly responseId: string;
  readonly clauseIndex: number;
  readonly code: ErrorCode;
}

export type TtsEvent = SpeechClause | SpeechAudio | SpeechDone | SpeechFailed;

// ── gateway → turn: what was heard ──────────────────────────────────────────────────────────────────────────────────

/** The first audible sample of a response was handed to the socket at its time of play. */
export interface PlaybackStarted {
  readonly type: 'playback-started';
  readonly responseId: string;
  readonly atMs: number;
}

/** How far the user has heard it, several times a second while a response plays. */
export interface PlaybackProgress {
  readonly type: 'playback-progress';
  readonly responseId: string;
  readonly playedMs: number;
  readonly atMs: number;
}

/** The response is over: played to its end, or stopped. Exactly one for each response, also one without audio. */
export interface PlaybackDone {
  readonly type: 'playback-done';
  readonly responseId: string;
  readonly playedMs: number;
  /** The words that were heard. */
  readonly heardText: string;
  /** Who says so: the client's acknowledgements, or the pace at which audio was sent. */
  readonly positionBy: 'client' | 'pace';
  readonly completed: boolean;
  readonly atMs: number;
}

export type PlaybackEvent = PlaybackStarted | PlaybackProgress | PlaybackDone;
