import type { RecordSpan } from '@cascade/contracts';

/** The three things that a span's time can be. */
export const partKinds = ['queue', 'compute', 'wait'] as const;
export type PartKind = (typeof partKinds)[number];

export interface SpanPart {
  readonly kind: PartKind;
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * A span cut in the order in which its parts usually happen: queueing, computing, waiting. Together they are exactly the
 * span; parts of no length are left out.
 *
 * The planner times its own work but doesn't split it: where such a span names neither queue nor computing, all of it
 * counts as computing, as it does on the critical path.
 */
export function spanParts(span: RecordSpan): SpanPart[] {
  const lengthMs = Math.max(0, span.end_ms - span.start_ms);
  const isUnsplit = span.stage === 'planner' && !span.critical && span.queue_ms === 0 && span.compute_ms === 0;
  const queueMs = Math.min(Math.max(0, span.queue_ms), lengthMs);
  const computeMs = isUnsplit ? lengthMs : Math.min(Math.max(0, span.compute_ms), lengthMs - queueMs);
  const queuedMs = span.start_ms + queueMs;
  const computedMs = queuedMs + computeMs;
  const parts: SpanPart[] = [
    { kind: 'queue', fromMs: span.start_ms, toMs: queuedMs },
    { kind: 'compute', fromMs: queuedMs, toMs: computedMs },
    { kind: 'wait', fromMs: computedMs, toMs: span.start_ms + lengthMs },
  ];
  // Rounding of the record leaves slivers that are no part of anything.
  return parts.filter(({ fromMs, toMs }) => toMs - fromMs > 1e-6);
}

/** How much of a span was what, in milliseconds. */
export function partTotals(span: RecordSpan): Readonly<Record<PartKind, number>> {
  const totals: Record<PartKind, number> = { queue: 0, compute: 0, wait: 0 };
  for (const { kind, fromMs, toMs } of spanParts(span)) totals[kind] += toMs - fromMs;
  return totals;
}
