import { Worker } from 'node:worker_threads';
import { CascadeError } from '@cascade/contracts';
import type { EngineSpec, JobMessage, WorkerData, WorkerMessage } from './inference-protocol.ts';

export type JobAnswer = Exclude<WorkerMessage, { type: 'ready' }>;

export interface InferenceThread {
  /** Hands a job to the thread, which must have none. */
  post(message: JobMessage, transfer: readonly ArrayBuffer[]): void;
  /** Tells the running job to stop: it does so between two inferences. */
  tellToStop(jobId: number): void;
  /** The thread answers when it is between two inferences; undefined when it ends meanwhile. */
  usage(): Promise<ThreadUsage | undefined>;
  end(): Promise<void>;
}

/** What a thread has taken of the machine. */
export interface ThreadUsage {
  /** Processor time since its start, in milliseconds. */
  readonly cpuMs: number;
  /** JavaScript heap in use; what models hold lies outside of it. */
  readonly heapBytes: number;
  /** Share of the time that its event loop was busy since the former reading, 0 … 1. */
  readonly utilization: number;
}

export interface ThreadOptions {
  /** Of the pool, for messages. */
  readonly name: string;
  readonly engines: readonly EngineSpec[];
  onAnswer(answer: JobAnswer): void;
  /** Once, when a thread that was ready has ended. */
  onExit(): void;
}

/**
 * Starts a thread and waits until it has loaded its engines.
 *
 * @throws CascadeError whatever an engine threw while loading, `worker_lost` when the thread died meanwhile
 */
export function startInferenceThread(options: ThreadOptions): Promise<InferenceThread> {
  const { name, engines, onAnswer, onExit } = options;
  const shared = new SharedArrayBuffer(4);
  const cancelled = new Int32Array(shared);
  const data: WorkerData = {
    engines: engines.map((spec) => ({ name: spec.name, module: spec.module.href, options: spec.options })),
    cancelled: shared,
  };
  const worker = new Worker(new URL('./inference-worker.ts', import.meta.url), { workerData: data, name });
  return new Promise((resolve, reject) => {
    let ready = false;
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') {
        ready = true;
        resolve({
          post: (job, transfer) => worker.postMessage(job, [...transfer]),
          tellToStop: (jobId) => Atomics.store(cancelled, 0, jobId),
          usage: readUsage(worker),
          end: async () => void (await worker.terminate()),
        });
      } else if (message.type === 'error' && message.jobId === undefined) {
        reject(new CascadeError(message.code, message.message, { cause: message.stack }));
      } else {
        onAnswer(message);
      }
    });
    worker.on('error', (error) => {
      if (!ready) reject(CascadeError.from(error, 'worker_lost', `A ${name} thread failed to start.`));
    });
    worker.on('exit', () => {
      if (ready) onExit();
      else reject(new CascadeError('worker_lost', `A ${name} thread ended at its start.`));
    });
  });
}

function readUsage(worker: Worker): () => Promise<ThreadUsage | undefined> {
  const { performance } = worker;
  let former = performance.eventLoopUtilization();
  return async () => {
    const now = performance.eventLoopUtilization();
    const { utilization: measured } = performance.eventLoopUtilization(now, former);
    // Two clocks of two threads: right after the start, idle time may come out as longer than the time there was.
    const utilization = Math.min(1, Math.max(0, measured));
    former = now;
    try {
      const [cpu, heap] = await Promise.all([worker.cpuUsage(), worker.getHeapStatistics()]);
      return { cpuMs: (cpu.user + cpu.system) / 1000, heapBytes: heap.used_heap_size, utilization };
    } catch {
      return undefined;
    }
  };
}
