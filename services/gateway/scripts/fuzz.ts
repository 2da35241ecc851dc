/**
 * Sends mutated event sequences into sessions without a network, on a virtual clock, and says what came of it:
 *
 *     node services/gateway/scripts/fuzz.ts --sequences 1000000 [--seed 1]
 *
 * The sequences run in a worker; this thread watches that they go on. A sequence that fails is shown as small as it
 * still fails. Ends with 1 when one crashed or hung, or when the heap grew.
 */
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { FuzzRunner } from '../test/fuzz-run.ts';
import { type FuzzSequence, fuzzSequence } from '../test/fuzz-steps.ts';

interface Order {
  readonly sequences: number;
  readonly seed: number;
}

interface Progress {
  readonly done: number;
  readonly steps: number;
  readonly slowestMs: number;
  readonly failures: readonly string[];
  readonly heapMiB: number;
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const batch = 2000;
/** Processor time, as the machine may be busy with other work: a batch takes two seconds of it. */
const hungAfterCpuMs = 60_000;
/** Compiled code and caches grow for a while. */
const warmUp = 20_000;
const mostGrowthMiB = 8;

if (isMainThread) await watch();
else await work(workerData as Order);

async function work({ sequences, seed }: Order): Promise<void> {
  // Refusals are errors by the million here: nobody reads where they came from.
  Error.stackTraceLimit = 1;
  const runner = new FuzzRunner();
  const failures: string[] = [];
  let [done, steps, slowestMs] = [0, 0, 0];
  while (done < sequences) {
    const numRuns = Math.min(batch, sequences - done);
    const property = fc.asyncProperty(fuzzSequence, async (sequence) => {
      const startMs = threadCpuMs();
      await runner.run(sequence);
      slowestMs = Math.max(slowestMs, threadCpuMs() - startMs);
      steps += sequence.steps.length;
    });
    const result = await fc.check(property, { numRuns, seed: seed + done });
    if (result.failed) failures.push(told(result));
    done += numRuns;
    parentPort?.postMessage({ done, steps, slowestMs, failures, heapMiB: heapMiB() } satisfies Progress);
  }
}

/** Long values, which fuzzing likes, are cut: the seed and the path make the sequence again. */
function told({ seed, counterexamplePath, errorInstance, counterexample }: fc.RunDetails<[FuzzSequence]>): string {
  const sequence = JSON.stringify(counterexample).replaceAll(/(.)\1{40,}/g, '$1…');
  return `seed ${seed}, path ${counterexamplePath}: ${String(errorInstance)}\n${sequence.slice(0, 2000)}`;
}

async function watch(): Promise<void> {
  const { values } = parseArgs({ options: { sequences: { type: 'string' }, seed: { type: 'string' } } });
  const order: Order = { sequences: Number(values.sequences ?? 1_000_000), seed: Number(values.seed ?? 1) };
  const worker = new Worker(new URL(import.meta.url), { workerData: order });
  const startMs = performance.now();
  let lastCpuMs = cpuMs();
  let early: Progress | undefined;
  let last: Progress | undefined;
  const watchdog = setInterval(() => {
    if (cpuMs() - lastCpuMs < hungAfterCpuMs) return;
    console.error(`hung after ${last?.done ?? 0} sequences, seed ${order.seed}`);
    process.exit(1);
  }, 1000);
  worker.on('message', (progress: Progress) => {
    lastCpuMs = cpuMs();
    last = progress;
    if (!early && progress.done >= Math.min(warmUp, order.sequences / 2)) early = progress;
    if (progress.done % (batch * 25) === 0) report(progress);
  });
  await new Promise<void>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
  clearInterval(watchdog);
  if (!last || !early || last.done < order.sequences) throw new Error(`stopped after ${last?.done ?? 0} sequences`);
  report(last);
  for (const failure of last.failures) console.error(failure);
  const growthMiB = last.heapMiB - early.heapMiB;
  console.log(
    `${last.done} sequences of ${(last.steps / last.done).toFixed(1)} steps: ${last.failures.length} failed, none hung, ` +
      `slowest ${last.slowestMs.toFixed(0)} ms of processor time; heap ${early.heapMiB.toFixed(1)} MiB after ${early.done}, ` +
      `${last.heapMiB.toFixed(1)} MiB at the end`,
  );
  if (last.failures.length > 0 || growthMiB > mostGrowthMiB) process.exitCode = 1;

  function report({ done, heapMiB: heap }: Progress): void {
    const perSecond = done / ((performance.now() - startMs) / 1000);
    console.log(`${done} sequences, ${perSecond.toFixed(0)} a second, heap ${heap.toFixed(1)} MiB`);
  }
}

/** What this thread has computed: the clock on the wall also counts what other work took of the machine. */
function threadCpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Of both threads. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function heapMiB(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed / (1 << 20);
}
