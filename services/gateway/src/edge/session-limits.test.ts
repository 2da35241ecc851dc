import type { CascadeError } from '@cascade/contracts';
import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { SessionLimits } from './session-limits.ts';

function limited(config: { maxMessagesPerSecond: number; maxBytesPerSecond: number }) {
  const clock = new VirtualClock();
  const errors: CascadeError[] = [];
  const limits = new SessionLimits({ clock, config, onExceeded: (error) => errors.push(error) });
  return { clock, errors, limits };
}

test('messages at the rate pass for ever, and ten seconds of them at once', () => {
  const { clock, errors, limits } = limited({ maxMessagesPerSecond: 100, maxBytesPerSecond: 1_000_000 });
  for (let i = 0; i < 1000; i++) expect(limits.message(10)).toBe(true);
  for (let i = 0; i < 5000; i++) {
    clock.advance(10);
    expect(limits.message(10)).toBe(true);
  }
  expect(errors).toEqual([]);
});

test('one message beyond is told of once, and nothing after it is taken', () => {
  const { clock, errors, limits } = limited({ maxMessagesPerSecond: 100, maxBytesPerSecond: 1_000_000 });
  for (let i = 0; i < 1000; i++) limits.message(10);
  expect([limits.message(10), limits.message(10)]).toEqual([false, false]);
  clock.advance(60_000);
  expect(limits.message(10)).toBe(false);
  expect(errors.map(({ code }) => code)).toEqual(['rate_limited']);
});

test('five hundred messages a second are too many at a limit of a hundred', () => {
  const { clock, errors, limits } = limited({ maxMessagesPerSecond: 100, maxBytesPerSecond: 1_000_000 });
  let passed = 0;
  while (limits.message(10) && passed < 100_000) {
    clock.advance(2);
    passed++;
  }
  expect(errors).toHaveLength(1);
  // 1000 at once and 100 a second, at 500 a second: 2.5 s.
  expect(passed).toBeGreaterThanOrEqual(1249);
  expect(passed).toBeLessThanOrEqual(1251);
});

test('bytes count by themselves', () => {
  const { errors, limits } = limited({ maxMessagesPerSecond: 100, maxBytesPerSecond: 5000 });
  expect([limits.message(50_000), limits.message(1)]).toEqual([true, false]);
  expect(errors[0]).toMatchObject({ code: 'rate_limited', message: expect.stringContaining('5000 bytes a second') });
});
