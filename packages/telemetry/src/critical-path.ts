import type { RecordSpan, StageName } from '@cascade/contracts';

/** The moment at which the critical path passes from one stage to the next. */
export interface Milestone {
  readonly stage: StageName;
  /** What the time before this moment was spent on. */
  readonly name: string;
  /** Undefined when it did not happen (no pause before a manual commit, say): its time falls to the next one. */
  readonly atMs: number | undefined;
  /** Work done for it, at most as long as the stretch; what is left of the stretch is waiting. */
  readonly queueMs?: number;
  readonly computeMs?: number;
  readonly attributes?: RecordSpan['attributes'];
}

/**
 * Cuts the time from `zeroMs` into spans that follow each other without gap, one for each milestone that happened.
 * What was ready before its turn came (work done ahead) gets a span of length 0. By construction the spans add up to
 * the time of the last milestone. Times in the result are relative to `zeroMs`.
 */
export function criticalPath(zeroMs: number, milestones: readonly Milestone[]): RecordSpan[] {
  const spans: RecordSpan[] = [];
  let fromMs = 0;
  for (const milestone of milestones) {
    if (milestone.atMs === undefined) continue;
    const toMs = Math.max(fromMs, milestone.atMs - zeroMs);
    const lengthMs = toMs - fromMs;
    const computeMs = Math.min(lengthMs, milestone.computeMs ?? 0);
    const queueMs = Math.min(lengthMs - computeMs, milestone.queueMs ?? 0);
    spans.push({
      stage: milestone.stage,
      name: milestone.name,
      start_ms: fromMs,
      end_ms: toMs,
      queue_ms: queueMs,
      compute_ms: computeMs,
      wait_ms: lengthMs - computeMs - queueMs,
      critical: true,
      ...(milestone.attributes ? { attributes: milestone.attributes } : {}),
    });
    fromMs = toMs;
  }
  return spans;
}
