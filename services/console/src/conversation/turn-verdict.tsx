import type { TurnRecord } from '@cascade/contracts';
import { mainOwner, turnOutcome } from '../turns/index.ts';

/** What the user waited, and whether that was within the budget: in a few words, for a line of its own. */
export function TurnVerdict({ record }: { readonly record: TurnRecord }) {
  const { latencyMs, title, isWithinBudget } = turnOutcome(record);
  const owner = mainOwner(record);
  return (
    <span class="turn-verdict" data-within={isWithinBudget}>
      {latencyMs === null ? <span>{title}</span> : <span class="number">{Math.round(latencyMs)} ms</span>}
      <span aria-hidden="true">{isWithinBudget ? '✓' : '▲'}</span>
      <span>{isWithinBudget ? 'within budget' : 'over budget'}</span>
      {owner !== undefined && <span class="turn-owner">{owner}</span>}
    </span>
  );
}
