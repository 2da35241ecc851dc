import type { LoadMeasure, ResponseRequested, SessionSettings, TurnDetection } from '@cascade/contracts';
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
  /** The longest pause that this turn was committed at, before the user went on with it; 0 when there was none. */
  readonly mistakenForEndMs: number;
  /** The voice detector has closed a stretch of this turn as real speech. */
  readonly confirmed: boolean;
  /** The probability that opened speech. */
  readonly probability: number | undefined;
  /** Undefined while the user speaks. */
  readonly pause: TurnPause | undefined;
  /** The client has committed the input: only its transcript is awaited. */
  readonly closing: boolean;
  /** What it began over: a response being made or heard; or the question at its end, to which any word is an answer. */
  readonly over: 'reply' | 'question' | undefined;
  readonly heard: Heard;
  readonly sound: ComparedSound;
}

/** Its sound compared with the replies that were played meanwhile; nothing of it where none was. */
export interface ComparedSound {
  readonly echoMs: number;
  /** What is no echo, less what is one between: so far, and the most that it was. */
  readonly ownRunMs: number;
  readonly ownMs: number;
}

/** The recognizer's latest hypothesis since the last commit, partial or final, with what is an echo of a reply apart. */
export interface Heard {
  /** Letters of the words that are not. */
  readonly ownWords: readonly string[];
  readonly echoedWords: number;
  /** How many of these come before all others. */
  readonly echoedFirst: number;
}

/** How loud a reply is played: as it was made, quieter, or not to be heard. */
export type Loudness = 'full' | 'ducked' | 'faded';

/** The one response being made or heard. */
export interface ActiveResponse {
  readonly responseId: string;
  readonly turnId: string;
  readonly cause: ResponseRequested['cause'];
  readonly announcement: string | undefined;
  readonly requestedAtSample: number;
  readonly audible: boolean;
  readonly playedMs: number;
  /** Played quieter: somebody may be interrupting it. */
  readonly loudness: Loudness;
}

/** A word of a reply with its time in the reply's audio. */
export interface ReplyWord {
  readonly text: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** A reply as far as it is known: its text grows while it is synthesized, its position while it is played. */
export interface SpokenReply {
  readonly responseId: string;
  /** Clauses, in order. */
  readonly clauses: readonly string[];
  readonly words: readonly ReplyWord[];
  /** At `atSample` of the audio clock, `playedMs` of its audio had been played; undefined before it is heard. */
  readonly position: { readonly playedMs: number; readonly atSample: number } | undefined;
  /** Where the audio clock stood when it was faded out; undefined while it can be heard. */
  readonly fadedSample: number | undefined;
  /** Where the audio clock stood when it was over. */
  readonly endedSample: number | undefined;
}

/** A response that the open turn has stopped. */
export interface StoppedReply {
  readonly responseId: string;
  readonly turnId: string;
  readonly cause: ActiveResponse['cause'];
  readonly byTurnId: string;
  readonly playedMs: number;
  /** Undefined until the player has told. */
  readonly heardText: string | undefined;
}

/** A tool that works for the user's turn. */
export interface PendingTool {
  readonly callId: string;
  readonly sinceSample: number;
}

/** A response to be requested as soon as nothing stands in its way. */
export interface OwedResponse {
  readonly turnId: string;
  readonly cause: 'turn' | 'client' | 'apology' | 'resumed';
  /** The rest of what was stopped. */
  readonly announcement?: string;
}

/** A response that is being prepared for the open turn, should it end with this text. */
export interface Speculation {
  readonly responseId: string;
  readonly turnId: string;
  readonly text: string;
}

export interface CommittedTurn {
  readonly turnId: string;
  readonly scoreFromSample: number;
  readonly endSample: number;
  readonly mistakenForEndMs: number;
  readonly answered: boolean;
}

export interface VoiceActivity {
  readonly speaking: boolean;
  readonly startSample: number;
  /** Where the audio clock stood when the start was noticed. */
  readonly noticedSample: number;
  readonly endSample: number;
  /** It has paused while a commit of the client was being transcribed: no turn has it yet. */
  readonly missed: boolean;
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
  /** A word while a tool works: beside a response that is not heard yet, never instead of one. */
  readonly filler: ActiveResponse | undefined;
  /** The last few replies, for what was heard of them and what an echo of them would sound like. */
  readonly replies: readonly SpokenReply[];
  /** The reply that an echo was last recognized of: there, the microphone hears the loudspeaker. */
  readonly echoedResponseId: string | undefined;
  /** Until the turn that stopped it is over. */
  readonly stopped: StoppedReply | undefined;
  /** Never beside a response. */
  readonly speculation: Speculation | undefined;
  /** What the machine gives up at present. */
  readonly load: LoadMeasure;
  readonly owed: OwedResponse | undefined;
  readonly announcements: readonly string[];
  /** The session's replies are spoken. */
  readonly speaks: boolean;
  readonly repromptAfterMs: number | undefined;
  /** Questions whether the user is still there, since the user last was. */
  readonly reprompts: number;
  /** Something was heard of a reply since the user's last turn. */
  readonly replyHeard: boolean;
  readonly tools: readonly PendingTool[];
  /** Fillers since no tool was pending. */
  readonly fillers: number;
  /** Where the audio clock stood when the assistant last ended a reply or a tool, or was set otherwise. */
  readonly busyUpToSample: number;
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
    voice: { speaking: false, startSample: 0, noticedSample: 0, endSample: 0, missed: false },
    usedUpToSample: 0,
    turn: undefined,
    pendingCommits: [],
    lastCommitted: undefined,
    response: undefined,
    filler: undefined,
    replies: [],
    echoedResponseId: undefined,
    stopped: undefined,
    speculation: undefined,
    load: 'full-service',
    owed: undefined,
    announcements: [],
    speaks: settings?.outputModality !== 'text',
    repromptAfterMs: settings?.repromptAfterMs,
    reprompts: 0,
    replyHeard: false,
    tools: [],
    fillers: 0,
    busyUpToSample: 0,
  };
}

/** Where the user is: as in the state diagram. */
export type UserPhase = 'idle' | 'speaking' | 'pausing' | 'closing';
/** Where the assistant is: as in the state diagram. */
export type AssistantPhase = 'quiet' | 'preparing' | 'audible' | 'ducked';

export function userPhase({ turn }: TurnState): UserPhase {
  if (!turn) return 'idle';
  if (turn.closing) return 'closing';
  return turn.pause ? 'pausing' : 'speaking';
}

export function assistantPhase({ response }: TurnState): AssistantPhase {
  if (!response) return 'quiet';
  if (!response.audible) return 'preparing';
  return response.loudness === 'full' ? 'audible' : 'ducked';
}

/** Whether a word is said, or about to be, while a tool works: as in the state diagram. */
export type FillerPhase = 'none' | 'filling';

export const fillerPhase = ({ filler }: TurnState): FillerPhase => (filler ? 'filling' : 'none');

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
