import type { LoadChanged } from '@cascade/contracts';
import { type InferencePool, type JobClass, jobClasses } from '@cascade/runtime';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { createLoadMonitor, loadTickMs } from './load-monitor.ts';

type JobStart = Parameters<Parameters<InferencePool['watch']>[0]>[0];

/** A pool that says what the test wants it to. */
function scriptedPool() {
  const watchers = new Set<(start: JobStart) => void>();
  const zero = () => Object.fromEntries(jobClasses.map((name) => [name, 0])) as Record<JobClass, number>;
  const busyMs = zero();
  const oldestWaitMs = zero();
  return {
    busyMs,
    oldestWaitMs,
    watchers,
    begin: (jobClass: JobClass, queueMs: number) => {
      for (const watcher of watchers) watcher({ jobClass, queueMs });
    },
    watch(onStart: (start: JobStart) => void) {
      watchers.add(onStart);
      return () => watchers.delete(onStart);
    },
    stats: () => ({ queued: zero(), oldestWaitMs, running: 0, threads: 2, busyMs, shed: 0, restarts: 0 }),
  };
}

function open() {
  const [pool, clock] = [scriptedPool(), new VirtualClock(1000)];
  const changes: LoadChanged[] = [];
  const monitor = createLoadMonitor({ pool, clock, onChange: (change) => changes.push(change) });
  clock.advance(1000);
  return { pool, clock, changes, monitor };
}

test('urgent work that waits slows partials, and is told with its numbers', () => {
  const { pool, clock, changes, monitor } = open();
  for (let i = 0; i < 6; i++) pool.begin('final', 80);
  for (let i = 0; i < 50; i++) pool.begin('partial', 900);
  clock.advance(loadTickMs);
  expect(monitor.current).toBe('partials-slower');
  expect(changes).toMatchObject([{ type: 'load-changed', measure: 'partials-slower', atMs: 2250 }]);
  expect(changes[0]?.reason).toContain('urgent work waits 80 ms');
  clock.advance(30_000);
  expect(changes.map(({ measure }) => measure)).toEqual(['partials-slower', 'full-service']);
  monitor.close();
  expect([clock.pendingTimers, pool.watchers.size]).toEqual([0, 0]);
});

test('one turn that waits is no load; a quarter of the work may wait', () => {
  const { pool, clock, monitor } = open();
  for (let i = 0; i < 5; i++) pool.begin('final', 500);
  clock.advance(loadTickMs);
  expect(monitor.current).toBe('full-service');
  for (let i = 0; i < 15; i++) pool.begin('first-clause', 0);
  clock.advance(loadTickMs);
  expect(monitor.current).toBe('full-service');
});

test('a jam in which nothing begins is noticed', () => {
  const { pool, clock, monitor } = open();
  pool.oldestWaitMs.final = 2000;
  clock.advance(loadTickMs);
  expect(monitor.current).toBe('one-cut-finals');
});

test('threads busy with conversations are a load, threads busy in the background are not', () => {
  const { pool, clock, monitor } = open();
  const work = (jobClass: JobClass) => {
    for (let i = 0; i < 40; i++) {
      pool.busyMs[jobClass] += 2 * loadTickMs;
      clock.advance(loadTickMs);
    }
  };
  work('background');
  expect(monitor.current).toBe('full-service');
  work('partial');
  expect(monitor.current).toBe('no-speculation');
  expect(monitor.reading.busyShare).toBeCloseTo(1);
});

test('a late event loop is a load', () => {
  const clock = new VirtualClock(1000);
  let lateMs = 0;
  const monitor = createLoadMonitor({ pool: scriptedPool(), clock, eventLoopDelayMs: () => lateMs });
  clock.advance(2000);
  expect(monitor.current).toBe('full-service');
  lateMs = 90;
  clock.advance(loadTickMs);
  expect(monitor.current).toBe('no-speculation');
});

test('who subscribes is told what is in force, then every change until the end', () => {
  const { pool, clock, monitor } = open();
  const [early, late]: string[][] = [[], []];
  const leave = monitor.subscribe(({ measure }) => early?.push(measure));
  expect(early).toEqual([]);
  pool.oldestWaitMs.final = 2000;
  clock.advance(loadTickMs);
  monitor.subscribe(({ measure }) => late?.push(measure));
  leave();
  pool.oldestWaitMs.final = 0;
  clock.advance(6000);
  expect([early, late]).toEqual([['one-cut-finals'], ['one-cut-finals', 'no-speculation']]);
  monitor.close();
});
