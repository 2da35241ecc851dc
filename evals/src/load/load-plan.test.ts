import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoadPlan, planRamp, planSoak, planSpike, planStep } from './load-plan.ts';

const times = { rampMs: 3000, settleMs: 5000, measureMs: 30_000, tailMs: 4000 };
const plans = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((sessions) => planStep(sessions, times)),
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 12 }))
    .map(([most, steps]) => planRamp(most, steps, times)),
  fc
    .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1000, max: 3_600_000 }))
    .map(([sessions, ms]) => planSoak(sessions, ms, times)),
  fc.integer({ min: 1, max: 100 }).map((sessions) => planSpike(sessions, times)),
);
const presentAt = ({ clients }: LoadPlan, atMs: number) =>
  clients.filter(({ joinMs, leaveMs }) => joinMs <= atMs && atMs < leaveMs).length;

describe('a plan of load', () => {
  test('has as many sessions there as each window says once everybody has come, and load to its end', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        let lastMs = 0;
        for (const { sessions, fromMs, toMs } of plan.windows) {
          expect(fromMs).toBeGreaterThanOrEqual(lastMs);
          lastMs = toMs;
          expect(presentAt(plan, (fromMs + toMs) / 2)).toBe(sessions);
        }
        expect(plan.endMs).toBeGreaterThanOrEqual(lastMs + times.tailMs);
        for (const { joinMs, leaveMs } of plan.clients) expect(leaveMs).toBeGreaterThan(joinMs);
      }),
    );
  });

  test('a ramp goes up evenly and everybody stays', () => {
    const plan = planRamp(8, 4, times);
    expect(plan.windows.map(({ sessions }) => sessions)).toEqual([2, 4, 6, 8]);
    expect(plan.clients.every(({ leaveMs }) => leaveMs === plan.endMs)).toBe(true);
    expect(planRamp(2, 6, times).windows.map(({ sessions }) => sessions)).toEqual([1, 2]);
  });

  test('a spike comes within a second and is over', () => {
    const plan = planSpike(8, times);
    expect(plan.windows.map(({ sessions }) => sessions)).toEqual([2, 8, 2, 2]);
    const [, spike] = plan.windows;
    expect(presentAt(plan, spike!.fromMs - 1)).toBe(2);
    expect(presentAt(plan, spike!.fromMs + 1000)).toBe(8);
    expect(presentAt(plan, spike!.toMs + 1)).toBe(2);
  });

  test('a soak is measured in stretches about as long as asked for', () => {
    expect(planSoak(4, 95_000, times).windows).toHaveLength(3);
    expect(planSoak(4, 1000, times).windows).toHaveLength(1);
  });
});
