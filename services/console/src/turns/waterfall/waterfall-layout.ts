import type { BudgetStage, RecordSpan, TurnRecord } from '@cascade/contracts';
import { type OverrunOwner, overrunOwner } from '../derive/overrun-owner.ts';
import { type PartKind, spanParts } from '../derive/span-parts.ts';
import { firstSoundMs, type Interval, speechMs, stageInterval } from '../derive/stage-interval.ts';
import { budgetRows, budgetStageOrder, type RowId, rowIds, rowOf } from '../derive/stages.ts';
import { answerWindow, wholeWindow } from './time-window.ts';

/** Positions are fractions of the axis, 0 at its left end and 1 at its right end, whatever its width on the screen. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

export interface LaidPart extends Extent {
  readonly kind: PartKind;
  /** Beyond a budget whose tick stands on this row. */
  readonly isOver: boolean;
}

export interface LaidBar extends Extent {
  /** Unique in the layout, and the same in every layout of the record. */
  readonly id: string;
  readonly span: RecordSpan;
  /** On the critical path, or work that ran beside or ahead of it. */
  readonly lane: 'path' | 'work';
  readonly parts: readonly LaidPart[];
  /** It took no time on the critical path: its work had been done ahead. */
  readonly isInstant: boolean;
  /** It ended before the user's last speech sample. */
  readonly isAhead: boolean;
}

/** A budget on its row: where it began to count, when it was due, when the stage was done. */
export interface BudgetMark {
  readonly stage: BudgetStage;
  readonly budgetMs: number;
  readonly observedMs: number;
  /** Position of the tick; null when it lies outside the window. */
  readonly tick: number | null;
  /** Undefined when the budget was kept. `extent` is null when that stretch lies outside the window. */
  readonly over: { readonly ms: number; readonly owner: OverrunOwner; readonly extent: Extent | null } | undefined;
}

export interface Band extends Extent {
  readonly kind: 'speech' | 'heard' | 'unheard';
  readonly lengthMs: number;
}

export interface LaidRow {
  readonly id: RowId;
  readonly bars: readonly LaidBar[];
  readonly bands: readonly Band[];
  readonly marks: readonly BudgetMark[];
}

export interface WaterfallLayout {
  readonly window: Interval;
  /** Position of the user's last speech sample. */
  readonly zero: number;
  /** All six, also those without bars. */
  readonly rows: readonly LaidRow[];
  /** Bars that lie outside the window. */
  readonly hiddenBars: number;
}

/** The answer and what led to it, or everything from the first word to the end of the reply. */
export type WaterfallView = 'answer' | 'whole';

/** The window of a view; over several records, one that shows all of them at one scale. */
export function viewWindow(view: WaterfallView, ...records: readonly TurnRecord[]): Interval {
  const windows = records.map(view === 'answer' ? answerWindow : wholeWindow);
  return {
    fromMs: Math.min(...windows.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...windows.map(({ toMs }) => toMs)),
  };
}

/** Where everything of a turn stands on one axis. Pure: the same record and window give the same layout. */
export function layoutWaterfall(record: TurnRecord, window: Interval): WaterfallLayout {
  const lengthMs = window.toMs - window.fromMs;
  const place = (atMs: number) => Math.min(1, Math.max(0, (atMs - window.fromMs) / lengthMs));
  const shows = (fromMs: number, toMs: number) => toMs >= window.fromMs && fromMs <= window.toMs;
  const extent = (fromMs: number, toMs: number): Extent | null =>
    shows(fromMs, toMs) ? { from: place(fromMs), to: place(toMs) } : null;
  const spans = record.spans.map((span, index) => ({ span, id: barId(span, index) }));
  const visible = spans.filter(({ span }) => shows(span.start_ms, Math.max(span.start_ms, span.end_ms)));

  const rows = rowIds.map((id): LaidRow => {
    const stages = budgetStageOrder.filter((stage) => budgetRows[stage] === id);
    const late = stages.flatMap((stage) => lateInterval(record, stage) ?? []);
    const bars = visible
      .filter(({ span }) => rowOf(span) === id)
      .toSorted((a, b) => a.span.start_ms - b.span.start_ms)
      .map(({ span, id: barId }): LaidBar => {
        const to = Math.max(span.start_ms, span.end_ms);
        return {
          id: barId,
          span,
          lane: span.critical ? 'path' : 'work',
          from: place(span.start_ms),
          to: place(to),
          parts: layParts(span, late, extent),
          isInstant: span.end_ms <= span.start_ms,
          isAhead: to <= 0,
        };
      });
    const bands = bandsOf(record, id).flatMap(({ kind, fromMs, toMs }) => {
      const on = toMs > fromMs ? extent(fromMs, toMs) : null;
      return on ? [{ ...on, kind, lengthMs: toMs - fromMs }] : [];
    });
    return { id, bars, bands, marks: stages.flatMap((stage) => markOf(record, stage, extent) ?? []) };
  });
  return { window, zero: place(0), rows, hiddenBars: spans.length - visible.length };
}

/** A bar's identity: its span, by its place in the record. */
export const barId = ({ stage, name }: RecordSpan, index: number): string => `${stage}-${name}-${index}`;

/** The bar of the longest step on the critical path, which explains most; of any work where there is no path. */
export function longestBarId({ spans }: Pick<TurnRecord, 'spans'>): string | undefined {
  const bars = spans.map((span, index) => ({ span, id: barId(span, index) }));
  const path = bars.filter(({ span }) => span.critical);
  const lengthMs = ({ span }: { span: RecordSpan }) => span.end_ms - span.start_ms;
  return (path.length > 0 ? path : bars).toSorted((a, b) => lengthMs(b) - lengthMs(a))[0]?.id;
}

/** Moments for the axis: round numbers, about `count` of them, zero among them where it is in the window. */
export function axisTicks({ fromMs, toMs }: Interval, count: number): number[] {
  const rough = (toMs - fromMs) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough) ?? rough;
  const first = Math.ceil(fromMs / step);
  const last = Math.floor(toMs / step);
  // `+ 0` turns the −0 of a product into 0.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step + 0);
}

type ExtentOf = (fromMs: number, toMs: number) => Extent | null;

function layParts(span: RecordSpan, late: readonly Interval[], extent: ExtentOf): LaidPart[] {
  return spanParts(span).flatMap(({ kind, fromMs, toMs }) => {
    const cuts = [fromMs, ...late.flatMap((interval) => [interval.fromMs, interval.toMs]), toMs]
      .filter((at) => at >= fromMs && at <= toMs)
      .toSorted((a, b) => a - b);
    return cuts.slice(1).flatMap((end, index) => {
      const start = cuts[index]!;
      const on = end > start ? extent(start, end) : null;
      const isOver = late.some((interval) => start >= interval.fromMs && end <= interval.toMs);
      return on && on.to > on.from ? [{ ...on, kind, isOver }] : [];
    });
  });
}

/** From the moment a stage was due to the moment it was done, where that is too late. */
function lateInterval(record: TurnRecord, stage: BudgetStage): Interval | undefined {
  const interval = stageInterval(record, stage);
  const budgetMs = record.budget.budgets_ms[stage];
  if (!interval || budgetMs === undefined || interval.toMs - interval.fromMs <= budgetMs) return undefined;
  return { fromMs: interval.fromMs + budgetMs, toMs: interval.toMs };
}

function markOf(record: TurnRecord, stage: BudgetStage, extent: ExtentOf): BudgetMark | undefined {
  const interval = stageInterval(record, stage);
  const budgetMs = record.budget.budgets_ms[stage];
  if (!interval || budgetMs === undefined) return undefined;
  const dueMs = interval.fromMs + budgetMs;
  const late = lateInterval(record, stage);
  const owner = late && overrunOwner(record, stage)?.owner;
  return {
    stage,
    budgetMs,
    observedMs: interval.toMs - interval.fromMs,
    tick: extent(dueMs, dueMs)?.from ?? null,
    over: late && owner ? { ms: late.toMs - late.fromMs, owner, extent: extent(late.fromMs, late.toMs) } : undefined,
  };
}

function bandsOf(record: TurnRecord, row: RowId): (Interval & { readonly kind: Band['kind'] })[] {
  if (row === 'vad') return [{ kind: 'speech', fromMs: -speechMs(record), toMs: 0 }];
  const soundMs = firstSoundMs(record);
  if (row !== 'heard' || soundMs === null) return [];
  const { played_ms: playedMs, audio_ms: audioMs } = record.playback;
  return [
    { kind: 'heard', fromMs: soundMs, toMs: soundMs + playedMs },
    { kind: 'unheard', fromMs: soundMs + playedMs, toMs: soundMs + Math.max(playedMs, audioMs) },
  ];
}
