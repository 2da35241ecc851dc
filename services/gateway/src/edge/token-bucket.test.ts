import { VirtualClock } from '@cascade/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

test('a burst up to the capacity passes, then the rate holds', () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket({ clock, capacity: 3, perSecond: 2 });
  expect([1, 2, 3, 4].map(() => bucket.take(1))).toEqual([true, true, true, false]);
  expect(bucket.waitMs(1)).toBe(500);
  clock.advance(499);
  expect(bucket.take(1)).toBe(false);
  clock.advance(1);
  expect(bucket.take(1)).toBe(true);
  clock.advance(60_000);
  expect([bucket.take(3), bucket.take(1)]).toEqual([true, false]);
});

test('whatever is asked when: never more than the capacity and the rate allow, and never less to who waits as told', () => {
  const step = fc.record({ waitMs: fc.integer({ min: 0, max: 2000 }), amount: fc.integer({ min: 1, max: 12 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const clock = new VirtualClock();
      const bucket = new TokenBucket({ clock, capacity: 10, perSecond: 5 });
      let taken = 0;
      for (const { waitMs, amount } of steps) {
        clock.advance(waitMs);
        if (bucket.take(amount)) taken += amount;
        expect(taken).toBeLessThanOrEqual(10 + (clock.nowMs() / 1000) * 5 + 1e-6);
      }
      clock.advance(Math.ceil(bucket.waitMs(7)));
      expect(bucket.take(7)).toBe(true);
    }),
  );
});
