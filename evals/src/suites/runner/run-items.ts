import type { OutcomeCache } from './outcome-cache.ts';
import type { Unit } from './unit.ts';
import { stopped, WorkerProcess } from './worker-process.ts';

export interface RunOptions {
  readonly bench: URL;
  readonly cache: OutcomeCache;
  readonly processes: number;
  readonly onProgress: (done: number, computed: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs what is not kept yet, spread over processes, and keeps every outcome at once. Results in the order of the units,
 * one outcome for each entry of a unit.
 *
 * @throws CascadeError `cancelled`, `worker_lost` or what the bench failed with
 */
export async function runUnits(units: readonly Unit[], options: RunOptions): Promise<readonly (readonly unknown[])[]> {
  const { cache, bench, signal, onProgress } = options;
  const results: (readonly unknown[])[] = [];
  const missing: [index: number, unit: Unit][] = [];
  for (const [index, unit] of units.entries()) {
    const kept = await cache.read(unit);
    if (kept) results[index] = kept;
    else missing.push([index, unit]);
  }
  let computed = 0;
  const report = () => onProgress(units.length - missing.length + computed, computed);
  report();
  const waiting = missing.values();
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const work = async () => {
    const worker = new WorkerProcess(bench);
    try {
      for (const [index, unit] of waiting) {
        if (either.aborted) throw stopped();
        const task = { input: await unit.item.input(), settings: unit.entries.map(({ settings }) => settings) };
        const outcomes = await worker.run(task, either);
        await cache.write(unit, outcomes);
        results[index] = outcomes;
        computed++;
        report();
      }
    } catch (error) {
      failed.abort();
      throw error;
    } finally {
      await worker.close();
    }
  };
  const workers = Array.from({ length: Math.min(options.processes, missing.length) }, work);
  const ended = await Promise.allSettled(workers);
  // The others only stopped because of the first failure.
  const failures = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  if (failures.length > 0) throw failures.find(({ code }) => code !== 'cancelled') ?? failures[0];
  return results;
}
