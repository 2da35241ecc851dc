/** Who is there when, and which stretches of time are measured, for each mode. Milliseconds since the run began. */

export interface Presence {
  readonly joinMs: number;
  readonly leaveMs: number;
}

/** Turns whose answer is due in here are measured together. */
export interface MeasuredWindow {
  readonly name: string;
  readonly sessions: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface LoadPlan {
  /** By number of the client. */
  readonly clients: readonly Presence[];
  readonly windows: readonly MeasuredWindow[];
  readonly endMs: number;
}

export interface StepTimes {
  /** Sessions of one step come within this. */
  readonly rampMs: number;
  /** From then on until measuring begins. */
  readonly settleMs: number;
  readonly measureMs: number;
  /** Load goes on for so long after the last measured answer was due; one that has not come by then is missing. */
  readonly tailMs: number;
}

const beforeMs = ({ rampMs, settleMs }: StepTimes): number => rampMs + settleMs;
const spread = (count: number, fromMs: number, withinMs: number, leaveMs: number): Presence[] =>
  Array.from({ length: count }, (_, index) => ({ joinMs: fromMs + (index * withinMs) / count, leaveMs }));

/** So many sessions for one measurement. */
export function planStep(sessions: number, times: StepTimes): LoadPlan {
  const fromMs = beforeMs(times);
  const toMs = fromMs + times.measureMs;
  const endMs = toMs + times.tailMs;
  const window = { name: `${sessions} sessions`, sessions, fromMs, toMs };
  return { clients: spread(sessions, 0, times.rampMs, endMs), windows: [window], endMs };
}

/** Evenly in `steps` from few to `most` sessions; who has come stays. */
export function planRamp(most: number, steps: number, times: StepTimes): LoadPlan {
  const counts = [
    ...new Set(Array.from({ length: steps }, (_, step) => Math.round((most * (step + 1)) / steps))),
  ].filter((count) => count > 0);
  const stepMs = beforeMs(times) + times.measureMs;
  const endMs = counts.length * stepMs + times.tailMs;
  const clients = counts.flatMap((count, step) =>
    spread(count - (counts[step - 1] ?? 0), step * stepMs, times.rampMs, endMs),
  );
  const windows = counts.map((sessions, step) => {
    const fromMs = step * stepMs + beforeMs(times);
    return { name: `${sessions} sessions`, sessions, fromMs, toMs: fromMs + times.measureMs };
  });
  return { clients, windows, endMs };
}

/** The same sessions all the time, measured stretch by stretch: what drifts? */
export function planSoak(sessions: number, durationMs: number, times: StepTimes): LoadPlan {
  const count = Math.max(1, Math.round(durationMs / times.measureMs));
  const start = beforeMs(times);
  const endMs = start + durationMs + times.tailMs;
  const windows = Array.from({ length: count }, (_, index) => {
    const fromMs = start + (index * durationMs) / count;
    return {
      name: `minute ${((fromMs - start) / 60_000).toFixed(1)}`,
      sessions,
      fromMs,
      toMs: start + ((index + 1) * durationMs) / count,
    };
  });
  return { clients: spread(sessions, 0, times.rampMs, endMs), windows, endMs };
}

/** A quarter of the sessions (at least one), then all within a second, then a quarter again: what does it take to recover? */
export function planSpike(sessions: number, times: StepTimes): LoadPlan {
  const few = Math.max(1, Math.round(sessions / 4));
  const start = beforeMs(times);
  const burstMs = start + times.measureMs;
  const overMs = burstMs + times.measureMs;
  const calmMs = overMs + times.measureMs;
  const windows = [
    { name: 'before', sessions: few, fromMs: start, toMs: burstMs },
    { name: 'spike', sessions, fromMs: burstMs, toMs: overMs },
    { name: 'right after', sessions: few, fromMs: overMs, toMs: calmMs },
    { name: 'later', sessions: few, fromMs: calmMs, toMs: calmMs + times.measureMs },
  ];
  const endMs = calmMs + times.measureMs + times.tailMs;
  return {
    clients: [...spread(few, 0, times.rampMs, endMs), ...spread(sessions - few, burstMs, 1000, overMs)],
    windows,
    endMs,
  };
}
