/**
 * The log of what a turn manager was told and what it decided: one JSON object a line. A line with `format` begins a
 * session; the lines after it are its events, each with the effects that it had. It holds transcripts and no sound: keep
 * it where those may be kept.
 */
import {
  initialTurnState,
  reduceTurn,
  type TurnEffect,
  type TurnNumbers,
  type TurnReducerEvent,
  type TurnState,
  turnPolicyVersion,
} from '@cascade/turn';

export const eventLogFormat = 'cascade.turn-log';
export const eventLogVersion = 1;

export interface EventLogHeader {
  readonly format: typeof eventLogFormat;
  readonly version: typeof eventLogVersion;
  readonly session: string;
  /** Rules that the effects come from. */
  readonly policy: string;
  /** Of the ids that the turn manager gives. */
  readonly id_seed: string;
  readonly numbers: TurnNumbers;
}

export interface EventLogEntry {
  readonly at_ms: number;
  readonly event: TurnReducerEvent;
  readonly effects: readonly TurnEffect[];
}

export type EventLogLine = EventLogHeader | EventLogEntry;

export interface EventLogOptions {
  readonly sessionId: string;
  /** As the stage has them. */
  readonly numbers: TurnNumbers;
  /** Takes one line, without its end. */
  write(line: string): void;
}

/**
 * Writes the log of one session from what its turn stage tells by `onEvent`. The effects are computed beside the stage:
 * the reducer is pure, and a test holds that the stage says the same.
 */
export class EventLog {
  readonly #write: (line: string) => void;
  #state: TurnState;

  constructor({ sessionId, numbers, write }: EventLogOptions) {
    this.#write = write;
    const id_seed = sessionId.replace(/^sess(ion)?[_-]/, '');
    this.#state = initialTurnState({ numbers, idSeed: id_seed });
    const header: EventLogHeader = {
      format: eventLogFormat,
      version: eventLogVersion,
      session: sessionId,
      policy: turnPolicyVersion,
      id_seed,
      numbers,
    };
    write(JSON.stringify(header));
  }

  /** What the turn manager knows now. */
  get state(): TurnState {
    return this.#state;
  }

  /** Returns what the event led to. */
  add(event: TurnReducerEvent, at_ms: number): readonly TurnEffect[] {
    const { state, effects } = reduceTurn(this.#state, event, at_ms);
    this.#state = state;
    const entry: EventLogEntry = { at_ms, event, effects };
    this.#write(JSON.stringify(entry));
    return effects;
  }
}
