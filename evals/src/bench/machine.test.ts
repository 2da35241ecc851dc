import { expect, test } from 'vitest';
import {
  disturbanceBetween,
  isUndisturbed,
  type MachineReading,
  parseProcessors,
  parseProcessTicks,
  readMachine,
  watchProcess,
  withDescendants,
} from './machine.ts';

const reading = (changes: Partial<MachineReading>): MachineReading => ({
  total: 1000,
  idle: 500,
  steal: 10,
  ours: 300,
  knowsService: true,
  ...changes,
});

test('what is neither idle, stolen nor ours is the work of others', () => {
  const after = reading({ total: 1200, idle: 560, steal: 20, ours: 400 });
  // 200 ticks: 60 idle, 10 stolen, 100 ours.
  expect(disturbanceBetween(reading({}), after)).toEqual({ stealPercent: 5, foreignPercent: 15 });
});

test('without a reading, or without the service, nothing is claimed', () => {
  expect(disturbanceBetween(null, reading({}))).toEqual({ stealPercent: null, foreignPercent: null });
  const after = reading({ total: 1100, steal: 11, knowsService: false });
  expect(disturbanceBetween(reading({ knowsService: false }), after)).toEqual({
    stealPercent: 1,
    foreignPercent: null,
  });
});

test('undisturbed is below 5 % stolen and below 15 % taken by others', () => {
  expect(isUndisturbed({ stealPercent: 4.9, foreignPercent: 14.9 })).toBe(true);
  expect(isUndisturbed({ stealPercent: 5, foreignPercent: 0 })).toBe(false);
  expect(isUndisturbed({ stealPercent: 0, foreignPercent: 15 })).toBe(false);
  expect(isUndisturbed({ stealPercent: 0, foreignPercent: null })).toBe(false);
});

test('columns of /proc', () => {
  expect(parseProcessors('cpu  100 5 50 800 20 3 2 7 99 0\ncpu0 1 1 1 1')).toEqual({ total: 987, idle: 820, steal: 7 });
  const stat = '42 (a) name (b) S 1 42 42 0 -1 4194560 900 0 0 0 123 45 0 0 20 0 9 0';
  expect(parseProcessTicks(stat)).toBe(168);
});

test('this process can be watched', () => {
  const stop = watchProcess(process.pid);
  expect(readMachine(process.pid)?.ours).toBeGreaterThan(0);
  expect(stop()?.memoryMb.peak).toBeGreaterThan(10);
  expect(watchProcess(undefined)()).toBeNull();
});

test('what a process started counts as its own, at any depth', () => {
  const stats = new Map([
    [1, '1 (init) S 0 1'],
    [10, '10 (node (x) y) S 1 1'],
    [11, '11 (llm) R 10 1'],
    [12, '12 (sh) S 11 1'],
    [20, '20 (other) R 1 1'],
  ]);
  expect(withDescendants(10, stats)).toEqual([10, 11, 12]);
});
