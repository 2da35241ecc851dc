import type { TurnRecord } from '@cascade/contracts';
import { useState } from 'preact/hooks';
import { counted } from '../derive/format.ts';
import { BarInspector } from '../waterfall/bar-inspector.tsx';
import { Legend } from '../waterfall/legend.tsx';
import { Waterfall } from '../waterfall/waterfall.tsx';
import { barId, layoutWaterfall, longestBarId, viewWindow, type WaterfallView } from '../waterfall/waterfall-layout.ts';
import { DecisionList } from './decision-list.tsx';
import { CostFigures, SpeculationLedger } from './figures.tsx';
import { Overruns } from './overruns.tsx';

interface TurnExplorerProps {
  readonly record: TurnRecord;
  readonly ghost?: TurnRecord | undefined;
  onOpen?: (() => void) | undefined;
  readonly isLarge?: boolean;
}

/** One turn to look into: waterfall, the bar in focus, decisions, cost. To be keyed by the turn. */
export function TurnExplorer({ record, ghost, onOpen, isLarge = false }: TurnExplorerProps) {
  const [view, setView] = useState<WaterfallView>('answer');
  const [chosenId, choose] = useState<string | undefined>(undefined);
  const [pointedAt, point] = useState<number | undefined>(undefined);
  const [marked, mark] = useState<number | undefined>(undefined);
  const window = viewWindow(view, record, ...(ghost ? [ghost] : []));
  const { hiddenBars } = layoutWaterfall(record, window);
  const selectedId = chosenId ?? longestBarId(record);
  const span = record.spans.find((candidate, index) => barId(candidate, index) === selectedId);
  const markIndex = pointedAt ?? marked;
  const names = ghost && { record: 'this turn', ghost: 'pinned turn, above it' };
  const chooseDecision = (index: number) => {
    mark(marked === index ? undefined : index);
    const atMs = record.decisions[index]?.at_ms ?? 0;
    if (atMs < window.fromMs || atMs > window.toMs) setView('whole');
  };
  return (
    <div class={isLarge ? 'explorer is-large' : 'explorer'}>
      <div class="explorer-timeline">
        <Waterfall
          record={record}
          window={window}
          ghost={ghost}
          selectedId={selectedId}
          onSelect={choose}
          onOpen={onOpen}
          markAtMs={markIndex === undefined ? undefined : record.decisions[markIndex]?.at_ms}
          isLarge={isLarge}
        />
        <div class="explorer-below">
          <Legend names={names} />
          <button
            type="button"
            class="turn-button is-small"
            aria-pressed={view === 'whole'}
            onClick={() => setView(view === 'whole' ? 'answer' : 'whole')}
          >
            {view === 'whole' ? 'Only the answer' : 'Whole turn'}
            {view === 'answer' && hiddenBars > 0 && <small> +{counted(hiddenBars, 'bar')}</small>}
          </button>
        </div>
        <Overruns record={record} />
      </div>
      <BarInspector record={record} span={span} />
      <DecisionList decisions={record.decisions} marked={marked} onPoint={point} onChoose={chooseDecision} />
      <div class="explorer-sums">
        <SpeculationLedger record={record} />
        <CostFigures record={record} />
      </div>
    </div>
  );
}
