/** A process of its own that runs items through a suite's bench: see `worker-process.ts` for the other end. */
import { CascadeError } from '@cascade/contracts';
import type { Bench } from '../suite.ts';

/** One item and the entries that run it, in their order. */
export interface WorkerTask {
  readonly input: unknown;
  readonly settings: readonly Readonly<Record<string, string>>[];
}

export type WorkerAnswer =
  | { readonly outcomes: readonly unknown[] }
  | { readonly failure: { readonly code: string; readonly message: string } };

const [benchModule] = process.argv.slice(2) as [string];
const stop = new AbortController();
let bench: Promise<Bench> | undefined;
let isWarm = false;

process.on('message', async (task: WorkerTask) => {
  try {
    bench ??= openBench();
    const opened = await bench;
    // The first run of a process compiles and allocates, which is not to be measured.
    if (!isWarm) for (const settings of task.settings) await opened.run(settings, task.input, stop.signal);
    isWarm = true;
    const outcomes: unknown[] = [];
    for (const settings of task.settings) outcomes.push(await opened.run(settings, task.input, stop.signal));
    answer({ outcomes });
  } catch (error) {
    const code = CascadeError.is(error) ? error.code : 'stage_failed';
    answer({ failure: { code, message: error instanceof Error ? error.message : String(error) } });
  }
});

// Whoever started this process is gone, or has no more work.
process.on('disconnect', async () => {
  stop.abort();
  await (await bench?.catch(() => undefined))?.close().catch(() => undefined);
  process.exit(0);
});

/** Whoever asked may have gone in the meantime. */
const answer = (message: WorkerAnswer): void => {
  if (process.connected) process.send?.(message);
};

async function openBench(): Promise<Bench> {
  const module = (await import(benchModule)) as { openBench(): Promise<Bench> };
  return module.openBench();
}
