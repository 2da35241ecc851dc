import type { ClientTool, Clock, ErrorCode, SessionSettings } from '@cascade/contracts';

/** One message of a prompt, in the words of the chat completions interface. */
export type ChatMessage =
  | { readonly role: 'system' | 'user' | 'assistant'; readonly content: string }
  | {
      readonly role: 'assistant';
      readonly toolCalls: readonly { readonly callId: string; readonly name: string; readonly arguments: string }[];
    }
  | { readonly role: 'tool'; readonly callId: string; readonly content: string };

export interface ModelRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ClientTool[];
  /** Whether and which of them has to be called; the model decides when absent. */
  readonly toolChoice?: SessionSettings['toolChoice'];
  /** Where there are several models: the large one has to answer. */
  readonly need?: 'large';
  readonly maxTokens: number;
  readonly temperature: number;
  /** W3C trace context: goes with the request, so that the model's server can carry the trace on. */
  readonly traceparent?: string;
}

export type ModelEvent =
  | { readonly type: 'text'; readonly delta: string }
  | { readonly type: 'tool-call'; readonly callId: string; readonly name: string; readonly arguments: string }
  /** So far; the last one counts. Not every server tells. */
  | { readonly type: 'usage'; readonly inputTokens: number; readonly outputTokens: number }
  /** Before everything else, from several models in one: which of them answers; `after` one that failed with `code`. */
  | { readonly type: 'model'; readonly version: string; readonly after?: string; readonly code?: ErrorCode }
  /** That model broke off in the midst of its answer; the whole answer of another follows, after its `model`. */
  | { readonly type: 'switched'; readonly from: string; readonly code: ErrorCode }
  /** Asked beside another, and not needed: about so many tokens were generated for nothing. */
  | { readonly type: 'wasted'; readonly version: string; readonly outputTokens: number }
  /** The last event. `complete` is false when the model was cut off by its limit of tokens. */
  | { readonly type: 'done'; readonly complete: boolean };

/** A language model somewhere, knowing no session. */
export interface LanguageModel {
  /** `name@version`, or the name that the address is asked for. */
  readonly version: string;
  /** Whether it may be given tools. */
  readonly callsTools: boolean;
  /** Ready to answer now; false while an embedded one is restarted. */
  readonly available: boolean;
  /**
   * Streams one completion; ends with `done`. Aborting `signal` ends the wait and the request at once.
   *
   * @throws CascadeError `planner_unavailable`, `planner_timeout` (no token within the limit) or `cancelled`
   */
  stream(request: ModelRequest, signal: AbortSignal, clock: Clock): AsyncIterable<ModelEvent>;
  /** Computes a prefix ahead of its use, where that is free of charge. Failures do not matter. */
  warmUp(messages: readonly ChatMessage[], signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The failures of a model that lead to an apology. */
export type ModelFailure = Extract<ErrorCode, 'planner_unavailable' | 'planner_timeout' | 'planner_nonsense'>;
