import type { TurnRecord } from '@cascade/contracts';
import { compareAddress, turnAddress } from '../addresses.ts';
import type { LiveDecision } from '../derive/live-decisions.ts';
import { downloadRecord } from '../download.ts';
import { EmptyPlot } from '../empty-states.tsx';
import { PinButton } from '../pin-button.tsx';
import { isSameTurn } from '../pinned-turn.ts';
import { Headline } from './headline.tsx';
import { LiveTurn } from './live-turn.tsx';
import { TurnExplorer } from './turn-explorer.tsx';

export interface TurnPanelViewProps {
  readonly record: TurnRecord | undefined;
  /** The turn that `record` is drawn over. */
  readonly pinned?: TurnRecord | undefined;
  /** Decisions of a turn that has no record yet, oldest first. */
  readonly live?: readonly LiveDecision[] | undefined;
}

/** The last turn, beside the conversation. */
export function TurnPanelView({ record, pinned, live = [] }: TurnPanelViewProps) {
  const ghost = record && pinned && !isSameTurn(record, pinned) ? pinned : undefined;
  return (
    <section class="turn-panel" aria-labelledby="turn-panel-title">
      <header class="turn-panel-head">
        <h2 id="turn-panel-title">This turn</h2>
        {record && (
          <div class="turn-actions">
            {ghost && (
              <a class="turn-button is-small" href={compareAddress(ghost.turn_id, record.turn_id)}>
                Compare
              </a>
            )}
            <PinButton record={record} />
            <button type="button" class="turn-button is-small" onClick={() => downloadRecord(record)}>
              JSON<span class="turn-hidden"> of this turn, download</span>
            </button>
            <a class="turn-button is-small is-strong" href={turnAddress(record.turn_id)}>
              Open<span class="turn-hidden"> this turn</span>
            </a>
          </div>
        )}
      </header>
      {live.length > 0 && <LiveTurn decisions={live} />}
      {record ? (
        <>
          <Headline record={record} pinned={ghost} />
          <TurnExplorer
            key={`${record.session_id}/${record.turn_id}`}
            record={record}
            ghost={ghost}
            onOpen={() => {
              location.hash = turnAddress(record.turn_id);
            }}
          />
        </>
      ) : (
        <EmptyPlot />
      )}
    </section>
  );
}
