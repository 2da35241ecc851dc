import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { enforceRetention, retentionIntervalMs } from './retention.ts';

const settled = async () => {
  for (let turns = 0; turns < 10; turns++) await Promise.resolve();
};

test('what is too old is deleted at once and every hour, also after a failure, until it is ended', async () => {
  const clock = new VirtualClock();
  const asked: (number | undefined)[] = [];
  const deleted: number[] = [];
  const failures: unknown[] = [];
  const end = enforceRetention({
    store: {
      async delete({ toMs }) {
        asked.push(toMs);
        if (asked.length === 2) throw new Error('gone');
        return asked.length;
      },
    },
    clock,
    keepMs: 1000,
    wallClockMs: () => 5000 + clock.nowMs(),
    onDeleted: (count) => deleted.push(count),
    onFailed: (error) => failures.push(error),
  });
  await settled();
  for (let hour = 0; hour < 2; hour++) {
    clock.advance(retentionIntervalMs);
    await settled();
  }
  expect(asked).toEqual([4000, 4000 + retentionIntervalMs, 4000 + 2 * retentionIntervalMs]);
  expect(deleted).toEqual([1, 3]);
  expect(failures).toHaveLength(1);
  await end();
  expect(clock.pendingTimers).toBe(0);
});

test('an end while it looks leaves no timer behind', async () => {
  const clock = new VirtualClock();
  let letGo = () => {};
  const remove = () => new Promise<number>((resolve) => (letGo = () => resolve(0)));
  const end = enforceRetention({ store: { delete: remove }, clock, keepMs: 1000, wallClockMs: () => 0 });
  const ended = end();
  letGo();
  await ended;
  expect(clock.pendingTimers).toBe(0);
});
