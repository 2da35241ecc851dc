import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What happened to entries of the model registry. The database itself refuses to change or delete a row. */
export const registryMigration = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('registry_events')
      .addColumn('id', engine === 'sqlite' ? 'integer' : 'bigserial', (column) => column.primaryKey())
      .addColumn('entry_id', 'text', (column) => column.notNull())
      .addColumn('sequence', 'bigint', (column) => column.notNull())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('event', 'text', (column) => column.notNull())
      .addUniqueConstraint('registry_events_order', ['entry_id', 'sequence'])
      .execute();
    for (const statement of engine === 'sqlite' ? sqliteGuards : postgresGuards) await sql.raw(statement).execute(db);
  },
});

const sqliteGuards = ['UPDATE', 'DELETE'].map(
  (action) =>
    `CREATE TRIGGER registry_events_no_${action.toLowerCase()} BEFORE ${action} ON registry_events ` +
    `BEGIN SELECT RAISE(ABORT, 'the history of the registry is only ever appended to'); END`,
);

const postgresGuards = [
  `CREATE FUNCTION refuse_registry_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ` +
    `RAISE EXCEPTION 'the history of the registry is only ever appended to'; END $$`,
  'CREATE TRIGGER registry_events_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON registry_events ' +
    'FOR EACH STATEMENT EXECUTE FUNCTION refuse_registry_change()',
];
