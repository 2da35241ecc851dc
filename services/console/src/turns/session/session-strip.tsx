import type { TurnRecord } from '@cascade/contracts';
import { sessionAddress } from '../addresses.ts';
import { figure } from '../derive/format.ts';
import { type StageSummary, summarizeSession } from '../derive/session-summary.ts';
import { stageTitle } from '../derive/stages.ts';

/** Turns that the little bars show. */
const shownTurns = 24;

/** Stages that are worth a place in one line; all of them stand in the session's own page. */
const shownStages = new Set([
  'voice_to_voice',
  'first_partial',
  'finalization',
  'end_of_turn',
  'planning',
  'first_audio_byte',
]);

/** The session in one line. */
export function SessionStripView({ records }: { readonly records: readonly TurnRecord[] }) {
  const stages = summarizeSession(records).stages.filter(({ stage }) => shownStages.has(stage));
  if (stages.length === 0) {
    return (
      <div class="session-strip-line">
        <b class="strip-title">Session</b>
        <span class="turn-faint">percentiles of every stage stand here from your first turn on</span>
      </div>
    );
  }
  return (
    <div class="session-strip-line">
      <a class="strip-title" href={sessionAddress}>
        Session<span class="turn-hidden">, all turns</span>
        <small aria-hidden="true"> p50 · p95, ms</small>
      </a>
      <ul>
        {stages.map((stage) => (
          <li key={stage.stage} data-stage={stage.stage}>
            <span class="strip-name">{stageTitle(stage.stage).toLowerCase()}</span>
            {stage.stage === 'voice_to_voice' && <Sparkline stage={stage} />}
            <span class="strip-figures">
              <span class="turn-hidden">p50 </span>
              <b>{figure(stage.p50Ms)}</b>
              <span class="turn-hidden"> ms, p95 </span>
              <span aria-hidden="true"> · </span>
              <b>{figure(stage.p95Ms)}</b>
              <span class="turn-hidden"> ms</span>
              {stage.over > 0 && <span class="over-sign"> ▲ {stage.over} over</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A bar for each of the last turns; the greatest one has the full height. */
function Sparkline({ stage }: { readonly stage: StageSummary }) {
  const values = stage.valuesMs.slice(-shownTurns);
  const greatest = Math.max(1, ...values.map((value) => value ?? 0));
  const width = values.length * 5 - 2;
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} 16`} width={width} height="16" aria-hidden="true">
      {values.map((value, index) => {
        const height = value === null ? 1 : Math.max(1.5, (value / greatest) * 16);
        return (
          <rect key={index} x={index * 5} y={16 - height} width="3" height={height} rx="1" data-none={value === null} />
        );
      })}
    </svg>
  );
}
