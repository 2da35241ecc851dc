import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { openTurnStore } from '@cascade/store';
import { exampleTurnRecord } from '@cascade/testing';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { parseCrashDrillArguments } from './arguments.ts';
import { inspectStore } from './inspect-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'cascade-drill-'));
afterAll(() => rmSync(folder, { recursive: true }));
let path = '';
let number = 0;
const turn = (index: number) => ({ turnId: `turn-${index}`, traceId: `trace-${index}` });

beforeEach(async () => {
  path = join(folder, `${number++}.db`);
  const store = await openTurnStore(path);
  await store.put(
    [1, 2, 3].map((index) => exampleTurnRecord({ turn_id: `turn-${index}`, trace_id: `trace-${index}` })),
  );
  await store.close();
});

test('a whole store is whole, and what is missing is named', async () => {
  expect(await inspectStore(path, [turn(1), turn(3)])).toEqual({ stored: 3, missing: [], torn: [] });
  const other = { turnId: 'turn-1', traceId: 'trace-2' };
  expect((await inspectStore(path, [turn(1), turn(4), other])).missing).toEqual([turn(4), other]);
});

test('a record that is cut off, a row without its turn and a file that is cut off are torn', async () => {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA foreign_keys = OFF; DELETE FROM turns WHERE turn_id = 'turn-2'`);
  database.close();
  expect((await inspectStore(path, [])).torn[0]).toContain('a row without its turn');

  const again = new DatabaseSync(path);
  again.exec(`UPDATE turns SET record = substr(record, 1, 200) WHERE turn_id = 'turn-1'`);
  again.close();
  expect((await inspectStore(path, [])).torn).not.toEqual([]);

  truncateSync(path, Math.floor(statSync(path).size / 2));
  const findings = await inspectStore(path, [turn(3)]);
  expect(findings.torn).not.toEqual([]);
});

test('the command kills the real service once, looks, starts it again and says what it found', {
  timeout: 90_000,
}, () => {
  const main = fileURLToPath(new URL('./main.ts', import.meta.url));
  const drill = spawnSync(process.execPath, [main, '--kills', '1', '--sessions', '2'], { encoding: 'utf8' });
  expect(drill.stdout).toMatch(
    /^Passed: killed 1 times, started 2 times\.\n\d+ turns acknowledged, \d+ stored, 0 missing\./,
  );
  expect(drill.status).toBe(0);
});

test('arguments', () => {
  expect(parseCrashDrillArguments([])).toMatchObject({ kills: 50, sessions: 4, seed: 'cascade', json: false });
  expect(parseCrashDrillArguments(['--kills', '3', '--json'])).toMatchObject({ kills: 3, json: true });
  expect(parseCrashDrillArguments(['--help'])).toBe('help');
  expect(() => parseCrashDrillArguments(['--kills', '0'])).toThrow(/--kills takes/);
});
