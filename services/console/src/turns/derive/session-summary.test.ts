import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildRecord, typedRecord, usualSteps } from '../harness/record-builder.ts';
import { percentile } from './percentile.ts';
import { summarizeSession } from './session-summary.ts';

test('percentiles interpolate between the closest ranks', () => {
  expect(percentile([], 50)).toBeNull();
  expect(percentile([7], 95)).toBe(7);
  expect(percentile([4, 1, 3, 2], 50)).toBe(2.5);
  expect(percentile([0, 10, 20, 30, 40], 95)).toBeCloseTo(38);
});

test('a percentile lies between the least and the greatest value and grows with its rank', () => {
  const values = fc.array(fc.integer({ min: -1000, max: 100_000 }), { minLength: 1 });
  const percents = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }));
  fc.assert(
    fc.property(values, percents, (all, [p, q]) => {
      const low = percentile(all, Math.min(p, q))!;
      const high = percentile(all, Math.max(p, q))!;
      expect(low).toBeLessThanOrEqual(high);
      expect(low).toBeGreaterThanOrEqual(Math.min(...all));
      expect(high).toBeLessThanOrEqual(Math.max(...all));
    }),
  );
});

test('an empty session has no stages', () => {
  expect(summarizeSession([])).toEqual({ turns: 0, profile: undefined, stages: [], turnsOver: 0 });
});

test('stages come in the order of the budget, with gaps where a stage did not happen', () => {
  const slow = usualSteps.map((step) => (step.name === 'final' ? { ...step, compute: 900 } : step));
  const records = [buildRecord(), typedRecord(), buildRecord({ path: slow })];
  const { turns, turnsOver, stages, profile } = summarizeSession(records);
  expect({ turns, turnsOver, profile }).toEqual({ turns: 3, turnsOver: 1, profile: 'default' });
  expect(stages.map((stage) => stage.stage)).toEqual([
    'voice_to_voice',
    'client_buffering',
    'first_partial',
    'finalization',
    'end_of_turn',
    'planning',
    'first_audio_byte',
  ]);
  expect(stages[0]).toMatchObject({ turns: 2, p50Ms: 800, budgetMs: undefined, valuesMs: [380, null, 1220] });
  expect(stages[3]).toMatchObject({ turns: 2, budgetMs: 800, over: 1, maxMs: 980, valuesMs: [140, null, 980] });
});

test('a stage that the contract does not know comes last, without a budget', () => {
  const record = buildRecord({ stages_ms: { translation: 30, planning: 10 } });
  const { stages } = summarizeSession([record]);
  expect(stages.map((stage) => [stage.stage, stage.budgetMs])).toEqual([
    ['voice_to_voice', undefined],
    ['end_of_turn', undefined],
    ['planning', 500],
    ['translation', undefined],
  ]);
});
