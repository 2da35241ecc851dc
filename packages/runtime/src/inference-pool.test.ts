import { afterEach, expect, test } from 'vitest';
import { createInferencePool, type InferencePool, type InferencePoolOptions, type JobClass } from './inference-pool.ts';

let pool: InferencePool | undefined;
afterEach(() => pool?.close());

const open = async (options: Partial<InferencePoolOptions> & { fail?: string } = {}) => {
  const engines = [
    { name: 'test', module: new URL('../test/counting-engine.ts', import.meta.url), options: { fail: options.fail } },
  ];
  pool = await createInferencePool({ name: 'test', workers: 1, engines, ...options });
  return pool;
};
const gate = () => new SharedArrayBuffer(4);
const release = (shared: SharedArrayBuffer) => {
  Atomics.store(new Int32Array(shared), 0, 1);
  Atomics.notify(new Int32Array(shared), 0);
};

test('runs a method in a thread and reports waiting and computing apart', async () => {
  const { run } = bound(await open());
  const result = await run<{ samples: Float32Array }>('test', 'double', { samples: Float32Array.of(1, 2) }, 'final');
  expect([...result.output.samples]).toEqual([2, 4]);
  expect(result.queueMs).toBeGreaterThanOrEqual(0);
  expect(result.computeMs).toBeGreaterThanOrEqual(0);
});

test('an error of an engine keeps its code and message', async () => {
  const { run } = bound(await open());
  await expect(run('test', 'fail', null, 'final')).rejects.toMatchObject({
    code: 'invalid_audio',
    message: 'too short',
  });
});

test('an engine that cannot load fails the start with its own error', async () => {
  await expect(open({ fail: 'encoder differs' })).rejects.toMatchObject({
    code: 'model_corrupt',
    message: 'encoder differs',
  });
});

test('waiting jobs go by class, then by deadline', async () => {
  const opened = await open();
  const { run } = bound(opened);
  const blocker = gate();
  const blocked = run('test', 'waitFor', blocker, 'final');
  const note = (name: string, jobClass: JobClass, deadlineMs?: number) =>
    opened.run<string[]>('test', 'note', name, { class: jobClass, ...(deadlineMs ? { deadlineMs } : {}) });
  const jobs = [note('partial', 'partial'), note('final late', 'final', 2e9), note('final soon', 'final', 1e9)];
  expect(opened.stats()).toMatchObject({ running: 1, queued: { partial: 1, final: 2 } });
  release(blocker);
  await blocked;
  const orders = await Promise.all(jobs.map((job) => job.then((result) => result.output)));
  expect(orders[0]?.slice(-3)).toEqual(['final soon', 'final late', 'partial']);
});

test('work in the background leaves a thread to the others', async () => {
  const opened = await open({ workers: 2 });
  const gates = [gate(), gate(), gate()] as const;
  const background = gates.slice(0, 2).map((shared) => opened.run('test', 'waitFor', shared, { class: 'background' }));
  expect(opened.stats()).toMatchObject({ running: 1, queued: { background: 1 } });
  const final = opened.run('test', 'waitFor', gates[2], { class: 'final' });
  expect(opened.stats()).toMatchObject({ running: 2, queued: { background: 1, final: 0 } });
  release(gates[2]);
  await final;
  expect(opened.stats()).toMatchObject({ running: 1, queued: { background: 1 } });
  for (const shared of gates) release(shared);
  await Promise.all(background);
});

test('work in the background runs on the only thread there is', async () => {
  const opened = await open({ workers: 1 });
  await expect(opened.run('test', 'echo', 1, { class: 'background' })).resolves.toMatchObject({ output: 1 });
});

test('a waiting job is cancelled at once, a running one is told to stop', async () => {
  const opened = await open();
  const blocker = gate();
  const running = new AbortController();
  const runningJob = opened.run('test', 'spinUntilCancelled', blocker, { class: 'final', signal: running.signal });
  const waiting = new AbortController();
  const waitingJob = opened.run('test', 'echo', 1, { class: 'final', signal: waiting.signal });
  waiting.abort();
  await expect(waitingJob).rejects.toMatchObject({ code: 'cancelled' });
  running.abort();
  await expect(runningJob).rejects.toMatchObject({ code: 'cancelled' });
  await expect(opened.run('test', 'echo', 2, { class: 'final' })).resolves.toMatchObject({ output: 2 });
});

test('a newer job replaces the waiting one of its key', async () => {
  const opened = await open();
  const blocker = gate();
  const blocked = opened.run('test', 'waitFor', blocker, { class: 'final' });
  const older = opened.run('test', 'echo', 'old', { class: 'partial', replaceKey: 'session 1' });
  const newer = opened.run('test', 'echo', 'new', { class: 'partial', replaceKey: 'session 1' });
  await expect(older).rejects.toMatchObject({ code: 'cancelled' });
  release(blocker);
  await blocked;
  await expect(newer).resolves.toMatchObject({ output: 'new' });
});

test('work beyond the limit is refused', async () => {
  const opened = await open({ maxQueued: 1 });
  const blocker = gate();
  const blocked = opened.run('test', 'waitFor', blocker, { class: 'final' });
  const waiting = opened.run('test', 'echo', 1, { class: 'final' });
  await expect(opened.run('test', 'echo', 2, { class: 'final' })).rejects.toMatchObject({ code: 'overloaded' });
  release(blocker);
  await Promise.all([blocked, waiting]);
});

test('a thread that dies fails its job and is replaced', async () => {
  const opened = await open();
  await expect(opened.run('test', 'die', null, { class: 'final' })).rejects.toMatchObject({
    code: 'worker_lost',
    retryable: true,
  });
  await expect(opened.run('test', 'echo', 'alive', { class: 'final' })).resolves.toMatchObject({ output: 'alive' });
  expect(opened.stats().restarts).toBe(1);
});

function bound(opened: InferencePool) {
  return {
    run: <Output>(engine: string, method: string, input: unknown, jobClass: JobClass) =>
      opened.run<Output>(engine, method, input, { class: jobClass }),
  };
}
