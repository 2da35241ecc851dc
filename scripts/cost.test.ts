import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnRecord } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';
import { exampleTurnRecord } from '@cascade/testing';
import { afterAll, expect, test } from 'vitest';
import { runCost } from './cost/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'cost-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Two workers, 0.001 a second each: 0.002 at the card's 50 %. */
const card = join(folder, 'card.json');
writeFileSync(
  card,
  JSON.stringify({
    schema: 'cascade.prices.v1',
    name: 'test',
    date: '2026-01-01',
    currency: 'EUR',
    machines: [{ name: 'box', hourly: 7.2, workers: 2, utilization: 0.5 }],
  }),
);

const turns: TurnRecord[] = [0, 1, 2].map((n) => {
  const record = exampleTurnRecord({ turn_id: `turn-${n}`, session_id: n === 2 ? 'second' : 'first' });
  const audio = { ...record.audio, start_sample: n * 32_000, end_sample: n * 32_000 + 16_000 };
  return { ...record, audio, spans: [], cost: { audio_in_ms: 1000, audio_out_ms: 700, compute_ms: 500 } };
});
const file = join(folder, 'turns.ndjson');
writeFileSync(file, turns.map((turn) => `${JSON.stringify(turn)}\n`).join(''));

const line = (text: string, name: string) => text.split('\n').find((one) => one.startsWith(name));

test('a report tells cost by turn, audio minute and session', async () => {
  const text = await runCost(['report', file, '--card', card], {});
  expect(text).toContain('Prices: test (2026-01-01)\n\n3 turns (3 useful), 2 sessions');
  expect(line(text, 'per 1000 useful turns')).toMatch(/ 1\.000$/);
  expect(line(text, 'per 1000 useful audio minutes')).toMatch(/ 60\.00$/);
  expect(line(text, 'per 1000 sessions')).toMatch(/ 1\.500$/);
  expect(line(text, 'real-time factor')).toMatch(/ 0\.500$/);
  expect(line(text, 'fast-path')).toMatch(/ 3 +0\.003000 +1\.000$/);
});

test('files and stores tell the same', async () => {
  const address = join(folder, 'turns.db');
  const store = await openTurnStore(address);
  await store.put(turns);
  await store.close();
  const ofFile = await runCost(['report', file, '--json'], { CASCADE_PRICE_CARD: card });
  expect(await runCost(['report', '--store', address, '--json'], { CASCADE_PRICE_CARD: card })).toBe(ofFile);
  expect(await runCost(['report', '--json'], { CASCADE_PRICE_CARD: card, DATABASE_URL: address })).toBe(ofFile);
  expect(JSON.parse(ofFile)).toMatchObject({ turns: 3, currency: 'EUR', perTurn: expect.closeTo(0.001, 12) });
});

test('what-if shows before and after', async () => {
  const changes = ['--utilization', '1', '--rtf-factor', '0.7', '--rtf-factor', 'asr=0.5', '--shadow-share', '0.1'];
  const text = await runCost(['what-if', file, '--card', card, ...changes], {});
  expect(line(text, 'per 1000 useful turns')).toMatch(/ 1\.000 +0\.3850 +−61\.5 %$/);
  expect(line(text, 'utilization')).toMatch(/ 50\.0 % +100\.0 % +\+100\.0 %$/);
  expect(line(text, 'retry rate')).toMatch(/ 0\.0 % +0\.0 %$/);
  const json = await runCost(['what-if', file, '--card', card, '--json', ...changes], {});
  expect(JSON.parse(json)).toMatchObject({
    changes: { utilization: 1, rtfFactor: 0.7, stageRtfFactors: { asr: 0.5 }, shadowShare: 0.1 },
    before: { perTurn: expect.closeTo(0.001, 12) },
    after: { perTurn: expect.closeTo(0.000385, 12) },
  });
});

test.each([
  [['reprot'], 'There is no command reprot.'],
  [['report'], 'Name files of turn records, or --store ADDRESS: CASCADE_STORE is off.'],
  [['report', 'x.ndjson', '--warm-pool', '2'], '--warm-pool is of what-if'],
  [['report', 'x.ndjson', '--warm'], "Unknown option '--warm'"],
  [['what-if', 'x.ndjson', '--utilization', '0'], '--utilization is above 0 and at most 1, not 0.'],
  [['what-if', 'x.ndjson', '--retry-rate', 'some'], '--retry-rate is a number of at least 0.'],
  [['what-if', 'x.ndjson', '--rtf-factor', 'ars=0.7'], 'There is no stage ars'],
  [['report', join(folder, 'none.ndjson')], 'none.ndjson cannot be read: ENOENT'],
  [['report', card], `${card}:1: no turn record: schema`],
])('%j is refused with words', async (args, said) => {
  await expect(runCost(args, { CASCADE_STORE: 'off' })).rejects.toThrow(said);
});
