import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kneeOf } from './knee.ts';

test('is where a latency that was flat begins to climb', () => {
  const points = [1, 2, 4, 6, 8, 10, 12].map((sessions) => ({
    sessions,
    ms: sessions <= 8 ? 400 + 10 * sessions : 480 + 800 * (sessions - 8),
  }));
  expect(kneeOf(points)?.sessions).toBe(8);
});

test('is not found in a straight line, in a falling one, or in three points', () => {
  const line = [1, 2, 3, 4, 5].map((sessions) => ({ sessions, ms: 100 * sessions }));
  expect(kneeOf(line)).toBeUndefined();
  expect(kneeOf(line.map(({ sessions, ms }) => ({ sessions, ms: 1000 - ms })))).toBeUndefined();
  expect(
    kneeOf([
      { sessions: 1, ms: 1 },
      { sessions: 2, ms: 1 },
      { sessions: 3, ms: 100 },
    ]),
  ).toBeUndefined();
});

test('does not depend on the order or the unit, and is one of the loads', () => {
  const points = fc.array(
    fc.record({ sessions: fc.integer({ min: 1, max: 50 }), ms: fc.integer({ min: 1, max: 10_000 }) }),
    { maxLength: 15 },
  );
  fc.assert(
    fc.property(points, (some) => {
      const knee = kneeOf(some);
      expect(kneeOf(some.toReversed())?.sessions).toBe(knee?.sessions);
      if (knee) expect(some.map(({ sessions }) => sessions)).toContain(knee.sessions);
    }),
  );
});
