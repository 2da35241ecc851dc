import { expect, test } from 'vitest';
import { edgeReadings, poolReading, processReadings, threadReadings } from './metrics-readings.ts';

test('counters of the edge are events by name; durations are none', () => {
  expect(edgeReadings({ refusedSessions: 3, errors: 1, silenceAddedMs: 900, name: 'x' })).toEqual([
    { event: 'refused-sessions', count: 3 },
    { event: 'errors', count: 1 },
  ]);
});

test('threads are numbered, and their time is in seconds', () => {
  const usage = { cpuMs: 1500, heapBytes: 7, utilization: 0.5 };
  expect(threadReadings('inference', [usage, usage])).toEqual([
    { pool: 'inference', worker: '0', cpuSeconds: 1.5, heapBytes: 7, utilization: 0.5 },
    { pool: 'inference', worker: '1', cpuSeconds: 1.5, heapBytes: 7, utilization: 0.5 },
  ]);
});

test.runIf(process.platform === 'linux')('a process tells its time and memory, one that is not there nothing', () => {
  const [own] = processReadings('language-model', process.pid);
  expect(own).toMatchObject({ pool: 'language-model', worker: '0' });
  expect(own?.cpuSeconds).toBeGreaterThan(0);
  expect(own?.residentBytes).toBeGreaterThan(1e6);
  expect(processReadings('language-model', undefined)).toEqual([]);
  expect(processReadings('language-model', 2 ** 30)).toEqual([]);
});

test('of a pool, what is counted', () => {
  expect(poolReading('vad', { threads: 1, busyMs: { vad: 5 } as never, shed: 0, restarts: 2 })).toEqual({
    pool: 'vad',
    threads: 1,
    busyMs: { vad: 5 },
    shed: 0,
    restarts: 2,
  });
});
