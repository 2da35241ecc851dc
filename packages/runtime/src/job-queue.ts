import { forEachClass, type JobClass, urgencyOf } from './job-classes.ts';

/** What the order of waiting work is decided by. */
export interface QueuedJob {
  /** Rises with every job. */
  readonly id: number;
  /** Asked anew at every decision. */
  readonly classNow: () => JobClass;
  /** Whose work it is; jobs without a session share one. */
  readonly session: string | undefined;
  /** Default: when it was submitted. A partial with a deadline is not worth running after it. */
  readonly deadlineMs: number | undefined;
  readonly submittedMs: number;
}

interface Place {
  jobClass: JobClass;
  /** The class's round when the job came to wait in it. */
  arrivalRound: number;
}

/** The fair share of one class: which round is being served, and the round from which a session may be served again. */
interface Rounds {
  current: number;
  readonly next: Map<string, number>;
}

/** What one session has waiting in one class. */
interface Share<Job> {
  readonly session: string;
  arrivalRound: number;
  jobs: number;
  first: Job;
  last: Job;
}

/** A round is declared over when more sessions than this have been served in it. */
const mostSessionsInRound = 4096;

const due = (job: QueuedJob) => job.deadlineMs ?? job.submittedMs;
const byDeadline = (a: QueuedJob, b: QueuedJob) => due(a) - due(b) || a.id - b.id;
const sessionOf = (job: QueuedJob) => job.session ?? '';

/**
 * The order of waiting work, apart from any thread or clock.
 *
 * - **Class** first: a job of a more urgent class goes before all of a less urgent one.
 * - **Rounds** within a class: a session is served once a round, and one that begins to wait joins the round being
 *   served. However much one session submits, the others are ahead of its second job (start-time fair queueing, Goyal,
 *   Vin and Cheng 1996, with every job of a class at the same cost).
 * - **Deadline** within a round and among the jobs of one session, then first come, first served.
 *
 * When something has to give way, it is the least urgent class, there the session with most waiting, and of that its
 * last job.
 */
export class JobQueue<Job extends QueuedJob> {
  readonly #waiting = new Map<Job, Place>();
  readonly #rounds = forEachClass<Rounds>(() => ({ current: 0, next: new Map() }));

  get length(): number {
    return this.#waiting.size;
  }

  jobs(): Iterable<Job> {
    return this.#waiting.keys();
  }

  add(job: Job): void {
    const jobClass = job.classNow();
    this.#waiting.set(job, { jobClass, arrivalRound: this.#rounds[jobClass].current });
  }

  /** False when it does not wait. */
  remove(job: Job): boolean {
    return this.#waiting.delete(job);
  }

  /** Takes out the job to run next, of the classes that may run now. */
  take(mayRun: (jobClass: JobClass) => boolean): { readonly job: Job; readonly jobClass: JobClass } | undefined {
    const jobClass = this.#mostUrgentClass(mayRun);
    if (!jobClass) return undefined;
    const [head, ...others] = this.#sharesOf(jobClass);
    if (!head) return undefined;
    const roundOf = (share: Share<Job>) => this.#roundOf(jobClass, share);
    const before = (a: Share<Job>, b: Share<Job>) => roundOf(a) - roundOf(b) || byDeadline(a.first, b.first);
    const share = others.reduce((best, other) => (before(other, best) < 0 ? other : best), head);
    this.#serve(jobClass, share.session, roundOf(share));
    this.#waiting.delete(share.first);
    return { job: share.first, jobClass };
  }

  /** Takes out the partials that would come too late. */
  takeExpired(nowMs: number): Job[] {
    const expired = [...this.#waiting.keys()].filter(
      (job) => job.deadlineMs !== undefined && job.deadlineMs < nowMs && job.classNow() === 'partial',
    );
    for (const job of expired) this.#waiting.delete(job);
    return expired;
  }

  /** Takes out the job that gives way when there are too many. */
  takeLeastUrgent(): Job | undefined {
    this.#refresh();
    const places = [...this.#waiting.values()];
    if (places.length === 0) return undefined;
    const least = places.reduce((a, b) => (urgencyOf(b.jobClass) > urgencyOf(a.jobClass) ? b : a)).jobClass;
    const givesWay = (a: Share<Job>, b: Share<Job>) => b.jobs - a.jobs || byDeadline(b.last, a.last);
    const share = this.#sharesOf(least).reduce((worst, other) => (givesWay(other, worst) < 0 ? other : worst));
    this.#waiting.delete(share.last);
    return share.last;
  }

  /** Jobs that wait, by class. */
  depths(): Record<JobClass, number> {
    const depths = forEachClass(() => 0);
    for (const job of this.#waiting.keys()) depths[job.classNow()]++;
    return depths;
  }

  /** A job whose class has changed comes to wait in the new one now. */
  #refresh(): void {
    for (const [job, place] of this.#waiting) {
      const jobClass = job.classNow();
      if (jobClass === place.jobClass) continue;
      place.jobClass = jobClass;
      place.arrivalRound = this.#rounds[jobClass].current;
    }
  }

  #mostUrgentClass(mayRun: (jobClass: JobClass) => boolean): JobClass | undefined {
    this.#refresh();
    let best: JobClass | undefined;
    for (const { jobClass } of this.#waiting.values()) {
      if (best !== undefined && urgencyOf(jobClass) >= urgencyOf(best)) continue;
      if (mayRun(jobClass)) best = jobClass;
    }
    return best;
  }

  #sharesOf(jobClass: JobClass): Share<Job>[] {
    const shares = new Map<string, Share<Job>>();
    for (const [job, place] of this.#waiting) {
      if (place.jobClass !== jobClass) continue;
      const session = sessionOf(job);
      const share = shares.get(session);
      if (!share) {
        shares.set(session, { session, arrivalRound: place.arrivalRound, jobs: 1, first: job, last: job });
        continue;
      }
      share.jobs++;
      share.arrivalRound = Math.min(share.arrivalRound, place.arrivalRound);
      if (byDeadline(job, share.first) < 0) share.first = job;
      if (byDeadline(job, share.last) > 0) share.last = job;
    }
    return [...shares.values()];
  }

  #roundOf(jobClass: JobClass, { session, arrivalRound }: Share<Job>): number {
    return Math.max(arrivalRound, this.#rounds[jobClass].next.get(session) ?? 0);
  }

  #serve(jobClass: JobClass, session: string, round: number): void {
    const rounds = this.#rounds[jobClass];
    rounds.next.set(session, round + 1);
    if (rounds.next.size > mostSessionsInRound) this.#beginRound(jobClass, round + 1);
    else if (round > rounds.current) this.#beginRound(jobClass, round);
  }

  /** Forgets who may be served in this round anyway; who still waits would otherwise count as never served. */
  #beginRound(jobClass: JobClass, round: number): void {
    const rounds = this.#rounds[jobClass];
    rounds.current = round;
    const waiting = new Set(this.#sharesOf(jobClass).map(({ session }) => session));
    for (const [session, next] of rounds.next) {
      if (next <= round && !waiting.has(session)) rounds.next.delete(session);
    }
  }
}
