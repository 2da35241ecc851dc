import type { TurnRecord } from '@cascade/contracts';
import { ownedOverruns } from '../derive/owned-overruns.ts';

/** The budgets that were broken: by how much, whose doing it was, and whether somebody did it on purpose. */
export function Overruns({ record }: { readonly record: TurnRecord }) {
  const overruns = ownedOverruns(record);
  const faults = record.faults ?? [];
  if (overruns.length === 0 && faults.length === 0) return null;
  return (
    <ul class="overruns" aria-label="What went over budget, and why">
      {overruns.map(({ budget, title, what, stage, owner, team, reason }) => (
        <li key={budget} data-budget={budget}>
          <span aria-hidden="true">▲</span>
          <span>
            <b>{title}</b> {what}.
            {owner !== undefined && (
              <span class="overrun-owner">
                {stage !== undefined && (
                  <span>
                    Stage <b>{stage}</b>
                  </span>
                )}
                <span>
                  Owner <b>{owner}</b>
                </span>
                {team !== undefined && (
                  <span>
                    Team <b>{team}</b>
                  </span>
                )}
              </span>
            )}
            {reason !== undefined && <small>{reason}</small>}
          </span>
        </li>
      ))}
      {faults.map(({ id, stage, kind }) => (
        <li key={id} class="is-drill">
          <span aria-hidden="true">⚑</span>
          <span>
            <b>Fault switch</b> {kind} {stage} was on: this was a drill.
          </span>
        </li>
      ))}
    </ul>
  );
}
