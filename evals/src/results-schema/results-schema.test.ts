import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { madeRun } from '../../test/made-runs.ts';
import { aggregate, evalRunSchema, measureOf, readResults } from './index.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-results-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('many clips as one number', () => {
  const of = (...values: number[]) => values.map((numerator) => ({ numerator, denominator: 1 }));

  test('a ratio weighs by the denominator, a mean does not', () => {
    const measures = [
      { numerator: 1, denominator: 2 },
      { numerator: 0, denominator: 8 },
    ];
    expect(aggregate(measures, 'ratio')).toBe(0.1);
    expect(aggregate(measures, 'mean')).toBe(0.25);
  });

  test('a clip that stands for little adds little to a rate, and is a clip to a quantile', () => {
    const one = { ...madeRun('asr/a@1', [{ id: 'one', errors: 4, ms: 90 }]).clips[0]!, weight: 0.5 };
    expect(measureOf(one, 'wer')).toEqual({ numerator: 2, denominator: 5 });
    expect(aggregate([measureOf(one, 'recognition_ms')!, ...of(10, 20)], 'max')).toBe(90);
    expect(measureOf(one, 'none')).toBeUndefined();
  });

  test('quantiles are nearest ranks', () => {
    const hundred = of(...Array.from({ length: 100 }, (_, index) => 100 - index));
    expect(['p50', 'p95', 'max'].map((kind) => aggregate(hundred, kind as 'p50'))).toEqual([50, 95, 100]);
    expect(aggregate(of(7), 'p95')).toBe(7);
  });

  test('a clip that counts for nothing is left out', () => {
    expect(aggregate([{ numerator: 0, denominator: 0 }], 'ratio')).toBeUndefined();
    expect(aggregate([...of(3), { numerator: 9, denominator: 0 }], 'mean')).toBe(3);
  });
});

describe('a file of results', () => {
  const run = madeRun('asr/a@1', [{ id: 'one' }]);
  const write = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  test('holds one run or several, and is known by its content', async () => {
    const one = await readResults(await write('one.json', JSON.stringify(run)));
    const two = await readResults(await write('two.json', JSON.stringify([run, run])));
    expect([one.runs.length, two.runs.length]).toEqual([1, 2]);
    expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(one.sha256).not.toBe(two.sha256);
  });

  test('that is none is refused with the place of the fault', async () => {
    await expect(readResults(join(folder, 'none.json'))).rejects.toThrow(/ENOENT.*pnpm eval/);
    await expect(readResults(await write('no.json', '{'))).rejects.toThrow(/no JSON/);
    await expect(readResults(await write('odd.json', '{"schema":"x"}'))).rejects.toThrow(/no results of an evaluation/);
    const twice = { ...run, clips: [run.clips[0], run.clips[0]] };
    expect(evalRunSchema.safeParse(twice).error?.issues[0]?.message).toBe('the clip one is there twice');
    const odd = { ...run, metrics: {} };
    expect(evalRunSchema.safeParse(odd).error?.issues[0]?.message).toBe('the metric wer is not described');
  });
});
