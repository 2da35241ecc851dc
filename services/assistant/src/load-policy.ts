import { type LoadMeasure, loadMeasures } from '@cascade/contracts';

/** How busy the machine is, over a sliding window. */
export interface LoadReading {
  /** What urgent inference work (end of turn, finals, first clauses) waits for a thread. */
  readonly urgentWaitMs: number;
  /** Share of the threads' time that went into conversations, 0..1. */
  readonly busyShare: number;
  /** 99th percentile of the delay of the main thread's event loop. */
  readonly eventLoopDelayMs: number;
}

export interface LoadPolicy {
  /** Urgent wait at which partials are slowed; the measures after it follow at twice and four times of it. */
  readonly waitMs: number;
  /** Time without a sign of load before a measure is taken back. */
  readonly calmMs: number;
}

export const defaultLoadPolicy: LoadPolicy = { waitMs: 60, calmMs: 5000 };

export interface LoadState {
  readonly measure: LoadMeasure;
  readonly sinceMs: number;
  /** Since when the measure in force is not called for any more. */
  readonly calmSinceMs: number | undefined;
}

export const fullService = (atMs: number): LoadState => ({
  measure: 'full-service',
  sinceMs: atMs,
  calmSinceMs: undefined,
});

/** A measure has to show what it does before the next one is taken. */
export const settlingMs = 1000;

/** At any of these values a measure is taken; under all of `leave` it is no longer needed. */
interface Bounds {
  readonly enter: LoadReading;
  readonly leave: LoadReading;
}

function boundsOf(measure: LoadMeasure, { waitMs }: LoadPolicy): Bounds {
  const never = Number.POSITIVE_INFINITY;
  const [factor, busyShare] = (
    {
      'full-service': [0, 0],
      'partials-slower': [1, 0.85],
      'no-speculation': [2, 0.95],
      'one-cut-finals': [4, never],
    } as const
  )[measure];
  const enter = { urgentWaitMs: waitMs * factor, busyShare, eventLoopDelayMs: 40 * factor };
  const leave = {
    urgentWaitMs: enter.urgentWaitMs / 2,
    busyShare: enter.busyShare - 0.15,
    eventLoopDelayMs: enter.eventLoopDelayMs / 2,
  };
  return { enter, leave };
}

const reaches = (reading: LoadReading, bound: LoadReading): boolean =>
  reading.urgentWaitMs >= bound.urgentWaitMs ||
  reading.busyShare >= bound.busyShare ||
  reading.eventLoopDelayMs >= bound.eventLoopDelayMs;

/** The furthest measure whose bound of that kind is reached. */
const furthest = (reading: LoadReading, policy: LoadPolicy, kind: keyof Bounds): number =>
  loadMeasures.findLastIndex((measure) => reaches(reading, boundsOf(measure, policy)[kind]));

/**
 * What to give up next, or to take up again: as far as the reading calls for, but not sooner than a second after the
 * last change; back by one measure at a time, each after `calmMs` of calm. A measure is entered at one value and left at
 * a much lower one, because it makes itself look unnecessary.
 */
export function decideLoad(state: LoadState, reading: LoadReading, atMs: number, policy: LoadPolicy): LoadState {
  const current = loadMeasures.indexOf(state.measure);
  const called = furthest(reading, policy, 'enter');
  if (called > current) {
    if (atMs - state.sinceMs < settlingMs) return { ...state, calmSinceMs: undefined };
    return { measure: loadMeasures[called] ?? state.measure, sinceMs: atMs, calmSinceMs: undefined };
  }
  if (furthest(reading, policy, 'leave') >= current) return { ...state, calmSinceMs: undefined };
  const calmSinceMs = state.calmSinceMs ?? atMs;
  if (atMs - calmSinceMs < policy.calmMs) return { ...state, calmSinceMs };
  return { measure: loadMeasures[current - 1] ?? state.measure, sinceMs: atMs, calmSinceMs: undefined };
}

/** A sentence with numbers, for operators and clients. */
export function loadReason({ urgentWaitMs, busyShare, eventLoopDelayMs }: LoadReading): string {
  const wait = `urgent work waits ${Math.round(urgentWaitMs)} ms for a thread`;
  const busy = `threads are ${Math.round(100 * busyShare)} % busy with conversations`;
  return `${wait}, ${busy}, the event loop is ${Math.round(eventLoopDelayMs)} ms late`;
}
