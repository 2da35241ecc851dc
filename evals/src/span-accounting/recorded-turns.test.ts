import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { renderSummary, summarize } from './summary.ts';
import { readTurns } from './turns-file.ts';

const recordedTurns = fileURLToPath(new URL('../../results/span-accounting.ndjson', import.meta.url));

it('spans explain voice-to-voice within 20 ms in at least 99 % of the recorded turns', async () => {
  const turns = await readTurns(recordedTurns);
  expect(turns.length).toBeGreaterThanOrEqual(500);
  const summary = summarize(turns);
  expect(summary.passed, renderSummary(summary)).toBe(true);
  expect(new Set(turns.map(({ trace_id }) => trace_id)).size).toBe(turns.length);
});

it('a file with something else in it is refused by its line', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'span-accounting-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'turns.ndjson');
  await writeFile(file, '\n{"clip":"a","transcript":"secret"}\n');
  await expect(readTurns(file)).rejects.toThrow(/turns\.ndjson:2: /);
  await expect(readTurns(join(folder, 'none'))).rejects.toThrow(/cannot be read/);
});
