import type { Clock, LoadChanged, LoadMeasure } from '@cascade/contracts';
import { type InferencePool, jobClasses, urgentClasses } from '@cascade/runtime';
import {
  decideLoad,
  defaultLoadPolicy,
  fullService,
  type LoadPolicy,
  type LoadReading,
  type LoadState,
  loadReason,
} from './load-policy.ts';

export interface LoadMonitorOptions {
  /** The threads that conversations share. */
  readonly pool: Pick<InferencePool, 'stats' | 'watch'>;
  readonly clock: Clock;
  readonly policy?: LoadPolicy;
  /** 99th percentile of late; not judged when absent. */
  readonly eventLoopDelayMs?: () => number;
  /** Told of every change, before the subscribers. */
  readonly onChange?: (change: LoadChanged) => void;
}

export interface LoadMonitor {
  /** The measure in force. */
  readonly current: LoadMeasure;
  /** What the last decision was made from. */
  readonly reading: LoadReading;
  /**
   * Tells of every change, and at once of the measure in force unless that is `full-service`. The returned function ends
   * that.
   */
  subscribe(listener: (change: LoadChanged) => void): () => void;
  close(): void;
}

export const loadTickMs = 250;
const windowMs = 5000;
/** Fewer jobs than this in the window say nothing: a single turn is not a load. */
const fewestJobs = 6;

interface Wait {
  readonly atMs: number;
  readonly queueMs: number;
}

interface BusyMark {
  readonly atMs: number;
  readonly busyMs: number;
}

/** Watches how long urgent work waits for a thread and decides what is given up, once for the whole service. */
export function createLoadMonitor(options: LoadMonitorOptions): LoadMonitor {
  return new PoolLoadMonitor(options);
}

class PoolLoadMonitor implements LoadMonitor {
  readonly #options: LoadMonitorOptions;
  readonly #policy: LoadPolicy;
  readonly #listeners = new Set<(change: LoadChanged) => void>();
  readonly #unwatch: () => void;
  #state: LoadState;
  #reading: LoadReading = { urgentWaitMs: 0, busyShare: 0, eventLoopDelayMs: 0 };
  #change: LoadChanged | undefined;
  #waits: Wait[] = [];
  #busyMarks: BusyMark[] = [];
  #stopTimer: () => void;

  constructor(options: LoadMonitorOptions) {
    const { pool, clock, policy = defaultLoadPolicy } = options;
    this.#options = options;
    this.#policy = policy;
    this.#state = fullService(clock.nowMs());
    this.#unwatch = pool.watch(({ jobClass, queueMs }) => {
      if (urgentClasses.includes(jobClass)) this.#waits.push({ atMs: clock.nowMs(), queueMs });
    });
    this.#stopTimer = clock.setTimer(loadTickMs, () => this.#tick());
  }

  get current(): LoadMeasure {
    return this.#state.measure;
  }

  get reading(): LoadReading {
    return this.#reading;
  }

  subscribe(listener: (change: LoadChanged) => void): () => void {
    this.#listeners.add(listener);
    if (this.#change && this.current !== 'full-service') listener(this.#change);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  close(): void {
    this.#stopTimer();
    this.#unwatch();
    this.#listeners.clear();
  }

  #tick(): void {
    const { clock } = this.#options;
    const atMs = clock.nowMs();
    this.#stopTimer = clock.setTimer(loadTickMs, () => this.#tick());
    this.#reading = this.#read(atMs);
    const before = this.#state.measure;
    this.#state = decideLoad(this.#state, this.#reading, atMs, this.#policy);
    if (this.#state.measure !== before) this.#tell(atMs);
  }

  #tell(atMs: number): void {
    const change: LoadChanged = {
      type: 'load-changed',
      measure: this.#state.measure,
      reason: loadReason(this.#reading),
      atMs,
    };
    this.#change = change;
    this.#options.onChange?.(change);
    for (const listener of [...this.#listeners]) listener(change);
  }

  #read(atMs: number): LoadReading {
    const stats = this.#options.pool.stats();
    this.#waits = this.#waits.filter((wait) => wait.atMs > atMs - windowMs);
    const begun = this.#waits.length < fewestJobs ? 0 : upperQuartile(this.#waits.map(({ queueMs }) => queueMs));
    // Nothing begins in a jam: then the age of what waits tells.
    const oldest = Math.max(...urgentClasses.map((jobClass) => stats.oldestWaitMs[jobClass]));
    const conversations = jobClasses.filter((jobClass) => jobClass !== 'background');
    const busyMs = conversations.reduce((sum, jobClass) => sum + stats.busyMs[jobClass], 0);
    return {
      urgentWaitMs: Math.max(begun, oldest / 4),
      busyShare: this.#busyShare({ atMs, busyMs }, stats.threads),
      eventLoopDelayMs: this.#options.eventLoopDelayMs?.() ?? 0,
    };
  }

  #busyShare(now: BusyMark, threads: number): number {
    this.#busyMarks.push(now);
    while (this.#busyMarks.length > windowMs / loadTickMs + 1) this.#busyMarks.shift();
    const first = this.#busyMarks[0] ?? now;
    // A window that is not full yet is too short to judge by.
    if (now.atMs - first.atMs < windowMs || threads === 0) return 0;
    return (now.busyMs - first.busyMs) / ((now.atMs - first.atMs) * threads);
  }
}

/** Three quarters of the values are no higher (nearest rank). */
function upperQuartile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(0.75 * sorted.length) - 1] ?? 0;
}
