import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/index.ts';
import { admission, capacityInterval, capacityOf, fitShares, type LoadLevel } from './capacity.ts';

const level = (sessions: number, over: number, turns = 100, lost = 0): LoadLevel => ({
  sessions,
  criteria: [{ name: 'planning p95', over, turns, allowed_share: 0.05 }],
  lost,
});

describe('the fit of shares', () => {
  test('finds the curve that the turns were drawn from', () => {
    const random = seededRandom('curve');
    const share = (sessions: number) => 1 / (1 + Math.exp(-(-2.94 + 6 * Math.log(sessions / 10))));
    const observations = [4, 6, 8, 10, 12, 16].map((sessions) => {
      const over = Array.from({ length: 2000 }, () => random.next() < share(sessions)).filter(Boolean).length;
      return { sessions, over, turns: 2000 };
    });
    const curve = fitShares(observations);
    expect(curve.crossing(0.05)).toBeGreaterThan(9.5);
    expect(curve.crossing(0.05)).toBeLessThan(10.5);
    expect(curve.shareAt(curve.crossing(0.2))).toBeCloseTo(0.2, 6);
  });

  test('never falls, and has a finite crossing whatever was observed', () => {
    const observations = fc.array(
      fc
        .tuple(
          fc.integer({ min: 1, max: 200 }),
          fc.integer({ min: 0, max: 300 }),
          fc.double({ min: 0, max: 1, noNaN: true }),
        )
        .map(([sessions, turns, share]) => ({ sessions, turns, over: Math.round(turns * share) })),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(observations, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (observed, allowed) => {
        const curve = fitShares(observed);
        expect(Number.isFinite(curve.crossing(allowed))).toBe(true);
        expect(curve.crossing(allowed)).toBeGreaterThan(0);
        for (let sessions = 1; sessions < 100; sessions++)
          expect(curve.shareAt(sessions + 1)).toBeGreaterThanOrEqual(curve.shareAt(sessions));
      }),
    );
  });

  test('has no crossing within what was measured when no turn was over', () => {
    expect(fitShares([2, 4, 8].map((sessions) => ({ sessions, over: 0, turns: 60 }))).crossing(0.05)).toBeGreaterThan(
      8,
    );
  });
});

describe('the capacity', () => {
  test('is that of the budget that breaks first', () => {
    const levels = [2, 4, 8, 16].map((sessions) => ({
      sessions,
      criteria: [
        { name: 'early', over: { 2: 0, 4: 0, 8: 40, 16: 98 }[sessions] ?? 0, turns: 100, allowed_share: 0.05 },
        { name: 'late', over: sessions >= 16 ? 40 : 0, turns: 100, allowed_share: 0.05 },
      ],
      lost: 0,
    }));
    const capacity = capacityOf(levels);
    expect(capacity.byCriterion[0]?.name).toBe('early');
    expect(capacity.atLeast).toBe(false);
    expect(capacity.sessions).toBeGreaterThan(4);
    expect(capacity.sessions).toBeLessThan(8);
    const interval = capacityInterval(levels, 'seed');
    expect(interval.low).toBeLessThanOrEqual(capacity.sessions);
    expect(interval.high).toBeGreaterThanOrEqual(capacity.sessions);
    expect(capacityInterval(levels, 'seed')).toEqual(interval);
  });

  test('ends where a session is refused, whatever the latencies', () => {
    const capacity = capacityOf([level(2, 0), level(4, 0), level(8, 0, 100, 1)]);
    expect(capacity).toMatchObject({ sessions: 4, atLeast: false });
    expect(capacity.byCriterion[0]?.name).toBe(admission);
  });

  test('is at least the most that was measured when nothing broke', () => {
    expect(capacityOf([level(2, 0), level(4, 0)])).toMatchObject({ sessions: 4, atLeast: true });
    expect(capacityOf([level(2, 0, 3), level(4, 0, 0)])).toMatchObject({ sessions: 4, atLeast: true });
    expect(capacityOf([])).toMatchObject({ sessions: 0 });
  });
});
