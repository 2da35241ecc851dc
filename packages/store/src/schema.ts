import type { Generated, Insertable, Selectable } from 'kysely';

/** A turn, with what is asked for most in columns of its own. Times are epoch milliseconds, durations milliseconds. */
export interface TurnTable {
  id: Generated<number>;
  session_id: string;
  turn_id: string;
  trace_id: string;
  started_at_ms: number;
  voice_to_voice_ms: number | null;
  budget_profile: string;
  /** How the response ended; `none` when the turn got no response. */
  response_status: string;
  response_source: string;
  steal_percent: number | null;
  /** What its user said of it last; null when nothing. */
  rating: string | null;
  /** The whole record as JSON. */
  record: string;
}

/** What each budget stage of a turn took. */
export interface TurnStageTable {
  turn: number;
  stage: string;
  observed_ms: number;
  budget_ms: number | null;
  /** 1 when it took longer than its budget. */
  violated: number;
}

/** What ran, by stage. */
export interface TurnVersionTable {
  turn: number;
  stage: string;
  version: string;
}

/** What happened to an entry of the model registry; rows are never changed. */
export interface RegistryEventTable {
  id: Generated<number>;
  entry_id: string;
  /** Counts an entry's events from 1. */
  sequence: number;
  at_ms: number;
  /** The whole event as JSON. */
  event: string;
}

/** One thing that is kept for a user: an entry of a list, a note, a reminder, an order, an appointment. */
export interface UserItemTable {
  user_id: string;
  kind: string;
  id: string;
  created_at_ms: number;
  /** As JSON. */
  data: string;
}

/** A change of a user's items that was made, and what takes it back. */
export interface UserChangeTable {
  user_id: string;
  key: string;
  at_ms: number;
  /** Changes as JSON. */
  undo: string;
}

export interface StoreSchema {
  turns: TurnTable;
  turn_stages: TurnStageTable;
  turn_versions: TurnVersionTable;
  registry_events: RegistryEventTable;
  user_items: UserItemTable;
  user_changes: UserChangeTable;
}

export type TurnRow = Selectable<TurnTable>;
export type NewTurnRow = Insertable<TurnTable>;
