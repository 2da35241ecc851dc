import type { TurnRecord } from '@cascade/contracts';
import { turnAddress } from '../addresses.ts';
import { figure, timeOfDay } from '../derive/format.ts';
import { mainOwner } from '../derive/owned-overruns.ts';
import type { SessionSummary, StageSummary } from '../derive/session-summary.ts';
import { budgetStageOrder, stageMeaning, stageTitle } from '../derive/stages.ts';
import { turnOutcome } from '../derive/turn-outcome.ts';
import { downloadRecord } from '../download.ts';
import { PinButton } from '../pin-button.tsx';
import { ScrollRegion } from '../scroll-region.tsx';

/** Percentiles of each stage against its budget. */
export function PercentileTable({ summary }: { readonly summary: SessionSummary }) {
  return (
    <ScrollRegion name="Percentiles by stage">
      <table class="turn-table is-roomy">
        <caption>Percentiles by stage in ms, budget “{summary.profile}”</caption>
        <thead>
          <tr>
            <th scope="col">stage</th>
            {['p50', 'p95', 'max', 'at most', 'turns', 'over'].map((name) => (
              <th key={name} scope="col" class="is-number">
                {name}
              </th>
            ))}
            <th scope="col">p50 and p95 in the budget</th>
          </tr>
        </thead>
        <tbody>
          {summary.stages.map((stage) => (
            <tr key={stage.stage} data-over={stage.over > 0}>
              <th scope="row">
                {stageTitle(stage.stage)}
                <small>{stageMeaning(stage.stage)}</small>
              </th>
              <td class="is-number">
                <b>{figure(stage.p50Ms)}</b>
              </td>
              <td class="is-number">
                <b>{figure(stage.p95Ms)}</b>
              </td>
              <td class="is-number">{figure(stage.maxMs)}</td>
              <td class="is-number">{figure(stage.budgetMs)}</td>
              <td class="is-number">{stage.turns}</td>
              <td class="is-number">
                {stage.over > 0 && <span class="over-sign">▲ </span>}
                {stage.budgetMs === undefined ? '–' : stage.over}
              </td>
              <td>
                <BudgetMeter stage={stage} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** How much of the budget the median and the slow turns use up; its end is the budget. */
function BudgetMeter({ stage }: { readonly stage: StageSummary }) {
  const { p50Ms, p95Ms, budgetMs } = stage;
  if (budgetMs === undefined) return <span class="turn-faint">no budget</span>;
  const share = (ms: number) => Math.min(100, (100 * ms) / budgetMs);
  return (
    <span class="meter" data-over={p95Ms > budgetMs} aria-hidden="true">
      <span class="meter-p95" style={{ width: `${share(p95Ms)}%` }} />
      <span class="meter-p50" style={{ width: `${share(p50Ms)}%` }} />
      <span class="meter-end" />
    </span>
  );
}

/** Every turn with all of its figures, newest first. */
export function TurnTable({ records }: { readonly records: readonly TurnRecord[] }) {
  const numbered = records.map((record, index) => ({ record, number: index + 1 })).toReversed();
  return (
    <ScrollRegion name="Turns" isTall>
      <table class="turn-table turns">
        <caption class="turn-hidden">Turns, newest first, times in ms</caption>
        <thead>
          <tr>
            <th scope="col">turn</th>
            <th scope="col">you said</th>
            <th scope="col" class="is-number">
              voice-to-voice
            </th>
            {budgetStageOrder.map((stage) => (
              <th key={stage} scope="col" class="is-number">
                {stageTitle(stage).toLowerCase()}
              </th>
            ))}
            <th scope="col">
              <span class="turn-hidden">actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {numbered.map(({ record, number }) => (
            <TurnRow key={`${record.session_id}/${record.turn_id}`} record={record} number={number} />
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function TurnRow({ record, number }: { readonly record: TurnRecord; readonly number: number }) {
  const { latencyMs, title, isWithinBudget } = turnOutcome(record);
  const owner = mainOwner(record);
  return (
    <tr data-over={!isWithinBudget}>
      <th scope="row">
        <a href={turnAddress(record.turn_id)}>
          <span class="turn-hidden">Open turn </span>
          {number}
        </a>
        <small>{timeOfDay(record.started_at)}</small>
      </th>
      <td class="is-words">
        {record.final_transcript ? (
          <span class="clamped">{record.final_transcript}</span>
        ) : (
          <span class="turn-faint">{title}</span>
        )}
        {owner !== undefined && (
          <span class="owner-badge">
            <span class="turn-hidden">Over budget, owner: </span>
            <span aria-hidden="true">▲ </span>
            {owner}
          </span>
        )}
      </td>
      <td class="is-number">
        <b>{record.voice_to_voice_ms === null ? '–' : figure(latencyMs)}</b>
      </td>
      {budgetStageOrder.map((stage) => (
        <td key={stage} class="is-number">
          {Object.hasOwn(record.budget.violations, stage) && (
            <span class="over-sign">
              ▲<span class="turn-hidden"> over budget:</span>{' '}
            </span>
          )}
          {figure(record.stages_ms[stage])}
        </td>
      ))}
      <td>
        <div class="turn-actions">
          <PinButton record={record} name={`turn ${number}`} />
          <button type="button" class="turn-button is-small" onClick={() => downloadRecord(record)}>
            JSON<span class="turn-hidden"> of turn {number}, download</span>
          </button>
        </div>
      </td>
    </tr>
  );
}
