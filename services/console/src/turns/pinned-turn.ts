import type { TurnRecord } from '@cascade/contracts';
import { signal } from '@preact/signals';

/** The turn that others are drawn over, until another one is pinned or the page is left. */
export const pinnedTurn = signal<TurnRecord | undefined>(undefined);

export const isSameTurn = (a: TurnRecord | undefined, b: TurnRecord | undefined): boolean =>
  a !== undefined && a.turn_id === b?.turn_id && a.session_id === b.session_id;

/** Pins a turn; the pinned one is let go. */
export function togglePinned(record: TurnRecord): void {
  pinnedTurn.value = isSameTurn(pinnedTurn.peek(), record) ? undefined : record;
}
