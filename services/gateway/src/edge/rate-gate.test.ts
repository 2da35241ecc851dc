import { VirtualClock } from '@cascade/testing';
import { expect, test } from 'vitest';
import { RateGate } from './rate-gate.ts';

test('each subject has its own minute, and is told how long to wait', () => {
  const clock = new VirtualClock();
  const gate = new RateGate({ clock, perMinute: 2 });
  expect([gate.enter('a'), gate.enter('a'), gate.enter('b')]).toEqual([0, 0, 0]);
  expect(gate.enter('a')).toBe(30_000);
  clock.advance(30_000);
  expect([gate.enter('a'), gate.enter('a') > 0]).toEqual([0, true]);
});

test('a storm of subjects does not grow it: who was not seen for the longest is forgotten', () => {
  const clock = new VirtualClock();
  const gate = new RateGate({ clock, perMinute: 1, maxSubjects: 100 });
  gate.enter('regular');
  for (let i = 0; i < 10_000; i++) {
    gate.enter(`address ${i}`);
    if (i % 50 === 0) expect(gate.enter('regular')).toBeGreaterThan(0);
  }
  expect(gate.size).toBe(100);
  expect(gate.enter('address 0')).toBe(0);
});
