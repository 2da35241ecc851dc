import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { openTurnStore } from './turn-store.ts';

const writingProcess = fileURLToPath(new URL('../test/writing-process.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cascade-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Kills a writer in the midst of its work after so many acknowledged turns; resolves to all that it acknowledged. */
async function killAfter(acknowledged: number, path: string, session: string): Promise<string[]> {
  const child = spawn(process.execPath, [writingProcess, path, session], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ids: string[] = [];
  for await (const id of createInterface({ input: child.stdout })) {
    ids.push(id);
    if (ids.length === acknowledged) child.kill('SIGKILL');
  }
  return ids;
}

test('a writer killed ten times loses nothing that it had acknowledged, and tears nothing', async () => {
  const path = join(folder, 'turns.db');
  // Primes: they fall at different places of the batches.
  const rounds = [1, 3, 7, 13, 29, 43, 61, 83, 101, 127];
  const acknowledged: string[] = [];
  for (const [round, count] of rounds.entries()) acknowledged.push(...(await killAfter(count, path, `round-${round}`)));

  const store = await openTurnStore(path);
  const stored = await Array.fromAsync(store.turns());
  await store.close();
  const ids = new Set(stored.map(({ turn_id }) => turn_id));
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds.reduce((sum, count) => sum + count, 0));
  expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
  for (const { turn_id, reply_text } of stored) {
    expect(reply_text).toBe(turn_id.repeat(Number(turn_id.split('-').at(-1)) % 50));
  }
  const database = new DatabaseSync(path);
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([
    expect.objectContaining({ integrity_check: 'ok' }),
  ]);
  expect(database.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  database.close();
}, 60_000);
