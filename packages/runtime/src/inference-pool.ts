import { CascadeError, type Clock } from '@cascade/contracts';
import { systemClock } from './clock.ts';
import type { EngineSpec } from './inference-protocol.ts';
import { type InferenceThread, type JobAnswer, startInferenceThread, type ThreadUsage } from './inference-thread.ts';
import { forEachClass, type JobClass, mayBegin } from './job-classes.ts';
import { JobQueue, type QueuedJob } from './job-queue.ts';

export interface JobOptions {
  /** A function is asked whenever a thread is free: work that was done ahead becomes urgent when its turn has ended. */
  readonly class: JobClass | (() => JobClass);
  /** Whose work it is: sessions are served in turn. Jobs without one share one turn. */
  readonly session?: string;
  /**
   * On the pool's clock. Orders the jobs of one class and round; a `partial` that still waits after it is not run any
   * more and rejects with `overloaded`. Default: when it was submitted, and a partial waits as long as it takes.
   */
  readonly deadlineMs?: number;
  /** Takes the job out of the queue, or tells a running one to stop; `run` rejects with `cancelled`. */
  readonly signal?: AbortSignal;
  /** A newer job of the same key replaces one that still waits, which rejects with `cancelled`. */
  readonly replaceKey?: string;
  /** Buffers of the input that move to the worker instead of being copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

export interface JobResult<Output> {
  readonly output: Output;
  readonly queueMs: number;
  readonly computeMs: number;
}

export interface InferencePoolOptions {
  readonly name: string;
  /** Threads; each loads every engine. */
  readonly workers: number;
  readonly engines: readonly EngineSpec[];
  readonly clock?: Clock;
  /**
   * Jobs that may wait. One more, and the one that matters least gives way (see `JobQueue`): it rejects with
   * `overloaded`. Default 256.
   */
  readonly maxQueued?: number;
}

export interface InferencePoolStats {
  /** Jobs waiting, by class. */
  readonly queued: Readonly<Record<JobClass, number>>;
  /** How long the oldest of them has waited, by class; 0 when none waits. */
  readonly oldestWaitMs: Readonly<Record<JobClass, number>>;
  readonly running: number;
  readonly threads: number;
  /** Time that threads have worked on each class since the start: two readings give the busy share of a while. */
  readonly busyMs: Readonly<Record<JobClass, number>>;
  /** Jobs that gave way, and partials that would have come too late. */
  readonly shed: number;
  readonly restarts: number;
}

/** A job has got its thread. */
export interface JobStart {
  readonly jobClass: JobClass;
  readonly queueMs: number;
}

export interface InferencePool {
  run<Output>(engine: string, method: string, input: unknown, options: JobOptions): Promise<JobResult<Output>>;
  stats(): InferencePoolStats;
  /** What each thread has taken of the machine. Waits for the inferences that run: for scrapes, not for decisions. */
  usage(): Promise<readonly ThreadUsage[]>;
  /** Tells of every job that begins; the returned function ends that. */
  watch(onStart: (start: JobStart) => void): () => void;
  /** Rejects what waits, lets what runs finish, ends the threads. */
  close(): Promise<void>;
}

interface Job extends QueuedJob {
  readonly engine: string;
  readonly method: string;
  readonly input: unknown;
  readonly options: JobOptions;
  /** The class it was started in. */
  startedAs: JobClass | undefined;
  startedMs: number;
  resolve(result: JobResult<never>): void;
  reject(error: CascadeError): void;
  stopListening(): void;
}

interface PoolThread {
  readonly thread: InferenceThread;
  job: Job | undefined;
}

const cancelledError = () => new CascadeError('cancelled', 'The inference job was cancelled.');

/**
 * Starts the threads and waits until every one has loaded its engines.
 * One job runs on a thread at a time; which one is chosen when a thread becomes free, by class, then in turn between
 * sessions, then by deadline (see `JobQueue`). Work in the background leaves one thread to the others, where there is
 * more than one. A thread that dies fails its job with `worker_lost` and is replaced.
 *
 * @throws CascadeError whatever an engine threw while loading (a missing or corrupt model, say)
 */
export async function createInferencePool(options: InferencePoolOptions): Promise<InferencePool> {
  const pool = new ThreadPool(options);
  await pool.start();
  return pool;
}

class ThreadPool implements InferencePool {
  readonly #options: InferencePoolOptions;
  readonly #clock: Clock;
  readonly #threads: PoolThread[] = [];
  readonly #queue = new JobQueue<Job>();
  readonly #watchers = new Set<(start: JobStart) => void>();
  #nextJobId = 1;
  readonly #busyMs = forEachClass(() => 0);
  #shed = 0;
  #restarts = 0;
  /** Threads that died and could not be replaced. */
  #lostForGood = 0;
  #closing = false;
  #drained: (() => void) | undefined;

  constructor(options: InferencePoolOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  async start(): Promise<void> {
    const started = await Promise.allSettled(Array.from({ length: this.#options.workers }, () => this.#startThread()));
    const failed = started.find((result) => result.status === 'rejected');
    if (!failed) return;
    await this.close();
    throw failed.reason;
  }

  run<Output>(engine: string, method: string, input: unknown, options: JobOptions): Promise<JobResult<Output>> {
    return new Promise((resolve, reject) => {
      if (this.#closing) return reject(new CascadeError('cancelled', `The ${this.#options.name} pool is closed.`));
      if (options.signal?.aborted) return reject(cancelledError());
      if (this.#exhausted) return reject(this.#exhaustedError());
      if (options.replaceKey !== undefined) this.#dropReplaced(options.replaceKey);
      const stop = () => this.#cancel(job);
      const { class: jobClass } = options;
      const job: Job = {
        id: this.#nextJobId++,
        classNow: typeof jobClass === 'function' ? jobClass : () => jobClass,
        session: options.session,
        deadlineMs: options.deadlineMs,
        engine,
        method,
        input,
        options,
        submittedMs: this.#clock.nowMs(),
        startedAs: undefined,
        startedMs: 0,
        resolve: resolve as Job['resolve'],
        reject,
        stopListening: () => options.signal?.removeEventListener('abort', stop),
      };
      options.signal?.addEventListener('abort', stop, { once: true });
      this.#queue.add(job);
      this.#dispatch();
      if (this.#queue.length > (this.#options.maxQueued ?? 256)) this.#shedLeastUrgent();
    });
  }

  stats(): InferencePoolStats {
    const nowMs = this.#clock.nowMs();
    const oldestWaitMs = forEachClass(() => 0);
    for (const job of this.#queue.jobs()) {
      const jobClass = job.classNow();
      oldestWaitMs[jobClass] = Math.max(oldestWaitMs[jobClass], nowMs - job.submittedMs);
    }
    const running = this.#threads.map(({ job }) => job).filter((job) => job !== undefined);
    const busyMs = { ...this.#busyMs };
    for (const { startedAs, startedMs } of running) if (startedAs) busyMs[startedAs] += nowMs - startedMs;
    return {
      queued: this.#queue.depths(),
      oldestWaitMs,
      running: running.length,
      threads: this.#threads.length,
      busyMs,
      shed: this.#shed,
      restarts: this.#restarts,
    };
  }

  async usage(): Promise<readonly ThreadUsage[]> {
    const readings = await Promise.all(this.#threads.map(({ thread }) => thread.usage()));
    return readings.filter((reading) => reading !== undefined);
  }

  watch(onStart: (start: JobStart) => void): () => void {
    this.#watchers.add(onStart);
    return () => {
      this.#watchers.delete(onStart);
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    this.#rejectWaiting(cancelledError);
    if (this.#threads.some(({ job }) => job)) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    await Promise.all([...this.#threads].map(({ thread }) => thread.end()));
  }

  async #startThread(): Promise<void> {
    const { name, engines } = this.#options;
    let started: PoolThread | undefined;
    const thread = await startInferenceThread({
      name,
      engines,
      onAnswer: (answer) => started && this.#finish(started, answer),
      onExit: () => started && this.#lost(started),
    });
    if (this.#closing) return thread.end();
    started = { thread, job: undefined };
    this.#threads.push(started);
    this.#dispatch();
  }

  #lost(lost: PoolThread): void {
    const { name } = this.#options;
    const job = this.#free(lost);
    this.#threads.splice(this.#threads.indexOf(lost), 1);
    if (job) {
      this.#reject(job, new CascadeError('worker_lost', `A ${name} thread ended while it ran ${job.engine}.`));
    }
    if (this.#closing) {
      this.#finishDraining();
      return;
    }
    this.#restarts++;
    this.#startThread().catch(() => {
      // Without its models a thread cannot come back: work goes to the others, or fails if there are none.
      this.#lostForGood++;
      if (this.#exhausted) this.#rejectWaiting(() => this.#exhaustedError());
    });
  }

  get #exhausted(): boolean {
    return this.#lostForGood >= this.#options.workers;
  }

  #exhaustedError(): CascadeError {
    return new CascadeError('worker_lost', `The ${this.#options.name} pool has no thread left.`, { retryable: false });
  }

  #dispatch(): void {
    const free = this.#threads.filter(({ job }) => !job);
    if (free.length === 0) return;
    for (const late of this.#queue.takeExpired(this.#clock.nowMs())) {
      this.#giveUp(late, 'would have come after its deadline');
    }
    for (const idle of free) {
      const running = this.#threads.map(({ job }) => job?.startedAs).filter((jobClass) => jobClass !== undefined);
      const taken = this.#queue.take((jobClass) => mayBegin(jobClass, running, this.#options.workers));
      if (!taken) return;
      this.#begin(idle, taken.job, taken.jobClass);
    }
  }

  #begin(idle: PoolThread, job: Job, jobClass: JobClass): void {
    idle.job = job;
    job.startedAs = jobClass;
    job.startedMs = this.#clock.nowMs();
    const { id: jobId, engine, method, input, options } = job;
    idle.thread.post({ jobId, engine, method, input }, options.transfer ?? []);
    for (const watcher of this.#watchers) watcher({ jobClass, queueMs: job.startedMs - job.submittedMs });
  }

  /** The thread has no job any more; returns the one that it had. */
  #free(thread: PoolThread): Job | undefined {
    const { job } = thread;
    thread.job = undefined;
    if (job?.startedAs) this.#busyMs[job.startedAs] += this.#clock.nowMs() - job.startedMs;
    return job;
  }

  #finish(thread: PoolThread, answer: JobAnswer): void {
    if (answer.jobId !== thread.job?.id) return;
    const job = this.#free(thread);
    if (job) this.#answer(job, answer);
    this.#dispatch();
    this.#finishDraining();
  }

  #answer(job: Job, answer: JobAnswer): void {
    if (job.options.signal?.aborted) {
      this.#reject(job, cancelledError());
    } else if (answer.type === 'error') {
      this.#reject(job, new CascadeError(answer.code, answer.message, { cause: answer.stack }));
    } else {
      job.stopListening();
      const queueMs = job.startedMs - job.submittedMs;
      job.resolve({ output: answer.output as never, queueMs, computeMs: answer.computeMs });
    }
  }

  #finishDraining(): void {
    if (this.#closing && !this.#threads.some(({ job }) => job)) this.#drained?.();
  }

  #cancel(job: Job): void {
    if (this.#queue.remove(job)) this.#reject(job, cancelledError());
    else this.#threads.find((candidate) => candidate.job === job)?.thread.tellToStop(job.id);
  }

  #dropReplaced(replaceKey: string): void {
    const replaced = [...this.#queue.jobs()].filter((job) => job.options.replaceKey === replaceKey);
    for (const job of replaced) this.#cancel(job);
  }

  #shedLeastUrgent(): void {
    const job = this.#queue.takeLeastUrgent();
    if (job) this.#giveUp(job, 'gave way to more urgent work');
  }

  #giveUp(job: Job, why: string): void {
    this.#shed++;
    const what = `${job.classNow()} of the ${this.#options.name} pool`;
    this.#reject(job, new CascadeError('overloaded', `A job (${what}) ${why}: too much work waits.`));
  }

  #rejectWaiting(error: () => CascadeError): void {
    for (const job of [...this.#queue.jobs()]) {
      this.#queue.remove(job);
      this.#reject(job, error());
    }
  }

  #reject(job: Job, error: CascadeError): void {
    job.stopListening();
    job.reject(error);
  }
}
