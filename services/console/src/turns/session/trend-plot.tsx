import { useEffect, useRef, useState } from 'preact/hooks';
import { counted, figure, milliseconds } from '../derive/format.ts';
import type { StageSummary } from '../derive/session-summary.ts';
import { stageMeaning, stageTitle } from '../derive/stages.ts';
import type { Trend, TrendData } from './plot-canvas.ts';

interface TrendPlotProps {
  readonly summary: StageSummary;
  readonly heightPx: number;
  onOpen(turnIndex: number): void;
}

const load = () => import('./plot-canvas.ts');

/** One stage over the turns of the session. Its numbers stand in the tables beside it too. */
export function TrendPlot({ summary, heightPx, onOpen }: TrendPlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const trend = useRef<Trend | undefined>(undefined);
  const [hovered, hover] = useState<number | null>(null);
  const [hasFailed, fail] = useState(false);
  const latest = useRef({ data: dataOf(summary), onOpen });
  latest.current = { data: dataOf(summary), onOpen };

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    let isGone = false;
    const restyle = () => trend.current?.restyle();
    const size = new ResizeObserver(restyle);
    const theme = new MutationObserver(restyle);
    load().then(
      ({ drawTrend }) => {
        if (isGone) return;
        trend.current = drawTrend(element, latest.current.data, {
          heightPx,
          cursorKey: 'turns',
          onHover: hover,
          onOpen: (index) => latest.current.onOpen(index),
        });
        size.observe(element);
        theme.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
      },
      () => fail(true),
    );
    return () => {
      isGone = true;
      size.disconnect();
      theme.disconnect();
      trend.current?.destroy();
      trend.current = undefined;
    };
  }, [heightPx]);
  useEffect(() => trend.current?.update(latest.current.data), [summary]);

  const { stage, p50Ms, p95Ms, turns, budgetMs, over } = summary;
  const title = stageTitle(stage);
  const value = hovered === null ? undefined : summary.valuesMs[hovered];
  const words = `${title} over ${counted(turns, 'turn')}: p50 ${figure(p50Ms)} ms, p95 ${figure(p95Ms)} ms`;
  return (
    <figure class="trend">
      <figcaption>
        <b>{title}</b>
        <span class="trend-reading">
          {hovered !== null && value !== undefined ? (
            <>
              turn {hovered + 1}: <b>{milliseconds(value)}</b>
            </>
          ) : (
            <>
              p50 <b>{figure(p50Ms)}</b> p95 <b>{figure(p95Ms)}</b>
            </>
          )}
        </span>
        <small>
          {stageMeaning(stage)}
          {budgetMs !== undefined && ` · at most ${milliseconds(budgetMs)}${over > 0 ? `, ${over} over` : ''}`}
        </small>
      </figcaption>
      <div ref={host} class="trend-host" role="img" aria-label={words} style={{ minHeight: `${heightPx}px` }}>
        {hasFailed && <p class="turn-faint">The plot could not be loaded; its numbers are in the table below.</p>}
      </div>
    </figure>
  );
}

const dataOf = ({ valuesMs, budgetMs }: StageSummary): TrendData => ({ valuesMs, budgetMs });
