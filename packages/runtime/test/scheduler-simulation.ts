/** The scheduling rules on a virtual clock, without threads: what waits how long when jobs take what they take. */
import { type JobClass, mayBegin } from '../src/job-classes.ts';
import { JobQueue, type QueuedJob } from '../src/job-queue.ts';

export interface Arrival {
  readonly atMs: number;
  readonly jobClass: JobClass;
  readonly session: string;
  readonly computeMs: number;
  readonly deadlineMs?: number;
}

export interface Served extends Arrival {
  readonly beganMs: number;
  /** Counts the jobs in the order in which they began. */
  readonly order: number;
}

interface SimulatedJob extends QueuedJob {
  readonly arrival: Arrival;
}

/** Runs until everything has been served or dropped. `mayBegin` of the pool unless another rule is tried. */
export function simulateScheduler(arrivals: readonly Arrival[], threads: number, rule: typeof mayBegin = mayBegin) {
  const queue = new JobQueue<SimulatedJob>();
  const coming = arrivals.toSorted((a, b) => a.atMs - b.atMs);
  const running: { endMs: number; jobClass: JobClass }[] = [];
  const served: Served[] = [];
  const dropped: Arrival[] = [];
  let id = 0;
  for (let nowMs = 0; coming.length > 0 || running.length > 0 || queue.length > 0; ) {
    nowMs = Math.min(coming[0]?.atMs ?? Number.POSITIVE_INFINITY, ...running.map(({ endMs }) => endMs));
    if (!Number.isFinite(nowMs)) throw new Error(`${queue.length} jobs wait, and nothing runs`);
    for (const { endMs } of running.filter((job) => job.endMs <= nowMs)) {
      running.splice(
        running.findIndex((job) => job.endMs === endMs),
        1,
      );
    }
    for (let next = coming[0]; next && next.atMs <= nowMs; next = coming[0]) {
      const arrival = next;
      const { session, deadlineMs, atMs } = arrival;
      queue.add({ id: id++, classNow: () => arrival.jobClass, session, deadlineMs, submittedMs: atMs, arrival });
      coming.shift();
    }
    if (running.length < threads) dropped.push(...queue.takeExpired(nowMs).map(({ arrival }) => arrival));
    while (running.length < threads) {
      const classes = running.map(({ jobClass }) => jobClass);
      const taken = queue.take((jobClass) => rule(jobClass, classes, threads));
      if (!taken) break;
      const { arrival } = taken.job;
      running.push({ endMs: nowMs + arrival.computeMs, jobClass: taken.jobClass });
      served.push({ ...arrival, beganMs: nowMs, order: served.length });
    }
  }
  return { served, dropped };
}
