/** What the machine was doing while something was measured. Columns as in proc_stat(5) and proc_pid_stat(5). */
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/**
 * Counters since boot, in ticks of 10 ms over all processors; those `ours` are of the measured service with the processes that
 * it started (the language model is one), and of the measuring process.
 */
export interface MachineReading {
  readonly total: number;
  readonly idle: number;
  readonly steal: number;
  readonly ours: number;
  /** False when the service's process is not known: then its work looks like that of others. */
  readonly knowsService: boolean;
}

/** Shares of the whole machine, in percent; null where they cannot be known. */
export interface Disturbance {
  /** Taken by the hypervisor for other machines. */
  readonly stealPercent: number | null;
  /** Taken by other processes of this machine. */
  readonly foreignPercent: number | null;
}

/** As the peer's measuring client: the figures alone decide, never the latency. */
export const undisturbedLimits = { stealPercent: 5, foreignPercent: 15 } as const;

export function isUndisturbed({ stealPercent, foreignPercent }: Disturbance): boolean {
  if (stealPercent === null || foreignPercent === null) return false;
  return stealPercent < undisturbedLimits.stealPercent && foreignPercent < undisturbedLimits.foreignPercent;
}

/** Between two readings. */
export function disturbanceBetween(before: MachineReading | null, after: MachineReading | null): Disturbance {
  if (!before || !after || after.total <= before.total) return { stealPercent: null, foreignPercent: null };
  const total = after.total - before.total;
  const steal = after.steal - before.steal;
  const busy = total - (after.idle - before.idle);
  const foreign = Math.max(0, busy - steal - (after.ours - before.ours));
  return {
    stealPercent: (100 * steal) / total,
    foreignPercent: after.knowsService ? (100 * foreign) / total : null,
  };
}

/** Null on a system without `/proc`. @param servicePids of what is measured; undefined where that is not known */
export function readMachine(...servicePids: readonly (number | undefined)[]): MachineReading | null {
  try {
    const counters = parseProcessors(readFileSync('/proc/stat', 'utf8'));
    const stats = readProcesses();
    const known = servicePids.filter((pid) => pid !== undefined);
    const pids = new Set([process.pid, ...known.flatMap((pid) => withDescendants(pid, stats))]);
    const ours = [...pids].reduce((sum, pid) => sum + parseProcessTicks(stats.get(pid) ?? ''), 0);
    return { ...counters, ours, knowsService: known.length === servicePids.length };
  } catch {
    return null;
  }
}

/** What `/proc` says of each process; some end while it is read. */
function readProcesses(): Map<number, string> {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return new Map(
    pids.flatMap((pid): [number, string][] => {
      try {
        return [[Number(pid), readFileSync(`/proc/${pid}/stat`, 'utf8')]];
      } catch {
        return [];
      }
    }),
  );
}

/** A process and all that it started, and those started. */
export function withDescendants(pid: number, stats: ReadonlyMap<number, string>): number[] {
  const children = [...stats].flatMap(([child, stat]) => (Number(afterName(stat)[1]) === pid ? [child] : []));
  return [pid, ...children.flatMap((child) => withDescendants(child, stats))];
}

export function parseProcessors(stat: string): Pick<MachineReading, 'total' | 'idle' | 'steal'> {
  // user nice system idle iowait irq softirq steal; guest times are in user and nice already.
  const ticks = stat.split('\n')[0]!.trim().split(/\s+/).slice(1, 9).map(Number);
  const [, , , idle = 0, waiting = 0, , , steal = 0] = ticks;
  return { total: ticks.reduce((sum, value) => sum + value, 0), idle: idle + waiting, steal };
}

/** User and system time of a process with all its threads. */
export function parseProcessTicks(stat: string): number {
  const fields = afterName(stat);
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
}

/** From the state on: the name before it, in parentheses, may hold anything. */
const afterName = (stat: string): string[] => stat.slice(stat.lastIndexOf(')') + 2).split(' ');

export interface ProcessReading {
  readonly atMs: number;
  readonly ticks: number;
  readonly residentMb: number;
}

/** Null when there is no such process, or no `/proc`. */
export function readProcess(pid: number | undefined): ProcessReading | null {
  if (pid === undefined) return null;
  try {
    const ticks = parseProcessTicks(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    const residentKb = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return { atMs: performance.now(), ticks, residentMb: Number(residentKb ?? 0) / 1024 };
  } catch {
    return null;
  }
}

const tickMs = 10;
const watchEveryMs = 500;

/** What the service took of the machine while it was watched. */
export interface ProcessUse {
  /** Processor cores kept busy, on average. */
  readonly cores: number;
  readonly memoryMb: { readonly start: number; readonly end: number; readonly peak: number };
}

/** @returns a function that ends watching and gives what was seen; null when the process cannot be seen */
export function watchProcess(pid: number | undefined): () => ProcessUse | null {
  const first = readProcess(pid);
  let peak = first?.residentMb ?? 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, readProcess(pid)?.residentMb ?? 0);
  }, watchEveryMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    const last = readProcess(pid);
    if (!first || !last) return null;
    return {
      cores: ((last.ticks - first.ticks) * tickMs) / Math.max(1, last.atMs - first.atMs),
      memoryMb: { start: first.residentMb, end: last.residentMb, peak: Math.max(peak, last.residentMb) },
    };
  };
}

/** Cores, model and memory, for whoever reads the figures elsewhere. */
export const describeMachine = () => ({
  cores: availableParallelism(),
  processor: cpus()[0]?.model.trim() ?? 'unknown',
  memory_mb: Math.round(totalmem() / 2 ** 20),
  node: process.version,
});
