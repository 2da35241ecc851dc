import type { TurnRecord } from '@cascade/contracts';
import { figure } from '../derive/format.ts';
import { overrunOwner, overrunOwners } from '../derive/overrun-owner.ts';
import { budgetStageOrder, stageMeaning, stageTitle } from '../derive/stages.ts';
import { ScrollRegion } from '../scroll-region.tsx';

/** Each stage against its budget, and whose time it was. */
export function BudgetTable({ record }: { readonly record: TurnRecord }) {
  const { budgets_ms: budgets, violations, profile } = record.budget;
  const stages = [...new Set([...budgetStageOrder, ...Object.keys(budgets), ...Object.keys(record.stages_ms)])];
  return (
    <ScrollRegion name="Budgets">
      <table class="turn-table is-roomy">
        <caption>Budgets of the profile “{profile}”, in ms</caption>
        <thead>
          <tr>
            <th scope="col">stage</th>
            <th scope="col" class="is-number">
              took
            </th>
            <th scope="col" class="is-number">
              at most
            </th>
            <th scope="col">verdict</th>
            <th scope="col">whose time</th>
          </tr>
        </thead>
        <tbody>
          {stages.map((stage) => {
            const observedMs = Object.hasOwn(record.stages_ms, stage) ? record.stages_ms[stage] : undefined;
            const budgetMs = Object.hasOwn(budgets, stage) ? budgets[stage] : undefined;
            const isOver = Object.hasOwn(violations, stage);
            return (
              <tr key={stage} data-over={isOver}>
                <th scope="row">
                  {stageTitle(stage)}
                  <small>{stageMeaning(stage)}</small>
                </th>
                <td class="is-number">{figure(observedMs)}</td>
                <td class="is-number">{figure(budgetMs)}</td>
                <td>
                  <Verdict observedMs={observedMs} budgetMs={budgetMs} isOver={isOver} />
                </td>
                <td>
                  <Ownership record={record} stage={stage} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function Verdict(props: {
  readonly observedMs: number | undefined;
  readonly budgetMs: number | undefined;
  readonly isOver: boolean;
}) {
  const { observedMs, budgetMs, isOver } = props;
  if (observedMs === undefined) return <span class="turn-faint">did not happen</span>;
  if (budgetMs === undefined) return <span class="turn-faint">no budget</span>;
  return (
    <span class="verdict" data-ok={!isOver}>
      <span aria-hidden="true">{isOver ? '▲' : '✓'}</span>{' '}
      {isOver ? `${figure(observedMs - budgetMs)} over` : `${figure(budgetMs - observedMs)} left`}
    </span>
  );
}

/** The stage's time by owner, the greatest first. */
function Ownership({ record, stage }: { readonly record: TurnRecord; readonly stage: string }) {
  const owned = overrunOwner(record, stage);
  if (!owned) return <span class="turn-faint">–</span>;
  const parts = overrunOwners
    .map((owner) => ({ owner, ms: owned.partsMs[owner] }))
    .filter(({ ms }) => ms >= 0.05)
    .toSorted((a, b) => b.ms - a.ms);
  return (
    <ul class="owners">
      {parts.map(({ owner, ms }) => (
        <li key={owner}>
          {owner} <b>{figure(ms)}</b>
        </li>
      ))}
    </ul>
  );
}
