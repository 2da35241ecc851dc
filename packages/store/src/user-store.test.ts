import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../test/postgres-server.ts';
import { openUserStore, type UserChange, type UserStore } from './user-store.ts';

let postgres: PostgresServer | undefined;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'cascade-user-'));
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

const note = (id: string, text: string): UserChange => ({ type: 'put', kind: 'note', id, data: { text } });
const without = (id: string): UserChange => ({ type: 'remove', kind: 'note', id });
const dayMs = 86_400_000;
let users = 0;

describe.each(['sqlite', 'postgres'] as const)('%s', (engine) => {
  let store: UserStore;
  let address: string;
  let user: string;
  const texts = async (userId = user) => (await store.items(userId, 'note')).map(({ data }) => data.text);
  beforeEach(async (context) => {
    if (engine === 'postgres' && !postgres) {
      return context.skip('PostgreSQL is not installed (apt-get install postgresql)');
    }
    address = engine === 'sqlite' ? join(folder, 'user.db') : postgres!.address;
    store = await openUserStore(address);
    user = `user-${users++}`;
  });
  afterEach(async () => {
    await store?.close();
  });

  test('what is kept is there, in its order, after the process has ended, and for its user alone', async () => {
    await store.change(user, 'a', [note('1', 'milk')], 1000);
    await store.change(user, 'b', [note('0', 'eggs')], 2000);
    await store.close();
    store = await openUserStore(address);
    expect(await store.items(user, 'note')).toEqual([
      { id: '1', createdAtMs: 1000, data: { text: 'milk' } },
      { id: '0', createdAtMs: 2000, data: { text: 'eggs' } },
    ]);
    expect(await texts('somebody else')).toEqual([]);
    expect(await store.items(user, 'order')).toEqual([]);
  });

  test('a key works once, also for two at the same time, until it is taken back', async () => {
    const both = await Promise.all([
      store.change(user, 'a', [note('1', 'milk')], 1000),
      store.change(user, 'a', [note('2', 'eggs')], 1000),
    ]);
    expect(both.toSorted()).toEqual([false, true]);
    expect(await texts()).toHaveLength(1);
    expect(await store.undo(user, 'a')).toBe(true);
    expect(await store.undo(user, 'a')).toBe(false);
    expect(await texts()).toEqual([]);
    expect(await store.change(user, 'a', [note('3', 'tea')], 1000)).toBe(true);
    expect(await texts()).toEqual(['tea']);
  });

  test('keys are forgotten after a day', async () => {
    await store.change(user, 'a', [note('1', 'milk')], 1000);
    expect(await store.change(user, 'a', [], 1000 + dayMs)).toBe(false);
    expect(await store.change(user, 'b', [], 2000 + dayMs)).toBe(true);
    expect(await store.undo(user, 'a')).toBe(false);
  });

  test('a change that fails leaves nothing, not even its key', async () => {
    const wrong = { type: 'put', kind: 'note', id: '2', data: { text: '' } } as const;
    await expect(store.change(user, 'a', [note('1', 'milk'), wrong], 1000)).rejects.toMatchObject({
      code: 'store_failed',
    });
    expect(await texts()).toEqual([]);
    expect(await store.change(user, 'a', [note('1', 'milk')], 1000)).toBe(true);
  });

  test('one of many takes an item', async () => {
    await store.change(user, 'a', [note('1', 'milk')], 1000);
    const taken = await Promise.all([1, 2, 3].map(() => store.take(user, 'note', '1')));
    expect(taken.filter(Boolean)).toHaveLength(1);
  });

  test('a user is forgotten whole', async () => {
    await store.change(user, 'a', [note('1', 'milk')], 1000);
    await store.forget(user);
    expect(await texts()).toEqual([]);
    expect(await store.undo(user, 'a')).toBe(false);
  });

  test('whatever is changed, taking it back in reverse order leads where it began', async () => {
    const change = fc.oneof(
      fc
        .tuple(fc.constantFrom('1', '2', '3'), fc.string({ minLength: 1, maxLength: 5, unit: 'grapheme-ascii' }))
        .map(([id, text]) => note(id, text)),
      fc.constantFrom('1', '2', '3').map(without),
    );
    const groups = fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(groups, async (all) => {
        const one = `user-${users++}`;
        await store.change(one, 'first', [note('1', 'as it was'), note('4', 'untouched')], 1000);
        const before = await store.items(one, 'note');
        for (const [index, changes] of all.entries()) await store.change(one, `${index}`, changes, 2000);
        for (const index of [...all.keys()].reverse()) await store.undo(one, `${index}`);
        expect(await store.items(one, 'note')).toEqual(before);
      }),
      { numRuns: 15 },
    );
  });
});
