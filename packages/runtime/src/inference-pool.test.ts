import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { createInferencePool, type InferencePool, type InferencePoolOptions, type JobStart } from './inference-pool.ts';
import { type JobClass, jobClasses } from './job-classes.ts';

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

test('when too much waits, the least urgent job gives way, whoever came first', async () => {
  const opened = await open({ maxQueued: 2 });
  const blocker = gate();
  const blocked = opened.run('test', 'waitFor', blocker, { class: 'final' });
  const partial = opened.run('test', 'echo', 1, { class: 'partial' });
  const final = opened.run('test', 'echo', 2, { class: 'final' });
  const clause = opened.run('test', 'echo', 3, { class: 'first-clause' });
  await expect(partial).rejects.toMatchObject({ code: 'overloaded' });
  await expect(opened.run('test', 'echo', 4, { class: 'background' })).rejects.toMatchObject({ code: 'overloaded' });
  expect(opened.stats()).toMatchObject({ shed: 2, queued: { final: 1, 'first-clause': 1, partial: 0 } });
  release(blocker);
  await Promise.all([blocked, final, clause]);
});

test('a partial that would come too late is not run', async () => {
  const clock = new VirtualClock();
  const opened = await open({ clock });
  const blocker = gate();
  const blocked = opened.run('test', 'waitFor', blocker, { class: 'final' });
  const late = opened.run('test', 'note', 'late', { class: 'partial', deadlineMs: 100 });
  const good = opened.run<string[]>('test', 'note', 'good', { class: 'partial', deadlineMs: 300 });
  clock.advance(200);
  release(blocker);
  await expect(late).rejects.toMatchObject({ code: 'overloaded' });
  expect((await good).output).toEqual(['good']);
  await blocked;
});

test('sessions are served in turn', async () => {
  const opened = await open();
  const blocker = gate();
  const blocked = opened.run('test', 'waitFor', blocker, { class: 'final', session: 'a' });
  const names = ['a 1', 'a 2', 'b 1', 'a 3', 'b 2'];
  const jobs = names.map((name) => opened.run<string[]>('test', 'note', name, { class: 'final', session: name[0] }));
  release(blocker);
  await blocked;
  const orders = await Promise.all(jobs.map((job) => job.then((result) => result.output)));
  expect(orders.at(-2)).toEqual(['b 1', 'a 1', 'b 2', 'a 2', 'a 3']);
});

test('tells how busy it is and what waits, and watchers of every job that begins', async () => {
  const clock = new VirtualClock(1000);
  const opened = await open({ clock });
  const started: JobStart[] = [];
  const unwatch = opened.watch((start) => started.push(start));
  const blocker = gate();
  const blocked = opened.run('test', 'waitFor', blocker, { class: 'end-of-turn' });
  const waiting = opened.run('test', 'echo', 1, { class: () => 'final' });
  clock.advance(50);
  expect(opened.stats()).toMatchObject({
    running: 1,
    threads: 1,
    busyMs: { 'end-of-turn': 50, final: 0 },
    oldestWaitMs: { final: 50, vad: 0 },
  });
  release(blocker);
  await Promise.all([blocked, waiting]);
  expect(opened.stats()).toMatchObject({
    running: 0,
    busyMs: { 'end-of-turn': 50, final: 0 },
    oldestWaitMs: { final: 0 },
  });
  unwatch();
  await opened.run('test', 'echo', 1, { class: 'final' });
  expect(started).toEqual([
    { jobClass: 'end-of-turn', queueMs: 0 },
    { jobClass: 'final', queueMs: 50 },
  ]);
});

test('whatever is cancelled while it waits or runs, every job is settled as it should be, and threads go on', async () => {
  const opened = await open({ workers: 2 });
  const plans = fc.array(fc.record({ jobClass: fc.constantFrom(...jobClasses), cancelled: fc.boolean() }), {
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(plans, fc.boolean(), async (plan, cancelRunning) => {
      const gates = [gate(), gate()];
      const running = new AbortController();
      const spinning = opened.run('test', 'spinUntilCancelled', gates[0], { class: 'vad', signal: running.signal });
      const stopped = expect(spinning).rejects.toMatchObject({ code: 'cancelled' });
      const blocked = opened.run('test', 'waitFor', gates[1], { class: 'vad' });
      const waiting = plan.map(({ jobClass, cancelled }, index) => {
        const controller = new AbortController();
        const job = opened.run<number>('test', 'echo', index, { class: jobClass, signal: controller.signal });
        return { cancelled, controller, job };
      });
      const outcomes = Promise.allSettled(waiting.map(({ job }) => job));
      for (const { cancelled, controller } of waiting) if (cancelled) controller.abort();
      if (cancelRunning) running.abort();
      release(gates[1]!);
      const settled = await outcomes.then((results) =>
        results.map((result) => (result.status === 'fulfilled' ? result.value.output : result.reason.code)),
      );
      expect(settled).toEqual(plan.map(({ cancelled }, index) => (cancelled ? 'cancelled' : index)));
      running.abort();
      await Promise.all([stopped, blocked]);
      expect(opened.stats()).toMatchObject({ running: 0, restarts: 0 });
    }),
    { numRuns: 25 },
  );
});

test('tells what each thread has taken of the machine', async () => {
  const opened = await open({ workers: 2 });
  await opened.run('test', 'double', { samples: new Float32Array(1000) }, { class: 'final' });
  const usage = await opened.usage();
  expect(usage).toHaveLength(2);
  for (const { cpuMs, heapBytes, utilization } of usage) {
    expect(cpuMs).toBeGreaterThan(0);
    expect(heapBytes).toBeGreaterThan(100_000);
    expect(utilization).toBeGreaterThanOrEqual(0);
    expect(utilization).toBeLessThanOrEqual(1);
  }
  await opened.close();
  expect(await opened.usage()).toEqual([]);
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
