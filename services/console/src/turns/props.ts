import type { TurnRecord } from '@cascade/contracts';
import type { ReadonlySignal } from '@preact/signals';
import type { DecisionEvent } from './derive/live-decisions.ts';

export interface RecordsProps {
  /** Oldest first. */
  readonly records: ReadonlySignal<readonly TurnRecord[]>;
}

export interface TurnPanelProps extends RecordsProps {
  /** As they come, oldest first; those of a turn without a record are shown as under way. */
  readonly decisions?: ReadonlySignal<readonly DecisionEvent[]> | undefined;
}

export interface TurnPageProps extends RecordsProps {
  readonly turnId: string;
}

export interface ComparePageProps extends RecordsProps {
  readonly firstTurnId: string;
  readonly secondTurnId: string;
}
