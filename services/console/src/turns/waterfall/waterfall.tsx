import type { TurnRecord } from '@cascade/contracts';
import { useRef } from 'preact/hooks';
import type { Interval } from '../derive/stage-interval.ts';
import { rowTitles } from '../derive/stages.ts';
import { Axis } from './axis.tsx';
import { BarParts, barName, placed, placedAt } from './bar.tsx';
import { Bands, Mark, Pointer, RowFigure } from './row-parts.tsx';
import { type Direction, neighbour } from './waterfall-keys.ts';
import { type LaidBar, layoutWaterfall } from './waterfall-layout.ts';

export interface WaterfallProps {
  readonly record: TurnRecord;
  readonly window: Interval;
  /** Another turn, drawn over this one at the same scale; its bars only show. */
  readonly ghost?: TurnRecord | undefined;
  readonly selectedId: string | undefined;
  onSelect(barId: string): void;
  /** A bar that is already looked at was chosen once more. */
  onOpen?: (() => void) | undefined;
  /** A moment to point at. */
  readonly markAtMs?: number | undefined;
  readonly isLarge?: boolean | undefined;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'earlier',
  ArrowRight: 'later',
  ArrowUp: 'row-above',
  ArrowDown: 'row-below',
  Home: 'first',
  End: 'last',
};

/**
 * A turn on one axis: a row for each stage, zero at the user's last speech sample. One stop for the tab key; the arrow
 * keys go from bar to bar.
 */
export function Waterfall(props: WaterfallProps) {
  const { record, window, ghost, selectedId, onSelect, isLarge, markAtMs } = props;
  const bars = useRef(new Map<string, HTMLButtonElement>());
  const layout = layoutWaterfall(record, window);
  const ghostRows = ghost && layoutWaterfall(ghost, window).rows;
  const all = layout.rows.flatMap((row) => row.bars);
  const stopId = all.some((bar) => bar.id === selectedId) ? selectedId : all[0]?.id;
  const onKeyDown = (event: KeyboardEvent) => {
    const direction = Object.hasOwn(directions, event.key) ? directions[event.key] : undefined;
    const next = direction && stopId !== undefined ? neighbour(layout.rows, stopId, direction) : undefined;
    if (next === undefined) return;
    event.preventDefault();
    bars.current.get(next)?.focus();
  };
  const className = [
    'waterfall',
    isLarge && 'is-large',
    ghost && 'has-ghost',
    // What ran is all there is to see of a turn without a path.
    !all.some((bar) => bar.lane === 'path') && 'has-no-path',
  ]
    .filter(Boolean)
    .join(' ');
  const spanMs = window.toMs - window.fromMs;
  const place = (atMs: number) => (atMs - window.fromMs) / spanMs;
  const keepBar = (id: string) => (element: HTMLButtonElement | null) => {
    if (element) bars.current.set(id, element);
    else bars.current.delete(id);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's inputs
    <div
      class={className}
      role="group"
      aria-label="Waterfall: what happened when, in milliseconds from your last word. Arrow keys go from bar to bar."
      onKeyDown={onKeyDown}
    >
      <Axis record={record} window={window} place={place} isLarge={isLarge ?? false} />
      {layout.rows.map((row, index) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's inputs
        <div key={row.id} class="waterfall-row" role="group" aria-label={`${row.id}, ${rowTitles[row.id]}`}>
          <span class="waterfall-label" aria-hidden="true">
            {row.id}
            {isLarge && <small>{rowTitles[row.id]}</small>}
          </span>
          <div class="waterfall-track" data-row={row.id}>
            <span class="waterfall-zero" style={placedAt(layout.zero)} />
            <Bands row={row} />
            {ghostRows?.[index]?.bars
              .filter((bar) => bar.lane === 'path')
              .map((bar) => (
                <span key={bar.id} class="bar is-ghost" data-instant={bar.isInstant} style={placed(bar)}>
                  <BarParts bar={bar} />
                </span>
              ))}
            {row.bars.map((bar) => (
              <Bar
                key={bar.id}
                {...props}
                bar={bar}
                isStop={bar.id === stopId}
                isSelected={bar.id === selectedId}
                onSelect={onSelect}
                hold={keepBar(bar.id)}
              />
            ))}
            {row.marks.map((mark) => (
              <Mark key={mark.stage} mark={mark} />
            ))}
            {markAtMs !== undefined && <Pointer place={place(markAtMs)} atMs={markAtMs} hasFlag={index === 0} />}
          </div>
          <RowFigure record={record} ghost={ghost} row={row} />
        </div>
      ))}
    </div>
  );
}

interface BarProps extends Pick<WaterfallProps, 'onSelect' | 'onOpen'> {
  readonly bar: LaidBar;
  readonly isStop: boolean;
  readonly isSelected: boolean;
  hold(element: HTMLButtonElement | null): void;
}

function Bar({ bar, isStop, isSelected, onSelect, onOpen, hold }: BarProps) {
  // A finger has no hover: its first touch looks at the bar, and only a second one may open the turn.
  const touchedFirst = useRef(false);
  return (
    <button
      ref={hold}
      type="button"
      class="bar"
      data-lane={bar.lane}
      data-instant={bar.isInstant}
      style={placed(bar)}
      tabIndex={isStop ? 0 : -1}
      aria-label={barName(bar)}
      aria-current={isSelected}
      onPointerDown={(event) => {
        touchedFirst.current = event.pointerType !== 'mouse' && !isSelected;
      }}
      onPointerEnter={(event) => {
        if (event.pointerType === 'mouse') onSelect(bar.id);
      }}
      onFocus={() => onSelect(bar.id)}
      onClick={() => {
        if (touchedFirst.current) onSelect(bar.id);
        else onOpen?.();
        touchedFirst.current = false;
      }}
    >
      <BarParts bar={bar} />
    </button>
  );
}
