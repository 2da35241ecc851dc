import type { TurnRecord } from '@cascade/contracts';
import type { Insertable } from 'kysely';
import type { NewTurnRow, TurnStageTable, TurnVersionTable } from './schema.ts';

/** A record as the rows of three tables; the turn's number is not known before it is written. */
export interface TurnRows {
  readonly turn: NewTurnRow;
  readonly stages: readonly Omit<Insertable<TurnStageTable>, 'turn'>[];
  readonly versions: readonly Omit<Insertable<TurnVersionTable>, 'turn'>[];
}

export function rowsOf(record: TurnRecord): TurnRows {
  const { budget, response } = record;
  return {
    turn: {
      session_id: record.session_id,
      turn_id: record.turn_id,
      trace_id: record.trace_id,
      started_at_ms: Date.parse(record.started_at),
      voice_to_voice_ms: record.voice_to_voice_ms,
      budget_profile: budget.profile,
      response_status: response?.status ?? 'none',
      response_source: response?.source ?? 'none',
      steal_percent: record.machine.steal_percent,
      rating: record.feedback?.at(-1)?.rating ?? null,
      record: JSON.stringify(record),
    },
    stages: Object.entries(record.stages_ms).map(([stage, observed_ms]) => ({
      stage,
      observed_ms,
      budget_ms: budget.budgets_ms[stage] ?? null,
      violated: stage in budget.violations ? 1 : 0,
    })),
    versions: Object.entries(record.versions).map(([stage, version]) => ({ stage, version })),
  };
}
