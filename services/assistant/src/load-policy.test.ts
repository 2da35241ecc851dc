import { loadMeasures } from '@cascade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideLoad,
  defaultLoadPolicy,
  fullService,
  type LoadReading,
  type LoadState,
  settlingMs,
} from './load-policy.ts';

const policy = defaultLoadPolicy;
const calm: LoadReading = { urgentWaitMs: 0, busyShare: 0.1, eventLoopDelayMs: 1 };
const waiting = (urgentWaitMs: number): LoadReading => ({ ...calm, urgentWaitMs });
const readings = fc.record({
  urgentWaitMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 500, noNaN: true })),
  busyShare: fc.double({ min: 0, max: 1, noNaN: true }),
  eventLoopDelayMs: fc.double({ min: 0, max: 300, noNaN: true }),
});
const level = (state: LoadState) => loadMeasures.indexOf(state.measure);

/** States after each reading, one every `stepMs`, from a service that has rested. */
function follow(series: readonly LoadReading[], stepMs = 250): LoadState[] {
  let state = fullService(-10_000);
  return series.map((reading, index) => {
    state = decideLoad(state, reading, index * stepMs, policy);
    return state;
  });
}

describe('what is given up under load', () => {
  test.each([
    [waiting(policy.waitMs - 1), 'full-service'],
    [waiting(policy.waitMs), 'partials-slower'],
    [waiting(2 * policy.waitMs), 'no-speculation'],
    [waiting(4 * policy.waitMs), 'one-cut-finals'],
    [{ ...calm, busyShare: 0.9 }, 'partials-slower'],
    [{ ...calm, busyShare: 1 }, 'no-speculation'],
    [{ ...calm, eventLoopDelayMs: 170 }, 'one-cut-finals'],
  ] as const)('%j calls for %s', (reading, measure) => {
    expect(follow([reading])[0]?.measure).toBe(measure);
  });

  test('is taken back one by one, each after its time of calm', () => {
    const steps = 4 * Math.ceil(policy.calmMs / 250);
    const states = follow([waiting(1000), ...Array.from({ length: steps }, () => calm)]);
    const changes = states.filter((state, index) => state.measure !== states[index - 1]?.measure);
    expect(changes.map(({ measure }) => measure)).toEqual(loadMeasures.toReversed());
    for (const [index, { sinceMs }] of changes.entries()) {
      if (index > 0) expect(sinceMs - (changes[index - 1]?.sinceMs ?? 0)).toBeGreaterThanOrEqual(policy.calmMs);
    }
  });

  test('stays while the load is between the values for entering and leaving', () => {
    const states = follow([waiting(70), ...Array.from({ length: 100 }, () => waiting(40))]);
    expect(new Set(states.map(({ measure }) => measure))).toEqual(new Set(['partials-slower']));
  });

  test('does not flap: a second between changes, and no measure back before its time of calm', () => {
    fc.assert(
      fc.property(fc.array(readings, { maxLength: 200, size: 'max' }), (series) => {
        const states = follow(series);
        let changedAtMs = Number.NEGATIVE_INFINITY;
        for (const [index, state] of states.entries()) {
          const before = states[index - 1];
          if (!before || state.measure === before.measure) continue;
          const heldMs = state.sinceMs - changedAtMs;
          expect(heldMs).toBeGreaterThanOrEqual(level(state) > level(before) ? settlingMs : policy.calmMs);
          changedAtMs = state.sinceMs;
        }
      }),
    );
  });

  test('settles under a steady load, and never turns on the way', () => {
    fc.assert(
      fc.property(fc.constantFrom(...loadMeasures), readings, (measure, reading) => {
        let state: LoadState = { measure, sinceMs: 0, calmSinceMs: undefined };
        const levels = [level(state)];
        for (let atMs = 0; atMs < 60_000; atMs += 250) {
          state = decideLoad(state, reading, atMs, policy);
          levels.push(level(state));
        }
        const steps = levels.slice(1).map((next, index) => Math.sign(next - (levels[index] ?? 0)));
        expect(new Set(steps.filter((step) => step !== 0)).size).toBeLessThanOrEqual(1);
        expect(new Set(levels.slice(-100)).size).toBe(1);
      }),
    );
  });

  test('more load never means that less is given up', () => {
    const states = fc.record({
      measure: fc.constantFrom(...loadMeasures),
      sinceMs: fc.integer({ min: 0, max: 10_000 }),
      calmSinceMs: fc.option(fc.integer({ min: 0, max: 10_000 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(states, readings, readings, (state, one, other) => {
        const more = {
          urgentWaitMs: Math.max(one.urgentWaitMs, other.urgentWaitMs),
          busyShare: Math.max(one.busyShare, other.busyShare),
          eventLoopDelayMs: Math.max(one.eventLoopDelayMs, other.eventLoopDelayMs),
        };
        const [less, most] = [one, more].map((reading) => level(decideLoad(state, reading, 10_000, policy)));
        expect(most).toBeGreaterThanOrEqual(less ?? 0);
      }),
    );
  });
});
