import { expect, test } from 'vitest';
import { hesitant, question } from '../../test/made-recordings.ts';
import { renderChart } from '../plots/render-chart.ts';
import { drawChart } from './chart.ts';
import { crossValidate } from './cross-validation.ts';
import { figuresOf, percentile } from './figures.ts';
import { readRecordings } from './recordings.ts';
import { renderClips, renderTables, renderValidation } from './report.ts';
import { slicesOf } from './slices.ts';
import { sweep } from './sweep.ts';

const made = [question, ...[256, 320, 384, 448, 512].map(hesitant)];
const result = sweep(made);

test('the longer the silence that is waited for, the fewer are cut off, and the later', () => {
  for (const { points } of result.curves) {
    const all = points.map(({ bySlice }) => bySlice.all!);
    expect(all[0]!.cutOff).toBeGreaterThan(all.at(-1)!.cutOff);
    expect(all.at(-1)!.cutOff).toBe(0);
    expect(all[0]!.p50).toBeLessThan(all.at(-1)!.p50);
  }
});

test('clips are reported by kind, with the default marked', () => {
  expect(result.slices).toEqual(['all', 'hesitant']);
  const tables = renderTables(result);
  expect(tables).toContain('**balanced**');
  expect(tables).toMatch(/^\| hesitant +\| 5 /m);
  expect(tables).not.toContain('NaN');
  expect(renderClips(result)).toContain('hesitant-512: 1 times, 1 taken up again');
});

test('the picture has a panel for each kind, and the marks of the three policies', () => {
  const { option, width, height } = drawChart(result);
  const svg = renderChart(option, { width, height });
  expect(svg).toMatch(/^<svg /);
  expect(svg).toContain('hesitant (5 clips)');
  expect(svg).toContain('the default');
  expect(renderChart(option, { width, height })).toBe(svg);
});

test('a validation never tries waits on clips that they were chosen on', () => {
  const { heldOut, fitted, folds } = crossValidate(made, 2);
  expect(heldOut.clips).toBe(made.length);
  expect(fitted.cutOff).toBeLessThanOrEqual(heldOut.cutOff);
  expect(renderValidation({ heldOut, fitted, folds })).toContain('chosen on the other folds');
});

test('figures count what never ended, and are none without clips', () => {
  const [ending] = result.endings;
  const never = { ...ending!, delayMs: undefined };
  expect(figuresOf([ending!, never])).toMatchObject({ clips: 2, unended: 1, p95: Number.POSITIVE_INFINITY });
  expect(figuresOf([]).p50).toBeNaN();
  expect(percentile([5, 1, 3, 2, 4], 0.5)).toBe(3);
});

test('kinds with too few clips, or with all of them, are not reported', () => {
  const clips = ['a', 'a', 'b', 'a', 'a'].map((name) => ({ slices: [name, 'every'] }));
  expect(slicesOf(clips, 9)).toEqual(['all', 'a']);
  expect(slicesOf([], 9)).toEqual(['all']);
});

test('the default policy, on the human speech that was recorded: soon, and hardly anyone cut off', async () => {
  const { named, slices } = sweep(await readRecordings());
  const [eager, balanced, patient] = ['eager', 'balanced', 'patient'].map(
    (name) => named.find((row) => row.name === name)!.bySlice.all!,
  );
  expect(balanced).toMatchObject({ clips: 104, unended: 0 });
  expect(balanced!.p50).toBeLessThanOrEqual(300);
  expect(balanced!.p95).toBeLessThanOrEqual(720);
  expect(balanced!.cutOffShare).toBeLessThanOrEqual(0.05);
  expect(balanced!.reopened).toBeGreaterThanOrEqual(balanced!.pausesCut - 1);
  expect(eager!.p50).toBeLessThan(balanced!.p50);
  expect(patient!.pausesCut).toBeLessThan(balanced!.pausesCut);
  const short = named.find((row) => row.name === 'balanced')!.bySlice['short-command']!;
  expect(slices).toContain('short-command');
  expect(short.cutOff).toBe(0);
  const fixed = (ms: number) => named.find(({ name }) => name === `fixed ${ms} ms`)!.bySlice.all!;
  expect(fixed(300).pausesCut).toBeGreaterThan(2 * balanced!.pausesCut);
  expect(fixed(500).pausesCut).toBeGreaterThan(balanced!.pausesCut);
});
