import { readFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const samplingMs = 5;
const windowMs = 10_000;

export interface EventLoopMonitor {
  /** Delay of the event loop in the last ten to twenty seconds, 99th percentile. */
  p99Ms(): number;
  close(): void;
}

/**
 * Watches how late this thread's timers fire. Node's histogram holds the time between two samples, so the sampling
 * interval is taken off: an idle loop reads about 0.
 */
export function monitorEventLoop(): EventLoopMonitor {
  const histogram = monitorEventLoopDelay({ resolution: samplingMs });
  histogram.enable();
  const current = () => Math.max(0, histogram.percentile(99) / 1e6 - samplingMs);
  let former = 0;
  const timer = setInterval(() => {
    former = current();
    histogram.reset();
  }, windowMs);
  timer.unref();
  return {
    p99Ms: () => Math.max(former, histogram.count > 0 ? current() : 0),
    close() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

/** Counters of all processors since boot: ticks in all, and those that the hypervisor gave to others. */
export interface ProcessorTicks {
  readonly total: number;
  readonly steal: number;
}

/** Reads `/proc/stat`; null on a system without it. Source of the columns: proc_stat(5). */
export function readProcessorTicks(): ProcessorTicks | null {
  try {
    return parseProcessorTicks(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return null;
  }
}

export function parseProcessorTicks(stat: string): ProcessorTicks | null {
  const line = stat.split('\n').find((candidate) => candidate.startsWith('cpu '));
  if (!line) return null;
  // user nice system idle iowait irq softirq steal; guest times are already in user and nice.
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number);
  return { total: ticks.reduce((sum, value) => sum + value, 0), steal: ticks[7] ?? 0 };
}

/** Share of the machine taken by the hypervisor between two readings, in percent. */
export function stealPercent(before: ProcessorTicks | null, after: ProcessorTicks | null): number | null {
  if (!before || !after || after.total <= before.total) return null;
  return (100 * (after.steal - before.steal)) / (after.total - before.total);
}

/** What another process has taken of the machine. */
export interface ProcessUsage {
  /** Processor time since its start. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** Linux tells both in its own units, which `getconf CLK_TCK` and `getconf PAGESIZE` print: 100 and 4096 on x86-64. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** Reads `/proc/PID/stat`; undefined without such a process, or on a system without that file. */
export function readProcessUsage(pid: number): ProcessUsage | undefined {
  try {
    return parseProcessUsage(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Source of the columns: proc_pid_stat(5); the second, the command's name, may hold spaces and brackets. */
export function parseProcessUsage(stat: string): ProcessUsage | undefined {
  const columns = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/)
    .map(Number);
  const [userTicks, systemTicks, residentPages] = [columns[11], columns[12], columns[21]];
  if (userTicks === undefined || systemTicks === undefined || residentPages === undefined) return undefined;
  return { cpuSeconds: (userTicks + systemTicks) / ticksPerSecond, residentBytes: residentPages * pageBytes };
}
