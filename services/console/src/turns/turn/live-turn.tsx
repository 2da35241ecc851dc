import type { LiveDecision } from '../derive/live-decisions.ts';
import { decisionWords, withoutRepetition } from './decision-list.tsx';

/** The turn that is under way: its newest decision; its times follow when it is over. */
export function LiveTurn({ decisions }: { readonly decisions: readonly LiveDecision[] }) {
  const newest = decisions.at(-1);
  if (!newest) return null;
  return (
    <p class="live-turn">
      <span class="live-dot" aria-hidden="true" />
      <span>
        <b>A turn is under way.</b> Newest decision: {decisionWords[newest.kind]} {withoutRepetition(newest.reason)}
      </span>
    </p>
  );
}
