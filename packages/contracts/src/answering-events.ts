/**
 * Messages between stages once a turn is decided: the turn manager's events, the planner's text, the voice's audio, and
 * what was heard of it. Units as in `listening-events.ts`.
 */
import type { ErrorCode } from './errors.ts';
import type { AsrEvent, InputEvent, UtteranceBoundary, VadEvent } from './listening-events.ts';
import type { LoadChanged } from './load.ts';
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
  'speculate',
  'discard',
  'duck',
  'unduck',
  'resume',
  'reprompt',
  'filler',
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

/**
 * Prepare a response to a turn that has not ended yet, as if it ended with `text`: plan it and speak its first clause,
 * show nothing and change nothing. Followed by `response-requested` of the same id, with `speculated: true`, or by
 * `response-discarded`. At most one is open.
 */
export interface ResponseSpeculated {
  readonly type: 'response-speculated';
  readonly responseId: string;
  readonly turnId: string;
  /** What was said since the last commit. */
  readonly text: string;
  readonly atMs: number;
}

/** The prepared response is not wanted: nothing of it was seen, heard or done. */
export interface ResponseDiscarded {
  readonly type: 'response-discarded';
  readonly responseId: string;
  readonly turnId: string;
  /** The user went on; the transcript changed; the turn held nothing after all; the machine has no time for it. */
  readonly cause: 'resumed' | 'changed' | 'abandoned' | 'shed';
  readonly atMs: number;
}

/**
 * Begin a response. `announcement` is said as it is: a timer that rings, the rest of a reply that was stopped by
 * mistake (`resumed`), a question whether the user is still there (`reprompt`), a word while a tool works (`filler`).
 * Otherwise the planner answers the history.
 */
export interface ResponseRequested {
  readonly type: 'response-requested';
  readonly responseId: string;
  readonly turnId: string;
  readonly cause: 'turn' | 'client' | 'announcement' | 'apology' | 'resumed' | 'reprompt' | 'filler';
  readonly announcement?: string;
  /** It was prepared: see `response-speculated`. */
  readonly speculated?: boolean;
  readonly atMs: number;
}

/** Somebody seems to speak over the response: play it quieter, or as loud as before. */
export interface PlaybackDucked {
  readonly type: 'playback-ducked';
  readonly responseId: string;
  readonly ducked: boolean;
  /** Inaudible: it is probably to be stopped. If it is, it counts as heard up to here. */
  readonly faded?: boolean;
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
  | ResponseSpeculated
  | ResponseDiscarded
  | ResponseRequested
  | ResponseCancelled
  | PlaybackDucked
  | UtteranceBoundary;

/** The client asks for a response to the conversation as it stands. */
export interface ResponseCreate {
  readonly type: 'response-create';
}

/** The client stops the response being made or spoken. */
export interface ResponseCancel {
  readonly type: 'response-cancel';
}

/** The client changed what was said before: an answer that was prepared to it fits no longer. */
export interface ConversationChanged {
  readonly type: 'conversation-changed';
}

export type ControlEvent = ResponseCreate | ResponseCancel | ConversationChanged;

/** Something that the assistant has to say by itself. */
export interface AnnouncementDue {
  readonly type: 'announcement-due';
  readonly text: string;
}

/** Words of a response with their times in its audio, as it is synthesized: what an echo of it would sound like. */
export interface ReplyWords {
  readonly type: 'reply-words';
  readonly responseId: string;
  readonly words: readonly SpeechWord[];
}

/** Audio of a response before it is played, 24 kHz mono: what an echo of it would sound like. */
export interface ReplyAudio {
  readonly type: 'reply-audio';
  readonly responseId: string;
  readonly samples: Float32Array;
}

/** A tool works for the user's turn; nobody speaks meanwhile. */
export interface ToolPending {
  readonly type: 'tool-pending';
  readonly callId: string;
}

/** Its result is there, or will never come. */
export interface ToolSettled {
  readonly type: 'tool-settled';
  readonly callId: string;
}

export type TurnInput =
  | InputEvent
  | VadEvent
  | AsrEvent
  | ControlEvent
  | PlaybackEvent
  | SpeechClause
  | ReplyWords
  | ReplyAudio
  | ToolPending
  | ToolSettled
  | LoadChanged
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

/** How sure the recognizer was of what the user said last. */
export interface HeardWords {
  /** In order; together they are the text of the last message of the user. Confidence 0..1. */
  readonly words: readonly { readonly text: string; readonly confidence: number }[];
  /** Other texts for the same speech, likeliest first. */
  readonly alternatives: readonly string[];
}

/** Asks the planner for one response. Text follows as `plan-text`, and exactly one `plan-done` unless it is aborted. */
export interface PlanRequest {
  readonly type: 'plan-request';
  readonly responseId: string;
  readonly turnId: string;
  readonly items: readonly ConversationItem[];
  /** Absent when the last message of the user was written. */
  readonly heard?: HeardWords;
  /** Said as it is, without planning. */
  readonly announcement?: string;
  /**
   * Resolves when the turn is committed; absent when it is already. Until then nothing may change: no tool runs that changes
   * something, no timer is set. What is said and called may be written at once: it is held back until then. A response that is discarded
   * aborts instead.
   */
  readonly committed?: Promise<void>;
  /** Aborts when the response is cancelled. Not part of the message between machines: a cancel message stands for it. */
  readonly signal: AbortSignal;
}

export type PlannerInput = PlanRequest | SessionSettingsChanged;

/** Some more text of the response; pieces join without anything between them. */
export interface PlanText {
  readonly type: 'plan-text';
  readonly responseId: string;
  readonly delta: string;
  /** As in the request: before it resolves only the first clause is worth speaking. */
  readonly committed?: Promise<void>;
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
  /** Documents of the knowledge base that it found, best first. */
  readonly documentIds?: readonly string[];
  /** W3C trace context: the call's own span in the trace of the turn. */
  readonly traceparent?: string;
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
