import type { TurnRecord } from '@cascade/contracts';
import { isSameTurn, pinnedTurn, togglePinned } from './pinned-turn.ts';

/** Keeps a turn to draw the next ones over it. */
export function PinButton({ record, name = 'this turn' }: { readonly record: TurnRecord; readonly name?: string }) {
  const isPinned = isSameTurn(pinnedTurn.value, record);
  return (
    <button
      type="button"
      class="turn-button is-small"
      aria-pressed={isPinned}
      title="The next turns are drawn over a pinned one"
      onClick={() => togglePinned(record)}
    >
      {isPinned ? 'Pinned' : 'Pin'}
      <span class="turn-hidden"> {name}</span>
    </button>
  );
}
