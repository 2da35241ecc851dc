import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '@cascade/testing';
import { expect, onTestFinished, test } from 'vitest';
import { addKey, readKeyFile, removeKey } from './key-file.ts';
import { KeyRing } from './key-ring.ts';
import type { Scope } from './scopes.ts';
import { SecurityLog } from './security-log.ts';

function ringBench() {
  const folder = mkdtempSync(join(tmpdir(), 'cascade-ring-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'keys.json');
  const make = (name: string, scopes: Scope[] = ['talk']) => addKey(path, { name, scopes, createdAt: new Date(0) });
  const first = make('first', ['talk', 'records']);
  const clock = new VirtualClock();
  const lines: Record<string, unknown>[] = [];
  const line = (fields: Record<string, unknown>) => lines.push(fields);
  const log = new SecurityLog({ clock, logger: { debug: line, info: line, warn: line, error: line } });
  const revoked: string[] = [];
  const ring = new KeyRing({ path, clock, log, onRevoked: (ids) => revoked.push(...ids) });
  ring.watch();
  onTestFinished(() => ring.close());
  const eventually = <T>(read: () => T) => {
    // The ring looks at the file on its clock, and reads it in real time.
    const looked = () => {
      clock.advance(1000);
      return read();
    };
    return expect.poll(looked, { timeout: 10_000, interval: 5 });
  };
  return { path, make, first, clock, lines, ring, revoked, eventually };
}

test('a key is found by itself alone', () => {
  const { ring, first } = ringBench();
  expect(ring.find(first.key)?.name).toBe('first');
  const last = first.key.endsWith('A') ? 'B' : 'A';
  for (const wrong of ['', first.entry.id, `${first.key.slice(0, -1)}${last}`, first.entry.sha256, `${first.key} `]) {
    expect(ring.find(wrong)).toBeUndefined();
  }
});

test('a key that is added holds, one that is removed does not, without a restart', async () => {
  const { ring, path, make, first, revoked, lines, eventually } = ringBench();
  const second = make('second');
  await eventually(() => ring.find(second.key)?.name).toBe('second');
  expect(revoked).toEqual([]);
  removeKey(path, 'first');
  await eventually(() => ring.find(first.key)).toBeUndefined();
  expect(revoked).toEqual([first.entry.id]);
  expect(lines.map(({ event, added, revoked: gone }) => [event, added, gone])).toEqual([
    ['keys_changed', [second.entry.id], []],
    ['keys_changed', [], [first.entry.id]],
  ]);
});

test('a key that may do less than before counts as revoked', async () => {
  const { ring, path, first, revoked, eventually } = ringBench();
  writeFileSync(path, JSON.stringify({ keys: readKeyFile(path).map((entry) => ({ ...entry, scopes: ['talk'] })) }));
  await eventually(() => revoked).toEqual([first.entry.id]);
  expect(ring.find(first.key)?.scopes).toEqual(['talk']);
});

test('a bad file, or none, is told of once and changes nothing; the next good one holds', async () => {
  const { ring, path, make, first, lines, eventually } = ringBench();
  writeFileSync(path, '{"keys": [{"name": "broken"}]}');
  await eventually(() => lines.length).toBe(1);
  expect(lines[0]).toMatchObject({ event: 'keys_unreadable', reason: expect.stringContaining('(broken)') });
  expect(ring.find(first.key)?.name).toBe('first');
  unlinkSync(path);
  await eventually(() => lines.length).toBe(2);
  expect(ring.find(first.key)?.name).toBe('first');
  const next = make('next');
  await eventually(() => ring.find(next.key)?.name).toBe('next');
  expect(ring.find(first.key)).toBeUndefined();
  expect(lines).toHaveLength(3);
});

test('closed, it leaves no timer', async () => {
  const { ring, clock } = ringBench();
  ring.close();
  expect(clock.pendingTimers).toBe(0);
});
