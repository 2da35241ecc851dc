import type { TurnRecord } from '@cascade/contracts';
import { useState } from 'preact/hooks';
import { compareAddress, conversationAddress, sessionAddress, turnAddress } from '../addresses.ts';
import { figure, signedMilliseconds } from '../derive/format.ts';
import { differenceByStage } from '../derive/stage-differences.ts';
import { turnOutcome } from '../derive/turn-outcome.ts';
import { Exchange } from '../turn/exchange.tsx';
import { BarInspector } from '../waterfall/bar-inspector.tsx';
import { Legend } from '../waterfall/legend.tsx';
import { Waterfall } from '../waterfall/waterfall.tsx';
import { barId, longestBarId, viewWindow, type WaterfallView } from '../waterfall/waterfall-layout.ts';
import { DifferenceTable, StageTable, VersionDifferences } from './difference-tables.tsx';

/** Two turns at one scale, and what makes the difference. */
export function ComparePageView({ a, b }: { readonly a: TurnRecord; readonly b: TurnRecord }) {
  const [view, setView] = useState<WaterfallView>('answer');
  const [chosenId, choose] = useState<string | undefined>(undefined);
  const selectedId = chosenId ?? longestBarId(b);
  const span = b.spans.find((candidate, index) => barId(candidate, index) === selectedId);
  const latencies = [turnOutcome(a).latencyMs, turnOutcome(b).latencyMs];
  const [latencyA, latencyB] = latencies;
  const difference =
    latencyA === null || latencyB === null || latencyA === undefined || latencyB === undefined
      ? undefined
      : latencyB - latencyA;
  const names = { record: 'turn B', ghost: 'turn A, above it' };
  return (
    <article class="turn-page compare-page" aria-labelledby="compare-title">
      <header class="turn-page-head">
        <nav aria-label="Where you are">
          <a href={conversationAddress}>Conversation</a> <span aria-hidden="true">›</span>{' '}
          <a href={sessionAddress}>Session</a>
        </nav>
        <div class="turn-page-title">
          <h1 id="compare-title">Two turns compared</h1>
          <div class="turn-actions">
            <a class="turn-button" href={compareAddress(b.turn_id, a.turn_id)}>
              Swap A and B
            </a>
          </div>
        </div>
        <div class="compare-sides">
          <Side name="A" record={a} />
          <Side name="B" record={b} />
          <p class="compare-difference">
            {difference === undefined ? (
              'No two latencies to compare: one of the turns was not heard.'
            ) : (
              <>
                <strong>{signedMilliseconds(difference)}</strong>
                <span>{difference < 0 ? 'B is faster' : difference > 0 ? 'B is slower' : 'the same'}</span>
              </>
            )}
          </p>
        </div>
      </header>
      <div class="turn-card explorer is-large">
        <div class="explorer-timeline">
          <Waterfall
            record={b}
            window={viewWindow(view, a, b)}
            ghost={a}
            selectedId={selectedId}
            onSelect={choose}
            isLarge
          />
          <div class="explorer-below">
            <Legend names={names} />
            <button
              type="button"
              class="turn-button is-small"
              aria-pressed={view === 'whole'}
              onClick={() => setView(view === 'whole' ? 'answer' : 'whole')}
            >
              {view === 'whole' ? 'Only the answers' : 'Whole turns'}
            </button>
          </div>
        </div>
        <BarInspector record={b} span={span} />
      </div>
      <div class="turn-card">
        <h2>Where the difference is</h2>
        <DifferenceTable rows={differenceByStage(a, b)} />
      </div>
      <div class="turn-page-columns">
        <div class="turn-card">
          <h2>By budgeted stage</h2>
          <StageTable a={a} b={b} />
        </div>
        <div class="turn-card">
          <h2>Versions</h2>
          <VersionDifferences a={a} b={b} />
        </div>
      </div>
    </article>
  );
}

function Side({ name, record }: { readonly name: string; readonly record: TurnRecord }) {
  const { latencyMs, title, verdict, isWithinBudget } = turnOutcome(record);
  return (
    <section class="compare-side" aria-label={`Turn ${name}`}>
      <h2>
        <span class="side-name" data-side={name}>
          {name}
        </span>
        {latencyMs === null ? title : `${figure(latencyMs)} ms`}
        <a href={turnAddress(record.turn_id)}>
          Open<span class="turn-hidden"> turn {name}</span>
        </a>
      </h2>
      <p class="verdict" data-ok={isWithinBudget}>
        <span aria-hidden="true">{isWithinBudget ? '✓' : '▲'}</span> {verdict}
      </p>
      <Exchange record={record} />
    </section>
  );
}
