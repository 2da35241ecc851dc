import type { SessionEvent } from '@cascade/gateway';
import type { TurnReducerEvent } from '@cascade/turn';

export interface Violation {
  readonly session: string;
  readonly atMs: number;
  readonly rule: Rule;
  readonly detail: string;
}

export const rules = [
  'one-answer',
  'no-overlap',
  'no-silence',
  'turn-ends',
  'duck-ends',
  'speculation-ends',
  'no-side-effect-ahead',
  'history-is-heard',
  'bounded-state',
  'clean-end',
] as const;
export type Rule = (typeof rules)[number];

/** Nobody may be left without an answer, and nothing left open, for longer. */
export const longestSilenceMs = 10_000;

interface Commit {
  readonly turnId: string;
  readonly atMs: number;
}

/**
 * What has to hold in every conversation, whatever the users do and whatever fails. Watches what the turn manager is told
 * and what the stages say, in order; knows nothing of how decisions are made.
 */
export class ConversationRules {
  readonly #report: (rule: Rule, detail: string) => void;
  #nowMs = 0;
  /** Committed and not answered yet. */
  #owed: Commit[] = [];
  /** Turns whose answer was taken back or cut off: they may be answered again. */
  readonly #mayRepeat = new Set<string>();
  #openTurn: string | undefined;
  #response: { id: string; turnId: string; heard: boolean } | undefined;
  /** A word while a tool works: the only response that another one may be made beside. */
  #filler: string | undefined;
  /** The response that is coming out of the loudspeaker. */
  #audible: string | undefined;
  #speculation: { id: string } | undefined;
  readonly #discarded = new Set<string>();
  #ducked: { id: string } | undefined;
  /** When the user or the assistant was last heard, or something was last decided about them. */
  #lastSignMs = 0;
  #toldAt = new Set<Rule>();

  constructor(report: (rule: Rule, detail: string) => void) {
    this.#report = report;
  }

  /** Before the turn manager is given the event. */
  told(event: TurnReducerEvent, atMs: number): void {
    this.#nowMs = atMs;
    switch (event.type) {
      case 'speech-start':
      case 'speech-resume':
      case 'speech-pause':
        this.#sign();
        break;
      case 'playback-started':
        if (this.#audible !== undefined) this.#report('no-overlap', `${event.responseId} over ${this.#audible}`);
        this.#audible = event.responseId;
        this.#hear(event.responseId);
        break;
      case 'playback-progress':
        this.#hear(event.responseId);
        break;
      case 'playback-done':
        if (this.#audible === event.responseId) this.#audible = undefined;
        this.#over(event.responseId);
        this.#sign();
        break;
      case 'response-cancel':
        this.#owed = [];
        break;
      case 'audio-clock':
        this.#look();
        break;
    }
  }

  /** As the client is told it. */
  said(event: SessionEvent, atMs: number): void {
    this.#nowMs = atMs;
    switch (event.type) {
      case 'turn-started':
        this.#openTurn = event.turnId;
        // Taken up again: it will be committed anew, or stand as it was.
        if (this.#owed.some(({ turnId }) => turnId === event.turnId)) this.#mayRepeat.add(event.turnId);
        this.#owed = this.#owed.filter(({ turnId }) => turnId !== event.turnId);
        this.#sign();
        break;
      case 'turn-committed':
        this.#openTurn = undefined;
        // One answer to all that was said since the last.
        this.#owed = [{ turnId: event.turnId, atMs }];
        this.#mayRepeat.delete(event.turnId);
        this.#sign();
        break;
      case 'turn-abandoned':
        this.#openTurn = undefined;
        this.#sign();
        break;
      case 'response-requested':
        this.#request(event);
        break;
      case 'response-cancelled':
        if (this.#response?.id === event.responseId) this.#mayRepeat.add(this.#response.turnId);
        this.#over(event.responseId);
        break;
      case 'response-speculated':
        if (this.#speculation) this.#report('speculation-ends', `${event.responseId} beside ${this.#speculation.id}`);
        this.#speculation = { id: event.responseId };
        break;
      case 'response-discarded':
        if (this.#speculation?.id !== event.responseId) {
          this.#report('speculation-ends', `${event.responseId} is discarded and was not open`);
        }
        this.#discarded.add(event.responseId);
        this.#speculation = undefined;
        break;
      case 'playback-ducked':
        this.#ducked = event.ducked ? { id: event.responseId } : undefined;
        break;
    }
  }

  /** The planner did something that cannot be taken back. */
  sideEffect(responseId: string): void {
    if (this.#speculation?.id === responseId || this.#discarded.has(responseId)) {
      this.#report('no-side-effect-ahead', `${responseId} ran a tool before its turn was committed`);
    }
  }

  /** The conversation is over, in order, and long enough after its last word. */
  end(): void {
    if (this.#openTurn !== undefined) this.#report('turn-ends', `${this.#openTurn} is open at the end`);
    if (this.#speculation) this.#report('speculation-ends', `${this.#speculation.id} is open at the end`);
    if (this.#ducked) this.#report('duck-ends', `${this.#ducked.id} is ducked at the end`);
    for (const { turnId } of this.#owed) this.#report('one-answer', `${turnId} was never answered`);
  }

  #sign(): void {
    this.#lastSignMs = this.#nowMs;
    this.#toldAt.clear();
  }

  #request({ responseId, turnId, cause }: Extract<SessionEvent, { type: 'response-requested' }>): void {
    if (cause === 'filler') {
      if (this.#filler !== undefined) this.#report('no-overlap', `${responseId} while ${this.#filler} is active`);
      this.#filler = responseId;
      return;
    }
    if (this.#response) this.#report('no-overlap', `${responseId} while ${this.#response.id} is active`);
    if (this.#discarded.has(responseId)) this.#report('speculation-ends', `${responseId} was discarded before`);
    if (this.#speculation?.id === responseId) this.#speculation = undefined;
    if (cause === 'turn') {
      const isOwed = this.#owed.some((commit) => commit.turnId === turnId);
      if (!isOwed && !this.#mayRepeat.has(turnId))
        this.#report('one-answer', `${turnId} is answered again: ${responseId}`);
    }
    if (cause === 'turn' || cause === 'client' || cause === 'apology') this.#owed = [];
    this.#mayRepeat.delete(turnId);
    this.#response = { id: responseId, turnId, heard: false };
    this.#sign();
  }

  #hear(responseId: string): void {
    if (this.#response?.id === responseId) this.#response.heard = true;
    this.#sign();
  }

  #over(responseId: string): void {
    if (this.#filler === responseId) this.#filler = undefined;
    if (this.#response?.id === responseId) this.#response = undefined;
    if (this.#ducked?.id === responseId) this.#ducked = undefined;
  }

  /** Nothing may stay as it is for too long. */
  #look(): void {
    const silentMs = this.#nowMs - this.#lastSignMs;
    if (silentMs <= longestSilenceMs) return;
    const silent = `for ${Math.round(silentMs / 1000)} s`;
    for (const { turnId } of this.#owed) this.#once('no-silence', `${turnId} is committed and not answered ${silent}`);
    if (this.#response && !this.#response.heard) this.#once('no-silence', `nothing of ${this.#response.id} ${silent}`);
    if (this.#openTurn !== undefined) this.#once('turn-ends', `${this.#openTurn} is open ${silent}`);
    if (this.#speculation) this.#once('speculation-ends', `${this.#speculation.id} is open ${silent}`);
    if (this.#ducked) this.#once('duck-ends', `${this.#ducked.id} is ducked ${silent}`);
  }

  #once(rule: Rule, detail: string): void {
    if (this.#toldAt.has(rule)) return;
    this.#toldAt.add(rule);
    this.#report(rule, detail);
  }
}
