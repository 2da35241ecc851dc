import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StageLogger } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';
import { exampleTurnRecord, VirtualClock } from '@cascade/testing';
import { afterAll, expect, test } from 'vitest';
import { loadAssistantConfig } from './config.ts';
import { keepTurns } from './records-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'cascade-kept-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nowMs = Date.parse('2026-05-01T00:00:00Z');
const dayMs = 86_400_000;
const turn = (name: string, ageDays: number) =>
  exampleTurnRecord({ turn_id: name, started_at: new Date(nowMs - ageDays * dayMs).toISOString() });

function keep(environment: Record<string, string>) {
  const lines: [fields: object, message: string][] = [];
  const log = (fields: object, message: string) => void lines.push([fields, message]);
  const logger: StageLogger = { debug: log, info: log, warn: log, error: log };
  const { records: config } = loadAssistantConfig(environment).values;
  const clock = new VirtualClock();
  return { lines, clock, kept: keepTurns({ config, clock, wallClockMs: () => nowMs, logger }) };
}

async function turnsOf(path: string): Promise<string[]> {
  const store = await openTurnStore(path);
  const records = await Array.fromAsync(store.turns());
  await store.close();
  return records.map(({ turn_id }) => turn_id);
}

test('a record is told to be stored when it is on the disk; what waits is written at the end', async () => {
  const path = join(folder, 'kept.db');
  const { kept } = keep({ CASCADE_STORE: path });
  const opened = (await kept)!;
  const first = Promise.withResolvers<void>();
  opened.add(turn('first', 0), first.resolve);
  await first.promise;
  expect(await turnsOf(path)).toEqual(['first']);
  const told: string[] = [];
  for (const name of ['second', 'third']) opened.add(turn(name, 0), () => told.push(name));
  expect(told).toEqual([]);
  await opened.close();
  expect(told).toEqual(['second', 'third']);
  expect(await turnsOf(path)).toHaveLength(3);
  expect(opened.stats()).toEqual({ waiting: 0, written: 3, lost: 0, failures: 0 });
});

test('what is older than the retention is deleted at the start', async () => {
  const path = join(folder, 'old.db');
  const store = await openTurnStore(path);
  await store.put([turn('old', 8), turn('new', 6)]);
  await store.close();
  const { kept, lines } = keep({ CASCADE_STORE: path, CASCADE_RETENTION_DAYS: '7' });
  await (await kept)?.close();
  expect(await turnsOf(path)).toEqual(['new']);
  expect(lines).toEqual([[{ count: 1 }, 'turn records are deleted for their age']]);
});

test('off keeps nothing, and what cannot be opened stops the start', async () => {
  expect(await keep({ CASCADE_STORE: 'off' }).kept).toBeUndefined();
  const file = join(folder, 'a-file.db');
  await (await keep({ CASCADE_STORE: file }).kept)?.close();
  await expect(keep({ CASCADE_STORE: join(file, 'below.db') }).kept).rejects.toThrow(/below\.db.*CASCADE_STORE/);
  const refused = keep({ DATABASE_URL: 'postgres://ann:geheim@127.0.0.1:1/turns' }).kept;
  await expect(refused).rejects.toMatchObject({ code: 'store_failed', message: expect.not.stringContaining('geheim') });
});

test('settings that make no sense are named', () => {
  const load = (environment: Record<string, string>) => () => loadAssistantConfig(environment);
  expect(load({ DATABASE_URL: 'mysql://host/turns' })).toThrow(/DATABASE_URL: a postgres:\/\/ address/);
  expect(load({ CASCADE_RETENTION_DAYS: '0' })).toThrow(/CASCADE_RETENTION_DAYS/);
  expect(load({ CASCADE_REDACT: 'email,names' })).toThrow(/CASCADE_REDACT/);
  expect(load({ CASCADE_REDACT_PATTERNS: '{"order":"("}' })).toThrow(/CASCADE_REDACT_PATTERNS/);
  const { records } = loadAssistantConfig({
    CASCADE_REDACT: 'email, card',
    CASCADE_REDACT_KEYS: 'iban',
    CASCADE_REDACT_PATTERNS: '{"order":"ORD-\\\\d+"}',
  }).values;
  expect(records.redact).toEqual(['email', 'card']);
  expect(records.redactKeys).toEqual(['iban']);
  expect('ORD-77').toMatch(records.redactPatterns.order!);
  expect(loadAssistantConfig({ CASCADE_REDACT: 'none' }).values.records.redact).toEqual([]);
});
