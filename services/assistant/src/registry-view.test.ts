import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registryEntryViewSchema } from '@cascade/contracts';
import { declaredEntries, Registry } from '@cascade/models';
import { openRegistryStore } from '@cascade/store';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRegistryView } from './registry-view.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cascade-registry-view-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const versions = () => ({ asr: 'moonshine-tiny-en@0.1.0', 'asr.bundle': 'asr/moonshine-two-cuts@1' });

test('every declared entry is there, and those that run are marked', async () => {
  const entries = await createRegistryView({ address: undefined, versions }).entries();
  expect(entries.map(({ id }) => id)).toEqual(declaredEntries.map(({ id }) => id));
  for (const entry of entries) expect(registryEntryViewSchema.parse(entry)).toEqual(entry);
  expect(entries.filter((entry) => entry.runs_here).map(({ id }) => id)).toEqual([
    'moonshine-tiny-en@0.1.0',
    'asr/moonshine-two-cuts@1',
  ]);
});

test('what the store says has become of them is told, also when it changes', async () => {
  const address = join(folder, 'store.db');
  const view = createRegistryView({ address, versions });
  const statusOf = async (id: string) => (await view.entries()).find((entry) => entry.id === id);
  expect(await statusOf('asr/moonshine-one-cut@1')).toMatchObject({ status: 'candidate' });
  const store = await openRegistryStore(address);
  const who = { by: 'Ada', why: 'a try', atMs: Date.parse('2026-11-23T10:00:00Z') };
  await store.append(new Registry(declaredEntries).planStatus('asr/moonshine-one-cut@1', 'shadow', who));
  await store.close();
  const entry = await statusOf('asr/moonshine-one-cut@1');
  expect(entry?.status).toBe('shadow');
  expect(entry?.history.at(-1)).toEqual({
    at: '2026-11-23T10:00:00.000Z',
    from: 'candidate',
    to: 'shadow',
    by: 'Ada',
    why: 'a try',
  });
});
