import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../sounds/index.ts';
import { capacityOf } from './capacity.ts';
import { nextMove, type SearchStep } from './search.ts';

/** What the defaults of the command come to: a turn in about eight seconds, and the time that each step takes. */
const turnsPerSecond = 0.125;
const searchSeconds = 450;
const seconds = { climbing: 20, measuring: 60, around: 18 } as const;

/** A service whose share of slow turns grows with load as near a queue's saturation: 5 % at its capacity, besides 1 % always. */
function measure(sessions: number, capacity: number, durationS: number, random: { next(): number }): SearchStep {
  const share = 0.01 + 0.99 / (1 + Math.exp(-(Math.log(0.04 / 0.95) + 7 * Math.log(sessions / capacity))));
  const turns = Math.round(turnsPerSecond * sessions * durationS);
  const over = Array.from({ length: turns }, () => random.next() < share).filter(Boolean).length;
  return {
    sessions,
    criteria: [{ name: 'planning p95', over, turns, allowed_share: 0.05 }],
    lost: 0,
    generatorLimited: false,
  };
}

/** As many steps as there is time for in eight minutes. */
function searchOnce(capacity: number, seed: string, start = 2): SearchStep[] {
  const random = seededRandom(seed);
  const steps: SearchStep[] = [];
  for (let leftS = searchSeconds; ; ) {
    const move = nextMove(steps, { start, most: 64 });
    const durationS = move?.climbing ? seconds.climbing : seconds.measuring;
    leftS -= durationS + seconds.around;
    if (!move || leftS < 0) return steps;
    steps.push(measure(move.sessions, capacity, durationS, random));
  }
}

const kept = (sessions: number, generatorLimited = false): SearchStep => ({
  sessions,
  criteria: [{ name: 'planning p95', over: 0, turns: 50, allowed_share: 0.05 }],
  lost: 0,
  generatorLimited,
});
const options = { start: 2, most: 64 };

describe('the search', () => {
  test.each([6, 9, 14, 30])('finds a capacity of %d sessions, and the same one again to within 15 %%', (capacity) => {
    const found = Array.from(
      { length: 150 },
      (_, run) => capacityOf(searchOnce(capacity, `${capacity}/${run}`)).sessions,
    );
    const median = found.toSorted((a, b) => a - b)[75]!;
    expect(Math.abs(median - capacity) / capacity).toBeLessThan(0.1);
    const triples = Array.from({ length: 50 }, (_, index) => found.slice(3 * index, 3 * index + 3));
    const apart = triples.filter((three) => (Math.max(...three) - Math.min(...three)) / median > 0.15);
    expect(apart.length).toBeLessThanOrEqual(10);
  });

  test('climbs by doubling until a budget is clearly broken, then measures at length a little above what it believes', () => {
    expect(nextMove([], options)).toEqual({ sessions: 2, climbing: true });
    expect(nextMove([kept(2)], options)).toEqual({ sessions: 4, climbing: true });
    const chance = { ...kept(4), criteria: [{ name: 'planning p95', over: 1, turns: 10, allowed_share: 0.05 }] };
    expect(nextMove([kept(2), chance], options)).toEqual({ sessions: 8, climbing: true });
    const broken = { ...kept(8), criteria: [{ name: 'planning p95', over: 20, turns: 30, allowed_share: 0.05 }] };
    const steps = [kept(2), kept(4), broken];
    const move = nextMove(steps, options);
    expect(move?.climbing).toBe(false);
    expect(move?.sessions).toBeGreaterThanOrEqual(Math.floor(capacityOf(steps).sessions));
    expect(move?.sessions).toBeLessThanOrEqual(8);
  });

  test('ends when all that may be asked for was kept, measured at length', () => {
    const range = { start: 2, most: 6 };
    expect(nextMove([kept(2), kept(4)], range)).toEqual({ sessions: 6, climbing: true });
    expect(nextMove([kept(2), kept(4), kept(6)], range)).toEqual({ sessions: 6, climbing: false });
    expect(nextMove([kept(2), kept(4), kept(6), kept(6)], range)).toBeUndefined();
  });

  test('tries again what the generator could not do, and then stays below it', () => {
    const climb = [kept(2), kept(4), kept(8, true)];
    expect(nextMove(climb, options)?.sessions).toBe(8);
    expect(nextMove([...climb, kept(8, true)], options)?.sessions).toBe(8);
    expect(nextMove([...climb, kept(8, true), kept(8, true)], options)?.sessions).toBe(7);
    expect(nextMove([kept(1, true), kept(1, true), kept(1, true)], options)).toBeUndefined();
  });

  test('goes down when the first step is too much', () => {
    const steps = searchOnce(3, 'down', 16);
    expect(Math.min(...steps.map(({ sessions }) => sessions))).toBeLessThanOrEqual(4);
    expect(Math.abs(capacityOf(steps).sessions - 3)).toBeLessThan(1);
  });

  test('never measures outside its range, whatever it is told', () => {
    const criteria = fc
      .integer({ min: 0, max: 40 })
      .map((over) => [{ name: 'planning p95', over, turns: 40, allowed_share: 0.05 }]);
    const steps = fc.array(
      fc.record({
        sessions: fc.integer({ min: 1, max: 20 }),
        generatorLimited: fc.boolean(),
        lost: fc.nat(1),
        criteria,
      }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 20 }), (some, start) => {
        const move = nextMove(some, { start, most: 20 });
        if (!move) return;
        expect(Number.isInteger(move.sessions)).toBe(true);
        expect(move.sessions).toBeGreaterThanOrEqual(1);
        expect(move.sessions).toBeLessThanOrEqual(20);
      }),
    );
  });
});
