/** The thread behind an inference pool: loads the engines, then runs one job after the other. */
import { parentPort, workerData } from 'node:worker_threads';
import { CascadeError } from '@cascade/contracts';
import type { Engine, EngineFactory, JobContext, JobMessage, WorkerData, WorkerMessage } from './inference-protocol.ts';

const port = parentPort;
if (!port) throw new Error('inference-worker.ts runs as a worker thread');
const { engines: specs, cancelled } = workerData as WorkerData;
const cancelledJob = new Int32Array(cancelled);
const post = (message: WorkerMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

const postError = (jobId: number | undefined, error: unknown) =>
  post({
    type: 'error',
    jobId,
    code: CascadeError.is(error) ? error.code : 'stage_failed',
    message: error instanceof Error ? error.message : String(error),
    stack: error instanceof Error ? error.stack : undefined,
  });

/** The buffers of a result's top-level typed arrays move instead of being copied. */
function transferable(output: unknown): ArrayBuffer[] {
  if (typeof output !== 'object' || output === null) return [];
  const buffers = new Set<ArrayBuffer>();
  for (const value of Object.values(output)) {
    const whole = ArrayBuffer.isView(value) && value.byteLength === value.buffer.byteLength;
    if (whole && value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  }
  return [...buffers];
}

try {
  const engines = new Map<string, Engine>();
  for (const spec of specs) {
    const module = (await import(spec.module)) as { createEngine: EngineFactory };
    engines.set(spec.name, await module.createEngine(spec.options as never));
  }
  port.on('message', async ({ jobId, engine, method, input }: JobMessage) => {
    const startMs = performance.now();
    const job: JobContext = { isCancelled: () => Atomics.load(cancelledJob, 0) === jobId };
    try {
      const run = engines.get(engine)?.[method];
      if (!run) throw new Error(`no method ${engine}.${method}`);
      const output = await run(input as never, job);
      post({ type: 'result', jobId, output, computeMs: performance.now() - startMs }, transferable(output));
    } catch (error) {
      postError(jobId, error);
    }
  });
  post({ type: 'ready' });
} catch (error) {
  postError(undefined, error);
  port.close();
}
