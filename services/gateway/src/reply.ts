import {
  type ConversationItem,
  type ErrorCode,
  errorTable,
  type PlanDone,
  type ResponseRequested,
  type ResponseUsage,
} from '@cascade/contracts';
import type { OutputEncoder } from './audio-codec.ts';
import type { Conversation } from './conversation.ts';
import type { GainRamp } from './gain-ramp.ts';
import type { PlayedResponse } from './player.ts';
import type { ResponseEnd, ResponseProjection } from './projection/response-projection.ts';
import type { ReplyView } from './reply-view.ts';
import type { SpokenText } from './spoken-text.ts';

/** A response that is being made or spoken. */
export interface Reply {
  readonly responseId: string;
  readonly view: ReplyView;
  readonly projection: ResponseProjection;
  readonly cause: ResponseRequested['cause'];
  readonly spoken: SpokenText;
  readonly gain: GainRamp;
  readonly encoder: OutputEncoder;
  readonly stream: number;
  readonly instructions: ConversationItem | undefined;
  /** What the planner is shown in place of the conversation. */
  readonly input: readonly ConversationItem[] | undefined;
  /** Where its items go: the session's, or one of its own that nobody sees. */
  readonly conversation: Conversation;
  announcedStream: boolean;
  clauses: number;
  planDone: PlanDone | undefined;
  speechFailure: ErrorCode | undefined;
  /** Where the client stopped playing, when it said so before the cancellation arrived. */
  cutMs: number | undefined;
  /** While it is played inaudibly: where that began in its audio, as soon as the client has told, and at the latest. */
  faded: { atMs: number | undefined; readonly latestMs: number } | undefined;
  /** The client has told a playback position. */
  acknowledged: boolean;
  /** The client has asked for its end; the turn manager's word is on its way. */
  ending: boolean;
}

export interface ReplyEnd extends PlayedResponse {
  readonly reason?: 'client_cancelled' | 'turn_detected';
}

type Outcome = Pick<ResponseEnd, 'status' | 'details'>;

export const cancelled = (reason: 'client_cancelled' | 'turn_detected'): Outcome => ({
  status: 'cancelled',
  details: { type: 'cancelled', reason },
});

/** An apology and a reply of which nothing could be spoken are failures, though the user was told something. */
export function outcomeOf({ planDone, clauses, spoken, speechFailure }: Reply): Outcome {
  const apology = planDone?.source === 'apology' ? planDone.code : undefined;
  const silent = clauses > 0 && !spoken.hasAudio ? speechFailure : undefined;
  const code = apology ?? silent;
  if (!code) return { status: 'completed' };
  return {
    status: 'failed',
    details: { type: 'failed', error: { type: 'server_error', code, message: errorTable[code].cause } },
  };
}

export function usageOf(planDone: PlanDone | undefined): ResponseUsage {
  const input = planDone?.inputTokens ?? 0;
  const output = planDone?.outputTokens ?? 0;
  return {
    total_tokens: input + output,
    input_tokens: input,
    output_tokens: output,
    input_token_details: { text_tokens: input, audio_tokens: 0, cached_tokens: 0 },
    output_token_details: { text_tokens: output, audio_tokens: 0 },
  };
}
