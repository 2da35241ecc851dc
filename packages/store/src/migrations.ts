import type { Kysely } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { registryMigration } from './registry-migration.ts';
import type { StoreSchema } from './schema.ts';
import { userMigration } from './user-migration.ts';

/** What differs between the two databases. */
export type Engine = 'sqlite' | 'postgres';

/** Tables of different matters do not depend on each other: two branches may each bring one. */
const allowUnorderedMigrations = true;

/** Names sort in the order in which they are applied; one that has been released is never changed. */
const migrationsFor = (engine: Engine): Record<string, Migration> => ({
  '001-turns': {
    async up(db: Kysely<never>) {
      const id = engine === 'sqlite' ? 'integer' : 'bigserial';
      const real = engine === 'sqlite' ? 'real' : 'double precision';
      await db.schema
        .createTable('turns')
        .addColumn('id', id, (column) => column.primaryKey())
        .addColumn('session_id', 'text', (column) => column.notNull())
        .addColumn('turn_id', 'text', (column) => column.notNull())
        .addColumn('trace_id', 'text', (column) => column.notNull())
        .addColumn('started_at_ms', 'bigint', (column) => column.notNull())
        .addColumn('voice_to_voice_ms', real)
        .addColumn('budget_profile', 'text', (column) => column.notNull())
        .addColumn('response_status', 'text', (column) => column.notNull())
        .addColumn('response_source', 'text', (column) => column.notNull())
        .addColumn('steal_percent', real)
        .addColumn('record', 'text', (column) => column.notNull())
        .addUniqueConstraint('turns_identity', ['session_id', 'turn_id'])
        .execute();
      await db.schema.createIndex('turns_by_time').on('turns').columns(['started_at_ms', 'id']).execute();
      await db.schema.createIndex('turns_by_trace').on('turns').column('trace_id').execute();
      for (const [table, key] of [
        ['turn_stages', 'observed_ms'],
        ['turn_versions', 'version'],
      ] as const) {
        const rows = db.schema
          .createTable(table)
          .addColumn('turn', 'bigint', (column) => column.notNull().references('turns.id').onDelete('cascade'))
          .addColumn('stage', 'text', (column) => column.notNull());
        const filled =
          key === 'version'
            ? rows.addColumn('version', 'text', (column) => column.notNull())
            : rows
                .addColumn('observed_ms', real, (column) => column.notNull())
                .addColumn('budget_ms', real)
                .addColumn('violated', 'integer', (column) => column.notNull());
        await filled.addPrimaryKeyConstraint(`${table}_key`, ['turn', 'stage']).execute();
        await db.schema.createIndex(`${table}_by_stage`).on(table).columns(['stage', key]).execute();
      }
    },
  },
  '003-registry-events': registryMigration(engine),
  '004-user-items': userMigration,
  '005-turn-rating': {
    async up(db: Kysely<never>) {
      await db.schema.alterTable('turns').addColumn('rating', 'text').execute();
      await db.schema.createIndex('turns_by_rating').on('turns').columns(['rating', 'started_at_ms']).execute();
      // Of turns that are there already: "wrong" counts more than "right", as no later record tells their order.
      const turns = db as unknown as Kysely<StoreSchema>;
      for (const rating of ['good', 'bad'] as const) {
        const said = `%"feedback":[%"rating":"${rating}"%`;
        await turns.updateTable('turns').set({ rating }).where('record', 'like', said).execute();
      }
    },
  },
});

/**
 * Brings the database to the newest schema. Safe to be called by several processes at once.
 *
 * @throws Error naming the migration that failed, of which nothing stays, or saying that there is no connection
 */
export async function migrate(db: Kysely<never>, engine: Engine): Promise<void> {
  const provider: MigrationProvider = { getMigrations: async () => migrationsFor(engine) };
  const { error, results } = await new Migrator({ db, provider, allowUnorderedMigrations }).migrateToLatest();
  if (!error) return;
  const failed = results?.find(({ status }) => status === 'Error')?.migrationName;
  const what = failed === undefined ? 'it cannot be reached' : `the migration ${failed} failed`;
  const reason = error instanceof Error ? error.message : String(error);
  throw new Error(reason === '' ? what : `${what}: ${reason}`, { cause: error });
}
