import type { TurnRecord } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { cardIds } from './card.ts';
import { sampleRecord } from './sample-record.ts';
import { budgetFigure, figureRows, formatFigure, median, stageFigures } from './stage-figures.ts';

const withPlanning = (planning: number): TurnRecord => ({
  ...sampleRecord,
  stages_ms: { ...sampleRecord.stages_ms, planning },
});

test('the last turn and the median of the turns', () => {
  const [row] = figureRows([budgetFigure('planning')], [withPlanning(100), withPlanning(300), withPlanning(140)]);
  expect(row).toMatchObject({ last: 140, p50: 140, turns: 3 });
});

test('a turn without the stage has no number, and no part in the median', () => {
  const { planning: _planning, ...others } = sampleRecord.stages_ms;
  const [row] = figureRows([budgetFigure('planning')], [withPlanning(100), { ...sampleRecord, stages_ms: others }]);
  expect(row).toMatchObject({ last: null, p50: 100, turns: 1 });
});

test('every figure of every stage is found in a real record', () => {
  for (const card of cardIds) {
    for (const figure of stageFigures[card]) {
      const value = figure.read(sampleRecord);
      expect(value, `${card}: ${figure.name}`).not.toBeNull();
      expect(Number.isFinite(value), `${card}: ${figure.name}`).toBe(true);
    }
  }
});

test('the median of an even number lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([])).toBeNull();
});

test('figures as text', () => {
  expect([formatFigure(147.2, 'ms'), formatFigure(6.13, 'ms'), formatFigure(1.635, 's')]).toEqual([
    '147 ms',
    '6.1 ms',
    '1.6 s',
  ]);
  expect(formatFigure(null, 'ms')).toBe('–');
  expect(formatFigure(7, '')).toBe('7');
});
