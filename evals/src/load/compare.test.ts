import { expect, test } from 'vitest';
import { madeLoadTurn } from '../../test/made-load-turn.ts';
import { seededRandom } from '../sounds/index.ts';
import { capacityDifference, comparePairs, type PairedRun } from './compare.ts';

/** Clips differ by hundreds of milliseconds; a variant differs by few. */
function pairedRuns(differenceMs: number, pairs = 5): PairedRun[] {
  const random = seededRandom('pairs');
  return Array.from({ length: pairs }, () => {
    const turns = Array.from({ length: 60 }, (_, number) => ({
      number,
      ms: random.between(200, 1500),
      noise: random.gaussian() * 3,
    }));
    const side = (moreMs: number) =>
      turns.map(({ number, ms, noise }) =>
        madeLoadTurn({ number, voiceToVoiceMs: ms + moreMs + (moreMs > 0 ? noise : 0) }, { planning: ms / 10 }),
      );
    return { a: { turns: side(0), cpuMsPerTurn: 100 }, b: { turns: side(differenceMs), cpuMsPerTurn: 103 } };
  });
}

const figure = (runs: readonly PairedRun[], name: string) =>
  comparePairs(runs, 'seed').find((one) => one.figure === name)!;

test('a difference that is small against the spread of the turns is found, because turns are paired', () => {
  const found = figure(pairedRuns(20), 'voice_to_voice p95');
  expect(found.difference).toBeGreaterThan(10);
  expect(found.low).toBeGreaterThan(0);
  expect(found.high).toBeLessThan(35);
  expect(found.n).toBe(300);
});

test('no difference leaves zero in the interval', () => {
  const found = figure(pairedRuns(0), 'voice_to_voice p50');
  expect(found).toMatchObject({ difference: 0, percent: 0 });
  expect(found.low).toBeLessThanOrEqual(0);
  expect(found.high).toBeGreaterThanOrEqual(0);
});

test('stages are compared, too, and processor time by alternation', () => {
  const differences = comparePairs(pairedRuns(5), 'seed');
  expect(differences.map((one) => one.figure)).toEqual([
    'voice_to_voice p50',
    'voice_to_voice p95',
    'planning p50',
    'planning p95',
    'processor ms a turn',
  ]);
  expect(differences.at(-1)).toMatchObject({ difference: 3, percent: 3, low: 3, high: 3, n: 5 });
});

test('a turn that only one side has makes no pair', () => {
  const [run] = pairedRuns(5, 1);
  const lost = { a: run!.a, b: { ...run!.b, turns: run!.b.turns.slice(10) } };
  expect(figure([lost], 'voice_to_voice p50').n).toBe(50);
});

test('capacities are compared by their draws', () => {
  const found = capacityDifference(
    { sessions: 10, draws: [9, 10, 11], turns: 300 },
    { sessions: 9, draws: [9, 9, 9], turns: 200 },
  );
  expect(found).toMatchObject({ difference: -1, percent: -10, n: 200 });
  expect(found.low).toBeLessThan(0);
});
