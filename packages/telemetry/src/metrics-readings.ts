import type { InferencePoolStats, ThreadUsage } from '@cascade/runtime';
import { readProcessUsage } from './machine.ts';
import type { MetricSources, PoolReading, WorkerReading } from './metrics-sources.ts';

/** What the parts of a service tell of themselves, as metrics take it. */

export const threadReadings = (pool: string, usage: readonly ThreadUsage[]): WorkerReading[] =>
  usage.map(({ cpuMs, heapBytes, utilization }, index) => ({
    pool,
    worker: String(index),
    cpuSeconds: cpuMs / 1000,
    heapBytes,
    utilization,
  }));

/** None where there is no such process, or the system does not tell. */
export function processReadings(pool: string, pid: number | undefined): WorkerReading[] {
  const usage = pid === undefined ? undefined : readProcessUsage(pid);
  return usage ? [{ pool, worker: '0', ...usage }] : [];
}

export const poolReading = (
  pool: string,
  { threads, busyMs, shed, restarts }: Pick<InferencePoolStats, 'threads' | 'busyMs' | 'shed' | 'restarts'>,
): PoolReading => ({ pool, threads, busyMs, shed, restarts });

/** `refusedSessions: 3` is three events `refused-sessions`; durations are no events. */
export function edgeReadings(counters: object): ReturnType<NonNullable<MetricSources['edge']>> {
  return Object.entries(counters)
    .filter(([name, count]) => typeof count === 'number' && !name.endsWith('Ms'))
    .map(([name, count]) => ({ event: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`), count }));
}
