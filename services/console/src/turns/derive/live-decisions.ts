import type { TurnRecord } from '@cascade/contracts';

/** A decision as it is made, before its turn has a record. */
export type LiveDecision = Pick<TurnRecord['decisions'][number], 'kind' | 'reason'>;

export interface DecisionEvent extends LiveDecision {
  readonly turn_id: string;
}

/** Decisions of the newest turn, as long as it has no record. */
export function liveDecisions(
  records: readonly TurnRecord[],
  decisions: readonly DecisionEvent[],
): readonly DecisionEvent[] {
  const turnId = decisions.at(-1)?.turn_id;
  if (turnId === undefined || records.some((record) => record.turn_id === turnId)) return [];
  return decisions.filter((decision) => decision.turn_id === turnId);
}
