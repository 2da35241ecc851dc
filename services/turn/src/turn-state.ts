import type { ResponseRequested, SessionSettings, TurnDetection } from '@cascade/contracts';
import { inputRateHz } from '@cascade/contracts';
import type { TurnNumbers } from './turn-numbers.ts';

/** A silence within the open turn. It ends when the user goes on, or the turn with it. */
export interface TurnPause {
  /** One past the last speech sample. */
  readonly endSample: number;
  /** A final transcript that reaches this sample covers the pause. */
  readonly awaitedSample: number;
  readonly silenceMs: number;
  /** The voice detector's verdict on the stretch of speech before it. */
  readonly stretch: 'open' | 'closed' | 'misfire';
  /** The end-of-turn model's latest word on this pause. */
  readonly probability: number | undefined;
  /** How often it was asked, and whether an answer is on its way. */
  readonly scoresAsked: number;
  readonly scoring: boolean;
  /** Undefined until it is there. */
  readonly transcript: { readonly text: string } | { readonly failed: true } | undefined;
  /** The wait last told in a decision. */
  readonly toldWaitMs: number | undefined;
}

/** What the user says now, or has paused in saying. */
export interface OpenTurn {
  readonly turnId: string;
  /** `continuation`: goes on with the last committed turn, under its id. */
  readonly kind: 'new' | 'continuation';
  /** `turn-started` was sent, and for a continuation the reply was taken back. Until then it may still be a noise. */
  readonly announced: boolean;
  /** First speech sample since the last commit. */
  readonly startSample: number;
  /** First speech sample of the whole turn, what was committed of it included. */
  readonly scoreFromSample: number;
  /** Where the present (or last) stretch of speech began. */
  readonly stretchStartSample: number;
  /** Speech before the present stretch. */
  readonly earlierSpeechMs: number;
  /** The voice detector has closed a stretch of this turn as real speech. */
  readonly confirmed: boolean;
  /** The probability that opened speech. */
  readonly probability: number | undefined;
  /** Undefined while the user speaks. */
  readonly pause: TurnPause | undefined;
  /** The client has committed the input: only its transcript is awaited. */
  readonly closing: boolean;
}

/** The one response being made or heard. */
export interface ActiveResponse {
  readonly responseId: string;
  readonly turnId: string;
  readonly cause: ResponseRequested['cause'];
  readonly announcement: string | undefined;
  readonly requestedAtSample: number;
  readonly audible: boolean;
  readonly playedMs: number;
}

/** A response to be requested as soon as nothing stands in its way. */
export interface OwedResponse {
  readonly turnId: string;
  readonly cause: 'turn' | 'client' | 'apology';
}

export interface CommittedTurn {
  readonly turnId: string;
  readonly scoreFromSample: number;
  readonly endSample: number;
  readonly answered: boolean;
}

export interface VoiceActivity {
  readonly speaking: boolean;
  readonly startSample: number;
  /** Where the audio clock stood when the start was noticed. */
  readonly noticedSample: number;
  readonly endSample: number;
}

/** All that the turn manager knows. Plain data: the same state and event always give the same result. */
export interface TurnState {
  readonly numbers: TurnNumbers;
  readonly detection: TurnDetection;
  readonly respond: boolean;
  /** Ids are `turn_<seed>_<n>` and `resp_<seed>_<n>`. */
  readonly idSeed: string;
  readonly turnCount: number;
  readonly responseCount: number;
  /** Furthest position of the audio clock seen. */
  readonly clockSample: number;
  /** What the voice detector says, whatever the turns. */
  readonly voice: VoiceActivity;
  /** Audio before this belongs to a turn that is over, or was taken back. */
  readonly usedUpToSample: number;
  readonly turn: OpenTurn | undefined;
  /** Commits of the client that wait for the closing turn before them. */
  readonly pendingCommits: readonly number[];
  readonly lastCommitted: CommittedTurn | undefined;
  readonly response: ActiveResponse | undefined;
  readonly owed: OwedResponse | undefined;
  readonly announcements: readonly string[];
}

export interface InitialTurnState {
  readonly numbers: TurnNumbers;
  readonly idSeed: string;
  /** Until the first `session-settings`: semantic detection that responds and is interrupted. */
  readonly settings?: SessionSettings;
}

export function initialTurnState({ numbers, idSeed, settings }: InitialTurnState): TurnState {
  return {
    numbers,
    detection: settings?.turnDetection ?? {
      mode: 'semantic',
      maxSilenceMs: 4000,
      createResponse: true,
      interruptResponse: true,
    },
    respond: settings?.respond ?? true,
    idSeed,
    turnCount: 0,
    responseCount: 0,
    clockSample: 0,
    voice: { speaking: false, startSample: 0, noticedSample: 0, endSample: 0 },
    usedUpToSample: 0,
    turn: undefined,
    pendingCommits: [],
    lastCommitted: undefined,
    response: undefined,
    owed: undefined,
    announcements: [],
  };
}

/** Where the user is: as in the state diagram. */
export type UserPhase = 'idle' | 'speaking' | 'pausing' | 'closing';
/** Where the assistant is: as in the state diagram. */
export type AssistantPhase = 'quiet' | 'preparing' | 'audible';

export function userPhase({ turn }: TurnState): UserPhase {
  if (!turn) return 'idle';
  if (turn.closing) return 'closing';
  return turn.pause ? 'pausing' : 'speaking';
}

export function assistantPhase({ response }: TurnState): AssistantPhase {
  if (!response) return 'quiet';
  return response.audible ? 'audible' : 'preparing';
}

export const toMs = (samples: number): number => (samples * 1000) / inputRateHz;

export const createsResponses = ({ detection, respond }: TurnState): boolean =>
  respond && detection.mode !== 'manual' && detection.createResponse;

export const mayInterrupt = ({ detection }: TurnState): boolean =>
  detection.mode !== 'manual' && detection.interruptResponse;

/** Speech of the open turn so far on the audio clock, without its pauses, from `fromSample` on. */
export function spokenMs(state: TurnState, turn: OpenTurn, fromSample = 0): number {
  const end = turn.pause ? turn.pause.endSample : state.clockSample;
  const stretch = Math.max(0, end - Math.max(turn.stretchStartSample, fromSample));
  const earlier = turn.startSample >= fromSample ? turn.earlierSpeechMs : 0;
  return earlier + toMs(stretch);
}

/** The score that is being waited for, if any: work on any other may stop. */
export function awaitedScore({ turn }: TurnState): number | undefined {
  return turn?.pause?.scoring ? turn.pause.endSample : undefined;
}
