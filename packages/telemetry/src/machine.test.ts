import { expect, test } from 'vitest';
import { monitorEventLoop, parseProcessorTicks, parseProcessUsage, readProcessUsage, stealPercent } from './machine.ts';

test('steal is the eighth column of the first line', () => {
  const ticks = parseProcessorTicks('cpu  100 0 50 800 10 0 5 35 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n');
  expect(ticks).toEqual({ total: 1000, steal: 35 });
  expect(parseProcessorTicks('intr 5')).toBeNull();
});

test('the share is that of the time between two readings', () => {
  expect(stealPercent({ total: 1000, steal: 10 }, { total: 1200, steal: 60 })).toBe(25);
  expect(stealPercent(null, { total: 1200, steal: 60 })).toBeNull();
  expect(stealPercent({ total: 1000, steal: 10 }, { total: 1000, steal: 10 })).toBeNull();
});

test('a blocked event loop is seen', async () => {
  const monitor = monitorEventLoop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const until = performance.now() + 60;
  while (performance.now() < until);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(monitor.p99Ms()).toBeGreaterThan(30);
  monitor.close();
});

test("a process's usage is found behind a name with spaces and brackets", () => {
  const stat = '42 (node (model) x) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 500 900000 300 0 0';
  expect(parseProcessUsage(stat)).toEqual({ cpuSeconds: 3, residentBytes: 300 * 4096 });
  expect(parseProcessUsage('42 (node) S 1')).toBeUndefined();
});

test('a process that is not there has no usage', () => {
  expect(readProcessUsage(2 ** 30)).toBeUndefined();
});
