import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What is kept for users, and which changes of it have been made already. */
export const userMigration: Migration = {
  async up(db: Kysely<never>) {
    await db.schema
      .createTable('user_items')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('created_at_ms', 'bigint', (column) => column.notNull())
      .addColumn('data', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('user_items_key', ['user_id', 'kind', 'id'])
      .execute();
    await db.schema
      .createTable('user_changes')
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('key', 'text', (column) => column.notNull())
      .addColumn('at_ms', 'bigint', (column) => column.notNull())
      .addColumn('undo', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('user_changes_key', ['user_id', 'key'])
      .execute();
  },
};
