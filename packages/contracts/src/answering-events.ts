/**
 * Messages between stages once a turn is decided: the turn manager's events, the planner's text, the voice's audio, and
 * what was heard of it. Units as in `listening-events.ts`.
 */
import type { ErrorCode } from './errors.ts';
import type { AsrEvent, InputEvent, UtteranceBoundary, VadEvent } from './listening-events.ts';
import type { SessionSettingsChanged } from './session-settings.ts';

/** Rate of the audio inside the service, from the voice to the gateway. */
export const outputRateHz = 24_000;

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
