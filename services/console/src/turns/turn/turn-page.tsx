import type { TurnRecord } from '@cascade/contracts';
import { compareAddress, conversationAddress, sessionAddress } from '../addresses.ts';
import { citedPassages } from '../derive/cited-passages.ts';
import { timeOfDay } from '../derive/format.ts';
import { downloadRecord } from '../download.ts';
import { PinButton } from '../pin-button.tsx';
import { isSameTurn } from '../pinned-turn.ts';
import { Sources } from '../sources.tsx';
import { TraceId } from '../waterfall/bar-inspector.tsx';
import { BudgetTable } from './budget-table.tsx';
import { Exchange } from './exchange.tsx';
import { FactsTable, surroundingRows, versionRows } from './facts-tables.tsx';
import { Headline } from './headline.tsx';
import { PartialsTable } from './partials-table.tsx';
import { TurnExplorer } from './turn-explorer.tsx';

interface TurnPageViewProps {
  readonly record: TurnRecord;
  /** Its place in the session, from 1. */
  readonly number: number;
  readonly pinned: TurnRecord | undefined;
  /** The turn before it, to compare with when none is pinned. */
  readonly previous: TurnRecord | undefined;
}

/** Everything about one turn. */
export function TurnPageView({ record, number, pinned, previous }: TurnPageViewProps) {
  const ghost = pinned && !isSameTurn(pinned, record) ? pinned : undefined;
  const other = ghost ?? previous;
  return (
    <article class="turn-page" aria-labelledby="turn-page-title">
      <header class="turn-page-head">
        <nav aria-label="Where you are">
          <a href={conversationAddress}>Conversation</a> <span aria-hidden="true">›</span>{' '}
          <a href={sessionAddress}>Session</a>
        </nav>
        <div class="turn-page-title">
          <h1 id="turn-page-title">
            Turn {number} <small>{timeOfDay(record.started_at)}</small>
          </h1>
          <div class="turn-actions">
            {other && (
              <a class="turn-button" href={compareAddress(other.turn_id, record.turn_id)}>
                Compare with {ghost ? 'the pinned turn' : 'the turn before'}
              </a>
            )}
            <PinButton record={record} />
            <button type="button" class="turn-button is-strong" onClick={() => downloadRecord(record)}>
              Download JSON
            </button>
          </div>
        </div>
        <div class="turn-page-lead">
          <Headline record={record} pinned={ghost} />
          <Exchange record={record} />
        </div>
        <TraceId traceId={record.trace_id} />
      </header>
      <div class="turn-card">
        <h2 class="turn-hidden">Timeline</h2>
        <TurnExplorer key={`${record.session_id}/${record.turn_id}`} record={record} ghost={ghost} isLarge />
      </div>
      <div class="turn-card">
        <h2>Budgets</h2>
        <BudgetTable record={record} />
      </div>
      <div class="turn-page-columns">
        <div class="turn-card">
          <h2>Partials over time</h2>
          <PartialsTable record={record} />
        </div>
        <div class="turn-card">
          <h2>Versions</h2>
          <FactsTable caption="What ran, by stage" rows={versionRows(record)} />
        </div>
        <div class="turn-card">
          <h2>Surroundings</h2>
          <FactsTable caption="Audio, consent, device and machine" rows={surroundingRows(record)} />
        </div>
        <ToolCalls record={record} />
        <SourcesCard record={record} />
      </div>
    </article>
  );
}

function ToolCalls({ record }: { readonly record: TurnRecord }) {
  if (record.tool_calls.length === 0) return null;
  return (
    <div class="turn-card">
      <h2>Tool calls</h2>
      <dl class="tool-calls">
        {record.tool_calls.map((call) => (
          <div key={call.call_id}>
            <dt>
              {call.name} <code>{call.arguments}</code>
            </dt>
            <dd>{call.output === null ? 'run by the client' : <code>{call.output}</code>}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function SourcesCard({ record }: { readonly record: TurnRecord }) {
  if (citedPassages(record).length === 0) return null;
  return (
    <div class="turn-card">
      <h2>Sources</h2>
      <Sources record={record} />
    </div>
  );
}
