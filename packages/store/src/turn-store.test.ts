import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TurnRecord } from '@cascade/contracts';
import { exampleTurnRecord } from '@cascade/testing';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PostgresServer, startPostgres } from '../test/postgres-server.ts';
import { openDatabase } from './open-database.ts';
import { openTurnStore, type PageOptions, type TurnStore } from './turn-store.ts';

const startMs = Date.parse('2024-05-01T10:00:00.000Z');
const turn = (number: number, changes: Partial<TurnRecord> = {}) =>
  exampleTurnRecord({
    turn_id: `turn-${number}`,
    trace_id: `trace-${number}`,
    started_at: new Date(startMs + 1000 * number).toISOString(),
    ...changes,
  });
const idsOf = (records: readonly TurnRecord[]) => records.map(({ turn_id }) => turn_id);

/** The database as it was before turns had a rating of their own. */
async function undoRating(address: string): Promise<void> {
  const { db } = await openDatabase(address);
  await db.schema.dropIndex('turns_by_rating').execute();
  await db.schema.alterTable('turns').dropColumn('rating').execute();
  await sql`delete from kysely_migration where name = '005-turn-rating'`.execute(db);
  await db.destroy();
}

let postgres: PostgresServer | undefined;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), 'cascade-store-'));
});
afterAll(async () => {
  await postgres?.stop();
  rmSync(folder, { recursive: true });
});

describe.each(['sqlite', 'postgres'] as const)('%s', (engine) => {
  let store: TurnStore;
  let address: string;
  let files = 0;
  beforeEach(async (context) => {
    if (engine === 'postgres' && !postgres) {
      return context.skip('PostgreSQL is not installed (apt-get install postgresql)');
    }
    address = engine === 'sqlite' ? join(folder, `${files++}.db`) : postgres!.address;
    store = await openTurnStore(address);
    await store.delete({});
  });
  afterEach(async () => {
    await store?.close();
  });

  test('a record comes back as it was put in', async () => {
    await store.put([turn(1)]);
    expect((await store.page()).records).toEqual([turn(1)]);
    expect(store.engine).toBe(engine);
  });

  test('a record that is written again replaces the first, with its stages and versions', async () => {
    const over = { ...turn(1).budget, violations: { finalization: 900 } };
    await store.put([turn(1, { budget: over })]);
    await store.put([turn(1, { budget: { ...over, violations: {} }, versions: { asr: 'asr@2' }, heard_text: 'It' })]);
    expect(await store.count()).toBe(1);
    expect((await store.page()).records[0]?.heard_text).toBe('It');
    expect(await store.count({ violatedStage: 'finalization' })).toBe(0);
    expect(await store.count({ version: { stage: 'asr', version: 'asr@1' } })).toBe(0);
    expect(await store.count({ version: { stage: 'asr', version: 'asr@2' } })).toBe(1);
  });

  test('turns are found by session, turn, trace, time, violated stage and version', async () => {
    const fine = { ...turn(1).budget, violations: {} };
    await store.put([
      turn(1, { session_id: 'a', budget: fine }),
      turn(2, { session_id: 'b', versions: { asr: 'asr@2' } }),
      turn(3, { session_id: 'b', budget: fine }),
    ]);
    const found = async (filter: Parameters<TurnStore['page']>[0]) => idsOf((await store.page(filter)).records);
    expect(await found({ sessionId: 'b' })).toEqual(['turn-2', 'turn-3']);
    expect(await found({ turnId: 'turn-1' })).toEqual(['turn-1']);
    expect(await found({ traceId: 'trace-3' })).toEqual(['turn-3']);
    expect(await found({ fromMs: startMs + 2000 })).toEqual(['turn-2', 'turn-3']);
    expect(await found({ toMs: startMs + 2000 })).toEqual(['turn-1']);
    expect(await found({ violatedStage: 'finalization' })).toEqual(['turn-2']);
    expect(await found({ version: { stage: 'asr', version: 'asr@1' }, sessionId: 'b' })).toEqual(['turn-3']);
    expect(await found({ sessionId: "b' or '1' = '1" })).toEqual([]);
  });

  test('turns are found by what was said of them last, those of before the column too', async () => {
    const said = (...ratings: ('good' | 'bad')[]) => ({
      feedback: ratings.map((rating) => ({
        at: '2024-05-01T10:01:00Z',
        rating,
        source: 'button' as const,
        correction: null,
      })),
    });
    await store.put([turn(1, said('bad')), turn(2, said('good', 'good')), turn(3, said('bad', 'good')), turn(4)]);
    const found = async (rating: 'good' | 'bad') => idsOf((await store.page({ rating })).records);
    expect([await found('bad'), await found('good')]).toEqual([['turn-1'], ['turn-2', 'turn-3']]);

    await undoRating(address);
    await store.close();
    store = await openTurnStore(address);
    expect([await found('bad'), await found('good')]).toEqual([['turn-1', 'turn-3'], ['turn-2']]);
  });

  test('pages join to everything, in order, each turn once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 30 }),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        async (seconds, limit, newestFirst) => {
          await store.delete({});
          // Turns that begin at the same moment are told apart by their number.
          await store.put(
            seconds.map((second, index) =>
              turn(index, { started_at: new Date(startMs + 1000 * second).toISOString() }),
            ),
          );
          const seen: TurnRecord[] = [];
          let options: PageOptions = { limit, newestFirst };
          for (;;) {
            const { records, next } = await store.page({}, options);
            seen.push(...records);
            if (!next) break;
            options = { ...options, after: next };
          }
          expect(idsOf(seen).toSorted()).toEqual(seconds.map((_, index) => `turn-${index}`).toSorted());
          const times = seen.map(({ started_at }) => started_at);
          expect(newestFirst ? times.toReversed() : times).toEqual(times.toSorted());
        },
      ),
      { numRuns: 15 },
    );
  });

  test('what is too old goes, and takes its stages and versions along', async () => {
    await store.put([turn(1), turn(2), turn(3)]);
    expect(await store.delete({ toMs: startMs + 3000 })).toBe(2);
    expect(idsOf(await Array.fromAsync(store.turns()))).toEqual(['turn-3']);
    expect(await store.count({ violatedStage: 'finalization' })).toBe(1);
    expect(await store.delete({ violatedStage: 'finalization', sessionId: 'another' })).toBe(0);
    expect(await store.delete({ version: { stage: 'asr', version: 'asr@1' } })).toBe(1);
    expect(await store.count()).toBe(0);
  });

  test('a batch is written whole or not at all', async () => {
    const broken = { ...turn(2), started_at: 'not a time' };
    await expect(store.put([turn(1), broken])).rejects.toThrow();
    expect(await store.count()).toBe(0);
    await store.put([turn(1), turn(1, { heard_text: 'later' })]);
    expect((await store.page()).records.map(({ heard_text }) => heard_text)).toEqual(['later']);
  });

  test('opening an up to date database changes nothing, also when several do at once', async () => {
    await store.put([turn(1)]);
    const address = engine === 'sqlite' ? join(folder, `${files - 1}.db`) : postgres!.address;
    const others = await Promise.all([openTurnStore(address), openTurnStore(address)]);
    for (const other of others) expect(await other.count()).toBe(1);
    await Promise.all(others.map((other) => other.close()));
  });
});

test('only its owner reads the file, and what SQLite puts beside it', async () => {
  const path = join(folder, 'private', 'turns.db');
  const store = await openTurnStore(path);
  await store.put([turn(1)]);
  for (const file of [path, `${path}-wal`, `${path}-shm`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  await store.close();
  await expect(openTurnStore(join(path, 'below-a-file.db'))).rejects.toThrow(/below-a-file.*CASCADE_STORE/);
});

test('what was deleted is gone from the file, too', async () => {
  const path = join(folder, 'deleted.db');
  const store = await openTurnStore(path);
  await store.put([turn(1, { final_transcript: 'a walrus in a bathtub' }), turn(2)]);
  await store.delete({ turnId: 'turn-1' });
  await store.close();
  const kept = readFileSync(path, 'latin1');
  expect(kept).toContain('turn-2');
  expect(kept).not.toContain('walrus');
});

describe('what cannot be opened', () => {
  test('names the file', async () => {
    const path = join(folder, 'no-database.db');
    writeFileSync(path, 'this is a text, and long enough to be taken for a header of a database file');
    await expect(openTurnStore(path)).rejects.toMatchObject({ code: 'store_failed' });
    await expect(openTurnStore(path)).rejects.toThrow('no-database.db');
    expect(readFileSync(path, 'utf8')).toMatch(/^this is a text/);
  });

  test('names the address without its password', async () => {
    const opening = openTurnStore('postgresql://cascade:secret@127.0.0.1:1/none');
    await expect(opening).rejects.toMatchObject({ code: 'store_failed' });
    await expect(opening).rejects.toThrow(/cascade:\*\*\*@127\.0\.0\.1/);
    await expect(opening).rejects.not.toThrow(/secret/);
  });
});
