import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CascadeError } from '@cascade/contracts';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type Engine, migrate } from './migrations.ts';
import type { StoreSchema } from './schema.ts';
import { createSqliteDialect } from './sqlite/sqlite-dialect.ts';
import { openSqliteThread } from './sqlite/sqlite-thread.ts';

export interface Database {
  readonly engine: Engine;
  readonly db: Kysely<StoreSchema>;
}

/**
 * Opens a database and brings it up to date.
 *
 * @param address a `postgres://…` address, or a path of an SQLite file; `:memory:` for one that is gone afterwards
 * @throws CascadeError `store_failed` naming the address without its password
 */
export async function openDatabase(address: string): Promise<Database> {
  const engine: Engine = /^postgres(ql)?:/.test(address) ? 'postgres' : 'sqlite';
  const db = engine === 'postgres' ? openPostgres(address) : await openSqlite(address);
  try {
    await migrate(db as unknown as Kysely<never>, engine);
  } catch (error) {
    await db.destroy();
    const reason = error instanceof Error ? error.message : String(error);
    throw new CascadeError('store_failed', `${withoutPassword(address)}: ${reason}`, { cause: error });
  }
  return { engine, db };
}

async function openSqlite(path: string): Promise<Kysely<StoreSchema>> {
  if (path !== ':memory:') {
    try {
      await mkdir(dirname(path), { recursive: true });
      // For its owner alone: SQLite gives its other files the rights of this one.
      await (await open(path, 'a', 0o600)).close();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const cure = 'Name another file in CASCADE_STORE, or set it to off.';
      throw new CascadeError('store_failed', `${path}: cannot be opened (${code}). ${cure}`, { cause: error });
    }
  }
  return new Kysely({ dialect: createSqliteDialect(await openSqliteThread(path)) });
}

function openPostgres(address: string): Kysely<StoreSchema> {
  // A database that answers no more must fail a write, or nothing would be tried again.
  const limits = { connectionTimeoutMillis: 5000, query_timeout: 60_000 };
  const pool = new pg.Pool({ connectionString: address, max: 4, ...limits });
  // An idle connection that is lost is replaced at the next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // Sample times are far below 2^53.
  pool.on('connect', (client) => client.setTypeParser(pg.types.builtins.INT8, Number));
  return new Kysely({ dialect: new PostgresDialect({ pool }) });
}

/** All up to the last `@`: a password that was not encoded may hold any sign. */
export const withoutPassword = (address: string): string =>
  address.replace(/\/\/([^:@/]*):.*@/s, '//$1:***@').replaceAll(/([?&](?:ssl)?password=)[^&]*/g, '$1***');
