import { readFileSync } from 'node:fs';

/** More than this of one core, and a measurement counts as disturbed. Never its result decides that. */
const disturbingShare = 0.2;

/** Work of the machine that is not part of the measurement, as a share of one core. Null where there is no `/proc`. */
export type OtherWork = number | null;

export const isDisturbed = (otherWork: OtherWork): boolean => otherWork !== null && otherWork > disturbingShare;

/**
 * Watches what the machine does beside these processes and this one, the time that a hypervisor took for others included.
 *
 * @returns a function that gives the share since this was called
 */
export function watchOtherWork(pids: readonly number[]): () => OtherWork {
  const all = [process.pid, ...pids];
  const before = readTicks(all);
  const startMs = performance.now();
  return () => {
    const after = readTicks(all);
    if (!before || !after) return null;
    const ticks = after.busy - before.busy - (after.ours - before.ours);
    return Math.max(0, (ticks * msPerTick) / (performance.now() - startMs));
  };
}

/** USER_HZ is 100 on Linux, whatever the kernel's own clock: time(7). */
const msPerTick = 10;

/** Columns as in proc_stat(5) and proc_pid_stat(5). */
function readTicks(pids: readonly number[]): { busy: number; ours: number } | undefined {
  try {
    const line = readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '';
    // user nice system idle iowait irq softirq steal
    const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line
      .split(/\s+/)
      .slice(1)
      .map(Number);
    const ours = pids.map((pid) => {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name, in parentheses, may hold anything; user time is the 14th field, system time the 15th.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return { busy: user + nice + system + irq + softirq + steal, ours: ours.reduce((sum, ticks) => sum + ticks, 0) };
  } catch {
    return undefined;
  }
}
