import type { TurnRecord } from '@cascade/contracts';
import { figure, milliseconds } from '../derive/format.ts';
import { overrunOwner } from '../derive/overrun-owner.ts';
import { stageTitle } from '../derive/stages.ts';

/** The budgets that were broken: by how much, and whose time it was. */
export function Overruns({ record }: { readonly record: TurnRecord }) {
  const stages = Object.entries(record.budget.violations);
  if (stages.length === 0) return null;
  return (
    <ul class="overruns">
      {stages.map(([stage, observedMs]) => {
        const owned = overrunOwner(record, stage);
        const budgetMs = record.budget.budgets_ms[stage];
        return (
          <li key={stage}>
            <span aria-hidden="true">▲</span>
            <span>
              <b>{stageTitle(stage)}</b> took {milliseconds(observedMs)}
              {budgetMs !== undefined && `, ${figure(observedMs - budgetMs)} over its ${milliseconds(budgetMs)}`}
              {owned && (
                <>
                  . Owner: <b>{owned.owner}</b> ({milliseconds(owned.partsMs[owned.owner])})
                </>
              )}
              .
            </span>
          </li>
        );
      })}
    </ul>
  );
}
