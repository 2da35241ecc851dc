import type { RecordSpan, TurnRecord } from '@cascade/contracts';
import { formatMs, printable, textTable } from './text-table.ts';

export interface WaterfallOptions {
  /** Characters for the bars. Default 48. */
  readonly barWidth?: number;
}

type WaterfallRecord = Pick<TurnRecord, 'spans' | 'stages_ms' | 'budget' | 'voice_to_voice_ms' | 'voice_to_voice_by'>;

/**
 * Where the milliseconds of one turn went, as text: the critical spans from the user's last speech sample to the first
 * audible sample of the reply, each a bar on one time axis (█ computing, ▒ queueing, ░ waiting by rule or for another
 * stage), then the budget's stages with their verdict.
 */
export function renderWaterfall(record: WaterfallRecord, options: WaterfallOptions = {}): string {
  const barWidth = options.barWidth ?? 48;
  const critical = record.spans.filter((span) => span.critical).toSorted((a, b) => a.start_ms - b.start_ms);
  return [...renderSpans(critical, barWidth), '', renderBudget(record), '', renderTotal(record, critical)].join('\n');
}

function renderSpans(spans: readonly RecordSpan[], barWidth: number): string[] {
  if (spans.length === 0) return ['No critical spans: nothing was said in reply.'];
  const fromMs = Math.min(0, ...spans.map((span) => span.start_ms));
  const toMs = Math.max(...spans.map((span) => span.end_ms), fromMs + 1);
  const scale = barWidth / (toMs - fromMs);
  const rows = spans.map((span) => [
    span.stage,
    printable(span.name),
    formatMs(span.start_ms),
    formatMs(span.end_ms),
    formatMs(span.end_ms - span.start_ms),
    formatMs(span.compute_ms),
    formatMs(span.queue_ms),
    formatMs(span.wait_ms),
    renderBar(span, fromMs, scale),
  ]);
  const header = [
    'stage',
    'span',
    'from',
    'to',
    'ms',
    'computing',
    'queue',
    'wait',
    `${formatMs(fromMs)} … ${formatMs(toMs)} ms`,
  ];
  return [textTable([header, ...rows], 'llrrrrrrl')];
}

/** The parts of a span in the order they usually happen: queueing, computing, waiting; the rest of it is waiting too. */
function renderBar(span: RecordSpan, fromMs: number, scale: number): string {
  const column = (atMs: number) => Math.round((atMs - fromMs) * scale);
  const start = column(span.start_ms);
  // Work that was done ahead takes no time on this path, and is still a step of it.
  if (span.end_ms <= span.start_ms) return `${' '.repeat(start)}▏`;
  const end = Math.max(column(span.end_ms), start + 1);
  const queued = Math.min(Math.max(column(span.start_ms + span.queue_ms), start), end);
  const computed = Math.min(Math.max(column(span.start_ms + span.queue_ms + span.compute_ms), queued), end);
  return ' '.repeat(start) + '▒'.repeat(queued - start) + '█'.repeat(computed - queued) + '░'.repeat(end - computed);
}

function renderBudget({ stages_ms, budget }: WaterfallRecord): string {
  const stages = new Set([...Object.keys(budget.budgets_ms), ...Object.keys(stages_ms)]);
  const own = (values: Readonly<Record<string, number>>, name: string) =>
    Object.hasOwn(values, name) ? values[name] : undefined;
  const rows = [...stages].map((stage) => {
    const observedMs = own(stages_ms, stage);
    const violated = Object.hasOwn(budget.violations, stage);
    const budgetMs = own(budget.budgets_ms, stage);
    const verdict =
      observedMs === undefined ? 'did not happen' : violated ? 'OVER' : budgetMs === undefined ? '' : 'ok';
    return [printable(stage), formatMs(observedMs), formatMs(budgetMs), verdict];
  });
  return textTable([[`budget ${printable(budget.profile)}`, 'ms', 'at most', ''], ...rows], 'lrrl');
}

function renderTotal(record: WaterfallRecord, critical: readonly RecordSpan[]): string {
  const sumMs = critical.reduce((sum, span) => sum + span.end_ms - span.start_ms, 0);
  const total = record.voice_to_voice_ms;
  if (total === null) return 'voice-to-voice: none (nothing was said in reply)';
  return `voice-to-voice ${formatMs(total)} ms by the ${record.voice_to_voice_by}'s clock; the spans above add up to ${formatMs(sumMs)} ms`;
}
