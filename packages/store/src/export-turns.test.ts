import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CascadeError, type TurnRecord } from '@cascade/contracts';
import { emptyTurnRecord, exampleTurnRecord } from '@cascade/testing';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportTurns } from './export-turns.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-export-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function* turns(count: number): AsyncGenerator<TurnRecord> {
  yield exampleTurnRecord({ final_transcript: 'what time is it in “Köln”?' });
  for (let number = 1; number < count; number++) yield emptyTurnRecord(`turn-${number}`);
}

test('ndjson: every record is a line, and comes back as it was', async () => {
  const path = join(folder, 'turns.ndjson');
  expect(await exportTurns(turns(3), path, 'ndjson')).toBe(3);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual(await Array.fromAsync(turns(3)));
});

test('parquet: another reader finds columns and whole records, over several row groups', async () => {
  const path = join(folder, 'turns.parquet');
  expect(await exportTurns(turns(2300), path, 'parquet')).toBe(2300);
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path) });
  expect(rows).toHaveLength(2300);
  const [first] = await Array.fromAsync(turns(1));
  expect(rows[0]).toMatchObject({
    turn_id: 'turn-1',
    started_at: new Date(first!.started_at),
    voice_to_voice_ms: 600,
    finalization_ms: 900,
    violations: 'finalization',
  });
  expect(rows.map(({ record }) => JSON.parse(record))).toEqual(await Array.fromAsync(turns(2300)));
  expect(rows.at(-1)).toMatchObject({ response_status: null, violations: '' });
});

test('nothing at all is a valid file in both formats', async () => {
  const none = async function* (): AsyncGenerator<TurnRecord> {};
  expect(await exportTurns(none(), join(folder, 'none.ndjson'), 'ndjson')).toBe(0);
  expect(await exportTurns(none(), join(folder, 'none.parquet'), 'parquet')).toBe(0);
  expect(readFileSync(join(folder, 'none.ndjson'), 'utf8')).toBe('');
  expect(await parquetReadObjects({ file: await asyncBufferFromFile(join(folder, 'none.parquet')) })).toEqual([]);
});

test.each(['ndjson', 'parquet'] as const)(
  '%s: a failure in the middle leaves nothing behind, and what was there',
  async (format) => {
    const path = join(folder, `kept.${format}`);
    await exportTurns(turns(1), path, format);
    const before = readFileSync(path);
    const broken = async function* (): AsyncGenerator<TurnRecord> {
      yield* turns(2);
      throw new CascadeError('store_failed', 'the database is gone');
    };
    await expect(exportTurns(broken(), path, format)).rejects.toThrow('gone');
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    await expect(exportTurns(turns(1), join(folder, 'no', 'such', 'folder'), format)).rejects.toMatchObject({
      code: 'invalid_file',
    });
  },
);
