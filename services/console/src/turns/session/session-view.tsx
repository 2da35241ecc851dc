import type { TurnRecord } from '@cascade/contracts';
import { conversationAddress, turnAddress } from '../addresses.ts';
import { counted, figure } from '../derive/format.ts';
import { summarizeSession } from '../derive/session-summary.ts';
import { downloadRecords } from '../download.ts';
import { EmptySession } from '../empty-states.tsx';
import { CostTable } from './cost-table.tsx';
import { PercentileTable, TurnTable } from './session-tables.tsx';
import { TrendPlot } from './trend-plot.tsx';

/** All turns of the visit: percentiles, trends, and the turns themselves. */
export function SessionPageView({ records }: { readonly records: readonly TurnRecord[] }) {
  if (records.length === 0) return <EmptySession />;
  const summary = summarizeSession(records);
  const voiceToVoice = summary.stages.find(({ stage }) => stage === 'voice_to_voice');
  const others = summary.stages.filter(({ stage }) => stage !== 'voice_to_voice');
  const open = (index: number) => {
    const record = records[index];
    if (record) location.hash = turnAddress(record.turn_id);
  };
  return (
    <article class="turn-page session-page" aria-labelledby="session-title">
      <header class="turn-page-head">
        <nav aria-label="Where you are">
          <a href={conversationAddress}>Conversation</a>
        </nav>
        <div class="turn-page-title">
          <h1 id="session-title">
            Session <small>{counted(summary.turns, 'turn')}</small>
          </h1>
          <div class="turn-actions">
            <button type="button" class="turn-button is-strong" onClick={() => downloadRecords(records)}>
              Download all as NDJSON
            </button>
          </div>
        </div>
        <div class="headline">
          {voiceToVoice && (
            <p class="headline-number">
              <strong>{figure(voiceToVoice.p50Ms)}</strong>
              <span>ms</span>
              <small>
                voice-to-voice at the median, <b>{figure(voiceToVoice.p95Ms)} ms</b> at p95
              </small>
            </p>
          )}
          <p class="verdict" data-ok={summary.turnsOver === 0}>
            <span aria-hidden="true">{summary.turnsOver === 0 ? '✓' : '▲'}</span>{' '}
            {summary.turnsOver === 0 ? 'every turn within budget' : `${counted(summary.turnsOver, 'turn')} over budget`}
            <small> ({summary.profile})</small>
          </p>
        </div>
      </header>
      {voiceToVoice && (
        <div class="turn-card">
          <TrendPlot summary={voiceToVoice} heightPx={220} onOpen={open} />
        </div>
      )}
      <div class="trends">
        {others.map((stage) => (
          <div key={stage.stage} class="turn-card">
            <TrendPlot summary={stage} heightPx={130} onOpen={open} />
          </div>
        ))}
      </div>
      <div class="turn-card">
        <h2>Percentiles</h2>
        <PercentileTable summary={summary} />
      </div>
      <div class="turn-card">
        <h2>Cost</h2>
        <CostTable records={records} />
      </div>
      <div class="turn-card">
        <h2>Turns</h2>
        <TurnTable records={records} />
      </div>
    </article>
  );
}
