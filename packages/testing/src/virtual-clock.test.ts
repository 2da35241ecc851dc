import { expect, test } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';

test('timers fire in due order, each at its own time, also those set by another timer', () => {
  const clock = new VirtualClock(100);
  const fired: string[] = [];
  const note = (name: string) => () => fired.push(`${name}@${clock.nowMs()}`);
  clock.setTimer(30, note('late'));
  clock.setTimer(10, () => {
    note('early')();
    clock.setTimer(5, note('nested'));
    clock.setTimer(500, note('beyond'));
  });
  const cancel = clock.setTimer(20, note('cancelled'));
  clock.setTimer(30, note('tie'));
  cancel();
  clock.advance(50);
  expect(fired).toEqual(['early@110', 'nested@115', 'late@130', 'tie@130']);
  expect([clock.nowMs(), clock.pendingTimers]).toEqual([150, 1]);
});

test('a loop that sleeps runs through a whole move; an aborted sleep rejects and leaves no timer', async () => {
  const clock = new VirtualClock();
  const at: number[] = [];
  const loop = (async () => {
    for (let i = 0; i < 3; i++) {
      await clock.sleep(10);
      at.push(clock.nowMs());
    }
  })();
  await clock.run(100);
  await loop;
  expect(at).toEqual([10, 20, 30]);

  const controller = new AbortController();
  const sleeping = clock.sleep(10, controller.signal);
  controller.abort(new Error('stop'));
  await expect(sleeping).rejects.toThrow('stop');
  expect(clock.pendingTimers).toBe(0);
});
