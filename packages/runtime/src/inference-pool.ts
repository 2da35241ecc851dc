import { Worker } from 'node:worker_threads';
import { CascadeError, type Clock } from '@cascade/contracts';
import { systemClock } from './clock.ts';
import type { EngineSpec, JobMessage, WorkerData, WorkerMessage } from './inference-protocol.ts';

/**
 * Kinds of inference work, most urgent first. Within a class the earlier deadline goes first. Work in the `background`
 * leaves a thread to the others, where there is more than one: what runs is not interrupted, so a thread that a
 * conversation needs must not be taken by it.
 */
export const jobClasses = [
  'vad',
  'end-of-turn',
  'final',
  'first-clause',
  'later-clause',
  'speculative',
  'partial',
  'background',
] as const;
export type JobClass = (typeof jobClasses)[number];

export interface JobOptions {
  /** A function is asked whenever a thread is free: work that was done ahead becomes urgent when its turn has ended. */
  readonly class: JobClass | (() => JobClass);
  /** On the pool's clock; only orders the jobs of one class. Default: when it was submitted. */
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
  /** Waiting jobs beyond this are refused with `overloaded`. Default 256. */
  readonly maxQueued?: number;
}

export interface InferencePool {
  run<Output>(engine: string, method: string, input: unknown, options: JobOptions): Promise<JobResult<Output>>;
  /** Jobs waiting, by class, and running. */
  stats(): { readonly queued: Readonly<Record<JobClass, number>>; readonly running: number; readonly restarts: number };
  /** Rejects what waits, lets what runs finish, ends the threads. */
  close(): Promise<void>;
}

interface Job {
  readonly id: number;
  readonly engine: string;
  readonly method: string;
  readonly input: unknown;
  readonly options: JobOptions;
  readonly submittedMs: number;
  startedMs: number;
  resolve(result: JobResult<never>): void;
  reject(error: CascadeError): void;
  stopListening(): void;
}

interface PoolWorker {
  readonly thread: Worker;
  readonly cancelled: Int32Array;
  job: Job | undefined;
}

const cancelledError = () => new CascadeError('cancelled', 'The inference job was cancelled.');

/**
 * Starts the threads and waits until every one has loaded its engines.
 * One job runs on a thread at a time; which one is chosen by class, then deadline, when a thread becomes free.
 * A thread that dies fails its job with `worker_lost` and is replaced.
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
  readonly #workers: PoolWorker[] = [];
  #queue: Job[] = [];
  #nextJobId = 1;
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
    const started = await Promise.allSettled(Array.from({ length: this.#options.workers }, () => this.#startWorker()));
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
      if (this.#queue.length >= (this.#options.maxQueued ?? 256)) {
        return reject(new CascadeError('overloaded', `The ${this.#options.name} pool has too much work waiting.`));
      }
      const stop = () => this.#cancel(job);
      const job: Job = {
        id: this.#nextJobId++,
        engine,
        method,
        input,
        options,
        submittedMs: this.#clock.nowMs(),
        startedMs: 0,
        resolve: resolve as Job['resolve'],
        reject,
        stopListening: () => options.signal?.removeEventListener('abort', stop),
      };
      options.signal?.addEventListener('abort', stop, { once: true });
      this.#queue.push(job);
      this.#dispatch();
    });
  }

  stats() {
    const queued = Object.fromEntries(jobClasses.map((name) => [name, 0])) as Record<JobClass, number>;
    for (const job of this.#queue) queued[job.options.class]++;
    return {
      queued,
      running: this.#workers.filter((worker) => worker.job !== undefined).length,
      restarts: this.#restarts,
    };
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const job of this.#queue.splice(0)) this.#settle(job, () => job.reject(cancelledError()));
    if (this.#workers.some((worker) => worker.job)) {
      await new Promise<void>((resolve) => {
        this.#drained = resolve;
      });
    }
    await Promise.all([...this.#workers].map((worker) => worker.thread.terminate()));
  }

  #startWorker(): Promise<void> {
    const shared = new SharedArrayBuffer(4);
    const data: WorkerData = {
      engines: this.#options.engines.map(({ name, module, options }) => ({ name, module: module.href, options })),
      cancelled: shared,
    };
    const thread = new Worker(new URL('./inference-worker.ts', import.meta.url), {
      workerData: data,
      name: this.#options.name,
    });
    const worker: PoolWorker = { thread, cancelled: new Int32Array(shared), job: undefined };
    return new Promise((resolve, reject) => {
      let ready = false;
      thread.on('message', (message: WorkerMessage) => {
        if (message.type === 'ready') {
          ready = true;
          if (this.#closing) return void thread.terminate();
          this.#workers.push(worker);
          resolve();
          this.#dispatch();
        } else if (message.type === 'error' && message.jobId === undefined) {
          reject(new CascadeError(message.code, message.message, { cause: message.stack }));
        } else {
          this.#finish(worker, message);
        }
      });
      thread.on('error', (error) => {
        if (!ready) reject(CascadeError.from(error, 'worker_lost', `A ${this.#options.name} thread failed to start.`));
      });
      thread.on('exit', () => {
        if (!ready)
          return reject(new CascadeError('worker_lost', `A ${this.#options.name} thread ended at its start.`));
        this.#lost(worker);
      });
    });
  }

  #lost(worker: PoolWorker): void {
    const { job } = worker;
    worker.job = undefined;
    this.#workers.splice(this.#workers.indexOf(worker), 1);
    if (job) {
      const error = new CascadeError('worker_lost', `A ${this.#options.name} thread ended while it ran ${job.engine}.`);
      this.#settle(job, () => job.reject(error));
    }
    if (this.#closing) {
      this.#finishDraining();
      return;
    }
    this.#restarts++;
    this.#startWorker().catch(() => {
      // Without its models a thread cannot come back: work goes to the others, or fails if there are none.
      this.#lostForGood++;
      if (!this.#exhausted) return;
      for (const waiting of this.#queue.splice(0)) {
        this.#settle(waiting, () => waiting.reject(this.#exhaustedError()));
      }
    });
  }

  get #exhausted(): boolean {
    return this.#lostForGood >= this.#options.workers;
  }

  #exhaustedError(): CascadeError {
    return new CascadeError('worker_lost', `The ${this.#options.name} pool has no thread left.`, { retryable: false });
  }

  #dispatch(): void {
    for (const worker of this.#workers) {
      if (worker.job) continue;
      const job = this.#takeMostUrgent();
      if (!job) return;
      worker.job = job;
      job.startedMs = this.#clock.nowMs();
      const message: JobMessage = { jobId: job.id, engine: job.engine, method: job.method, input: job.input };
      worker.thread.postMessage(message, [...(job.options.transfer ?? [])]);
    }
  }

  #takeMostUrgent(): Job | undefined {
    const before = (a: Job, b: Job) =>
      jobClasses.indexOf(a.options.class) - jobClasses.indexOf(b.options.class) ||
      (a.options.deadlineMs ?? a.submittedMs) - (b.options.deadlineMs ?? b.submittedMs) ||
      a.id - b.id;
    const [any, ...others] = this.#queue;
    if (!any) return undefined;
    const first = others.reduce((best, job) => (before(job, best) < 0 ? job : best), any);
    // It is the last class: nothing else waits.
    if (first.options.class === 'background' && !this.#hasRoomInBackground) return undefined;
    this.#queue.splice(this.#queue.indexOf(first), 1);
    return first;
  }

  get #hasRoomInBackground(): boolean {
    const running = this.#workers.filter((worker) => worker.job?.options.class === 'background').length;
    return running < Math.max(1, this.#options.workers - 1);
  }

  #finish(worker: PoolWorker, message: Exclude<WorkerMessage, { type: 'ready' }>): void {
    const { job } = worker;
    if (!job || message.jobId !== job.id) return;
    worker.job = undefined;
    this.#settle(job, () => {
      if (job.options.signal?.aborted) return job.reject(cancelledError());
      if (message.type === 'error') {
        return job.reject(new CascadeError(message.code, message.message, { cause: message.stack }));
      }
      job.resolve({
        output: message.output as never,
        queueMs: job.startedMs - job.submittedMs,
        computeMs: message.computeMs,
      });
    });
    this.#dispatch();
    this.#finishDraining();
  }

  #finishDraining(): void {
    if (this.#closing && !this.#workers.some((worker) => worker.job)) this.#drained?.();
  }

  #cancel(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) {
      this.#queue.splice(waiting, 1);
      this.#settle(job, () => job.reject(cancelledError()));
      return;
    }
    const worker = this.#workers.find((candidate) => candidate.job === job);
    if (worker) Atomics.store(worker.cancelled, 0, job.id);
  }

  #dropReplaced(replaceKey: string): void {
    const replaced = this.#queue.filter((job) => job.options.replaceKey === replaceKey);
    for (const job of replaced) this.#cancel(job);
  }

  #settle(job: Job, settle: () => void): void {
    job.stopListening();
    settle();
  }
}
