import { expect, test } from 'vitest';
import { abandonedRecord, buildRecord, typedRecord } from '../harness/record-builder.ts';
import { rowFigure } from './row-figure.ts';

test('a row shows what the user waited for, and a stage that is over its budget before it', () => {
  expect(rowFigure(buildRecord(), 'asr')).toMatchObject({ ms: 140, budgetMs: 800 });
  const late = buildRecord({ stages_ms: { first_partial: 561, finalization: 140 } });
  expect(rowFigure(late, 'asr')).toMatchObject({ ms: 561, budgetMs: 300 });
});

test('end of turn and first sound stand on rows without a budget', () => {
  expect(rowFigure(buildRecord(), 'turn')).toMatchObject({ ms: 300, budgetMs: undefined });
  expect(rowFigure(buildRecord(), 'heard')).toMatchObject({ ms: 380, budgetMs: undefined });
  expect(rowFigure(typedRecord(), 'heard')).toMatchObject({ ms: 80 });
});

test('what did not happen has no figure', () => {
  expect(rowFigure(abandonedRecord(), 'heard')).toBeUndefined();
  expect(rowFigure(abandonedRecord(), 'turn')).toBeUndefined();
  expect(rowFigure(typedRecord(), 'vad')).toBeUndefined();
});
