import type { TurnRecord } from '@cascade/contracts';
import { expect, test } from 'vitest';
import { buildRecord } from '../harness/record-builder.ts';
import { amount, costPartTitle, sessionCost } from './session-cost.ts';

function priced(parts: Readonly<Record<string, number>>, card = 'mine (2026-01-01)', audio_in_ms = 30_000): TurnRecord {
  const record = buildRecord();
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { ...record, cost: { ...record.cost, audio_in_ms, price: { card, currency: 'EUR', total, parts } } };
}

test('a session costs what its turns cost, by part, turn and audio minute', () => {
  const cost = sessionCost([priced({ machine: 2, wasted_machine: 1 }), priced({ machine: 5 }), buildRecord()]);
  expect(cost).toMatchObject({ turns: 2, unpriced: 1, total: 8, perTurn: 4, perAudioMinute: 8, currency: 'EUR' });
  expect(cost?.parts).toEqual([
    { part: 'machine', total: 7, perTurn: 3.5, perAudioMinute: 7, share: 7 / 8 },
    { part: 'wasted_machine', total: 1, perTurn: 0.5, perAudioMinute: 1, share: 1 / 8 },
  ]);
});

test('turns by another card are counted, not added up', () => {
  const cost = sessionCost([priced({ machine: 2 }, 'old (2025-01-01)'), priced({ machine: 5 })]);
  expect(cost).toMatchObject({ card: 'mine (2026-01-01)', turns: 1, unpriced: 1, total: 5 });
});

test('typed turns have no audio minute; turns without prices no cost', () => {
  expect(sessionCost([priced({ machine: 2 }, 'mine', 0)])?.perAudioMinute).toBeNull();
  expect(sessionCost([buildRecord()])).toBeUndefined();
});

test('amounts keep three digits, parts have names', () => {
  expect([0.0000183639, 0, 12.345, null].map(amount)).toEqual(['0.0000184', '0', '12.3', '–']);
  expect([costPartTitle('wasted_machine'), costPartTitle('gold_dust')]).toEqual(['machine time in vain', 'gold dust']);
});
