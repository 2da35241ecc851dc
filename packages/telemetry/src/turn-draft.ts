import type {
  PlanDone,
  PlanToolCall,
  ResponseCancelled,
  Span,
  TranscriptFinal,
  TurnDecision,
} from '@cascade/contracts';
import type { ProcessorTicks } from './machine.ts';
import type { TurnTrace } from './turn-trace.ts';

/** A final hypothesis with the moment it was there. */
export interface ObservedFinal {
  readonly event: TranscriptFinal;
  readonly atMs: number;
}

export interface ResponseDraft {
  readonly responseId: string;
  /** When it was begun before its turn had ended; undefined when it was not. */
  readonly preparedAtMs: number | undefined;
  /** When it was asked for; undefined while it is only prepared. */
  requestedAtMs: number | undefined;
  cancelled: ResponseCancelled | undefined;
  done: PlanDone | undefined;
  readonly toolCalls: { readonly call: PlanToolCall; readonly atMs: number }[];
  replyText: string;
  firstClauseAtMs: number | undefined;
  firstAudio: { readonly atMs: number; readonly queueMs: number; readonly computeMs: number } | undefined;
  audioMs: number;
  failedClauses: number;
  playbackStartedAtMs: number | undefined;
  playedMs: number;
  heardText: string;
  completed: boolean;
}

/** What is known of a turn so far: facts with their times, nothing derived. */
export interface TurnDraft {
  readonly turnId: string;
  readonly trace: TurnTrace;
  readonly startedAt: Date;
  readonly ticksBefore: ProcessorTicks | null;
  readonly spans: Span[];
  readonly decisions: TurnDecision[];
  readonly partials: { readonly atMs: number; readonly text: string; readonly stableText: string }[];
  readonly finals: ObservedFinal[];
  startSample: number;
  endSample: number;
  /** Texts of the commits: more than one when the user went on after the turn had been taken for finished. */
  readonly texts: string[];
  committedAtMs: number | undefined;
  /** When the pause was noticed that led to the end, by its position. */
  readonly pauses: { readonly endSample: number; readonly atMs: number }[];
  response: ResponseDraft | undefined;
  /** A response to the turn as it stands, if it ends so. */
  prepared: ResponseDraft | undefined;
  /** Prepared, or even begun, and not wanted. */
  readonly discarded: ResponseDraft[];
  /** Responses that were prepared. */
  attempts: number;
  /** Where client audio acknowledged the playback position. */
  positionBy: 'client' | 'pace';
}

export function newTurnDraft(
  turnId: string,
  trace: TurnTrace,
  startSample: number,
  ticksBefore: ProcessorTicks | null,
): TurnDraft {
  return {
    turnId,
    trace,
    startedAt: new Date(),
    ticksBefore,
    spans: [],
    decisions: [],
    partials: [],
    finals: [],
    startSample,
    endSample: startSample,
    texts: [],
    committedAtMs: undefined,
    pauses: [],
    response: undefined,
    prepared: undefined,
    discarded: [],
    attempts: 0,
    positionBy: 'pace',
  };
}

export function newResponseDraft(
  responseId: string,
  { preparedAtMs, requestedAtMs }: { readonly preparedAtMs?: number; readonly requestedAtMs?: number },
): ResponseDraft {
  return {
    responseId,
    preparedAtMs,
    requestedAtMs,
    cancelled: undefined,
    done: undefined,
    toolCalls: [],
    replyText: '',
    firstClauseAtMs: undefined,
    firstAudio: undefined,
    audioMs: 0,
    failedClauses: 0,
    playbackStartedAtMs: undefined,
    playedMs: 0,
    heardText: '',
    completed: false,
  };
}
