import { newTraceId, parseTraceparent, type SessionSettings, type TurnRecord } from '@cascade/contracts';

/** The trace that a turn belongs to. */
export interface TurnTrace {
  readonly traceId: string;
  /** What the client sent of it, for the record. */
  readonly sent: TurnRecord['trace'];
}

/** The client's trace where it said of what the user's turns are part, otherwise one of the turn's own. */
export function traceForTurn({ trace: sent }: Pick<SessionSettings, 'trace'>): TurnTrace {
  const parent = sent?.parent === undefined ? undefined : parseTraceparent(sent.parent);
  return { traceId: parent?.traceId ?? newTraceId(), sent };
}
