import type { TurnRecord } from '@cascade/contracts';
import { figure, milliseconds, seconds, signedMilliseconds } from '../derive/format.ts';
import { stageTitle } from '../derive/stages.ts';
import { placed, placedAt } from './bar.tsx';
import { rowFigure } from './row-figure.ts';
import type { BudgetMark, LaidRow } from './waterfall-layout.ts';

/** How long the user spoke, and how long the reply sounded. */
export function Bands({ row }: { readonly row: LaidRow }) {
  return (
    <>
      {row.id === 'heard' && row.bands.length === 0 && <span class="band-none">nothing was heard</span>}
      {row.bands.map((band) => (
        <span key={band.kind} class="band" data-kind={band.kind} style={placed(band)}>
          <span class="turn-hidden">
            {{ speech: 'you spoke', heard: 'heard', unheard: 'not heard' }[band.kind]} for {seconds(band.lengthMs)}
          </span>
        </span>
      ))}
    </>
  );
}

/** A budget's tick, and a line below what is beyond it. */
export function Mark({ mark }: { readonly mark: BudgetMark }) {
  const { over, tick } = mark;
  const title = `${stageTitle(mark.stage)} budget: ${milliseconds(mark.budgetMs)}`;
  return (
    <>
      {over?.extent && <span class="over-line" style={placed(over.extent)} />}
      {tick !== null && (
        <span class="budget-tick" data-over={over !== undefined} style={placedAt(tick)} title={title} />
      )}
    </>
  );
}

/** A line through all rows at one moment; outside the window it stands at the edge and says how far away. */
export function Pointer({
  place,
  atMs,
  hasFlag,
}: {
  readonly place: number;
  readonly atMs: number;
  readonly hasFlag: boolean;
}) {
  const side = place < 0 ? 'before' : place > 1 ? 'after' : 'within';
  const at = Math.min(1, Math.max(0, place));
  return (
    <span class="pointer" data-side={side} style={placedAt(at)}>
      {hasFlag && <span class={at > 0.5 ? 'pointer-flag is-left' : 'pointer-flag'}>{signedMilliseconds(atMs)}</span>}
    </span>
  );
}

interface RowFigureProps {
  readonly record: TurnRecord;
  readonly ghost: TurnRecord | undefined;
  readonly row: LaidRow;
}

/** The number at the end of a row, and the same of the other turn that is drawn over it. */
export function RowFigure({ record, ghost, row }: RowFigureProps) {
  const shown = rowFigure(record, row.id);
  const other = ghost && rowFigure(ghost, row.id);
  const isOver = row.marks.some((mark) => mark.over);
  return (
    <span class="waterfall-figure" data-over={isOver}>
      {other && (
        <small class="ghost-figure">
          <span class="turn-hidden">the other turn: </span>
          {figure(other.ms)}
        </small>
      )}
      {shown && (
        <span>
          {isOver && <span aria-hidden="true">▲ </span>}
          <b>{figure(shown.ms)}</b>
          <span class="turn-hidden"> milliseconds {shown.what}</span>
          {shown.budgetMs !== undefined && (
            <small>
              <span class="turn-hidden"> of a budget of</span> / {figure(shown.budgetMs)}
            </small>
          )}
          {isOver && <span class="turn-hidden">, over budget</span>}
        </span>
      )}
    </span>
  );
}
