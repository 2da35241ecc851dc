import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../test/postgres-server.ts';
import { openDatabase } from './open-database.ts';
import { openRegistryStore, type RegistryStore } from './registry-store.ts';

let postgres: PostgresServer | undefined;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'cascade-registry-'));
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

let names = 0;
const event = (entryId: string, sequence: number) => ({
  entryId,
  sequence,
  atMs: 1_000 + sequence,
  type: 'status',
  to: 'shadow',
});

describe.each(['sqlite', 'postgres'] as const)('%s', (engine) => {
  let store: RegistryStore;
  let address: string;
  /** Nothing can be deleted, so every test has an entry of its own. */
  let id: string;
  const own = async () => (await store.events()).filter(({ entryId }) => entryId === id);
  beforeEach(async (context) => {
    if (engine === 'postgres' && !postgres) {
      return context.skip('PostgreSQL is not installed (apt-get install postgresql)');
    }
    address = engine === 'sqlite' ? join(folder, 'registry.db') : postgres!.address;
    store = await openRegistryStore(address);
    id = `asr/entry-${names++}@1`;
  });
  afterEach(async () => {
    await store?.close();
  });

  test('events come back whole, in their order, and outlive the process', async () => {
    await store.append([event(id, 1), event(id, 2)]);
    await store.append([event(id, 3)]);
    await store.append([]);
    await store.close();
    store = await openRegistryStore(address);
    expect(await own()).toEqual([event(id, 1), event(id, 2), event(id, 3)]);
  });

  test('of two writers that saw the same state one is refused, and nothing of its work stays', async () => {
    await store.append([event(id, 1)]);
    await expect(store.append([event(id, 2), event(id, 1)])).rejects.toThrow(/changed it meanwhile/);
    expect(await own()).toEqual([event(id, 1)]);
  });

  test('the database refuses to change or delete what was written', async () => {
    await store.append([event(id, 1)]);
    const { db } = await openDatabase(address);
    const refused = /only ever appended to/;
    await expect(db.deleteFrom('registry_events').execute()).rejects.toThrow(refused);
    await expect(db.updateTable('registry_events').set({ at_ms: 0 }).execute()).rejects.toThrow(refused);
    await db.destroy();
    expect(await own()).toHaveLength(1);
  });
});
