import { CascadeError } from '@cascade/contracts';
import type { Transaction } from 'kysely';
import { z } from 'zod';
import { openDatabase } from './open-database.ts';
import type { StoreSchema } from './schema.ts';

const text = z.string().min(1);
const epochMs = z.number();

/** What can be kept for a user, by kind. Times are epoch milliseconds, days `YYYY-MM-DD`. */
export const userItemSchemas = {
  'list-entry': z.object({ list: text, text }),
  note: z.object({ text }),
  reminder: z.object({
    kind: z.enum(['timer', 'alarm', 'reminder']),
    name: text.optional(),
    durationMs: z.number().nonnegative(),
    announcement: text,
    /** When it rings; absent while it is paused. */
    dueAtMs: epochMs.optional(),
    pausedWithMs: z.number().nonnegative().optional(),
  }),
  order: z.object({
    number: text,
    customer: text,
    item: text,
    amountCents: z.number().int().nonnegative(),
    address: text,
    status: z.enum(['processing', 'shipped', 'delivered', 'cancelled']),
    orderedOn: text,
    /** When it arrives, or when it did. */
    dueOn: text,
  }),
  appointment: z.object({ doctor: text, day: text, time: text }),
} as const;

export type UserKind = keyof typeof userItemSchemas;
export type UserItems = { readonly [K in UserKind]: z.infer<(typeof userItemSchemas)[K]> };

export interface UserItem<K extends UserKind = UserKind> {
  readonly id: string;
  readonly createdAtMs: number;
  readonly data: UserItems[K];
}

export type UserChange =
  | {
      readonly [K in UserKind]: {
        readonly type: 'put';
        readonly kind: K;
        readonly id: string;
        readonly data: UserItems[K];
      };
    }[UserKind]
  | { readonly type: 'remove'; readonly kind: UserKind; readonly id: string };

/** Lists, notes, reminders, orders and appointments of users. Nobody sees what is another's. */
export interface UserStore {
  /** Oldest first. */
  items<K extends UserKind>(userId: string, kind: K): Promise<readonly UserItem<K>[]>;
  /**
   * Makes all changes or none, once for each key: false when they were made before. On the disk when it resolves.
   *
   * @param atMs epoch milliseconds; keys are known for a day
   */
  change(userId: string, key: string, changes: readonly UserChange[], atMs: number): Promise<boolean>;
  /** Takes a change back, after which its key may be used again. False when there is none. */
  undo(userId: string, key: string): Promise<boolean>;
  /** Removes one item; true for the one caller, of all processes, that did it. */
  take(userId: string, kind: UserKind, id: string): Promise<boolean>;
  /** Deletes all that is kept for a user. */
  forget(userId: string): Promise<void>;
  close(): Promise<void>;
}

/** Nobody goes on with a turn, or repeats it, a day later. */
const keysKnownMs = 86_400_000;

type Row = Pick<StoreSchema['user_items'], 'kind' | 'id' | 'created_at_ms' | 'data'>;
/** What an item was before; null where there was none. */
type Undo = readonly (Pick<Row, 'kind' | 'id'> & { readonly before: Row | null })[];

/** @throws CascadeError `store_failed`, as do all of its methods */
export async function openUserStore(address: string): Promise<UserStore> {
  const { db } = await openDatabase(address);
  const failing = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw CascadeError.from(error, 'store_failed', `What is kept for users cannot be reached: ${reason}`);
    }
  };

  return {
    async items(userId, kind) {
      const query = db.selectFrom('user_items').select(['id', 'created_at_ms', 'data']);
      const rows = await failing(
        query.where('user_id', '=', userId).where('kind', '=', kind).orderBy('created_at_ms').orderBy('id').execute(),
      );
      return rows.map(({ id, created_at_ms, data }) => ({
        id,
        createdAtMs: Number(created_at_ms),
        data: userItemSchemas[kind].parse(JSON.parse(data)) as UserItems[typeof kind],
      }));
    },
    change: (userId, key, changes, atMs) =>
      failing(
        db.transaction().execute(async (transaction) => {
          await transaction
            .deleteFrom('user_changes')
            .where('at_ms', '<', atMs - keysKnownMs)
            .execute();
          // First, so that of two who try the same the second waits here for the first one's end.
          const claimed = await transaction
            .insertInto('user_changes')
            .values({ user_id: userId, key, at_ms: atMs, undo: '[]' })
            .onConflict((conflict) => conflict.columns(['user_id', 'key']).doNothing())
            .returning('key')
            .executeTakeFirst();
          if (!claimed) return false;
          const undo: Undo[number][] = [];
          for (const change of changes) undo.unshift(await applied(transaction, userId, change, atMs));
          await transaction
            .updateTable('user_changes')
            .set({ undo: JSON.stringify(undo) })
            .where('user_id', '=', userId)
            .where('key', '=', key)
            .execute();
          return true;
        }),
      ),
    undo: (userId, key) =>
      failing(
        db.transaction().execute(async (transaction) => {
          const made = await transaction
            .deleteFrom('user_changes')
            .where('user_id', '=', userId)
            .where('key', '=', key)
            .returning('undo')
            .executeTakeFirst();
          if (!made) return false;
          for (const { kind, id, before } of JSON.parse(made.undo) as Undo) {
            await remove(transaction, userId, kind, id);
            if (before)
              await transaction
                .insertInto('user_items')
                .values({ user_id: userId, ...before })
                .execute();
          }
          return true;
        }),
      ),
    take: (userId, kind, id) => failing(remove(db, userId, kind, id)),
    async forget(userId) {
      await failing(
        db.transaction().execute(async (transaction) => {
          await transaction.deleteFrom('user_items').where('user_id', '=', userId).execute();
          await transaction.deleteFrom('user_changes').where('user_id', '=', userId).execute();
        }),
      );
    },
    close: () => db.destroy(),
  };
}

type Writer = Pick<Transaction<StoreSchema>, 'selectFrom' | 'insertInto' | 'deleteFrom'>;

async function remove(db: Pick<Writer, 'deleteFrom'>, userId: string, kind: string, id: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('user_items')
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

async function applied(db: Writer, userId: string, change: UserChange, atMs: number): Promise<Undo[number]> {
  const { kind, id } = change;
  const before = await db
    .selectFrom('user_items')
    .select(['kind', 'id', 'created_at_ms', 'data'])
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .where('id', '=', id)
    .executeTakeFirst();
  if (change.type === 'remove') await remove(db, userId, kind, id);
  else {
    const data = JSON.stringify(userItemSchemas[change.kind].parse(change.data));
    await db
      .insertInto('user_items')
      .values({ user_id: userId, kind, id, created_at_ms: atMs, data })
      .onConflict((conflict) => conflict.columns(['user_id', 'kind', 'id']).doUpdateSet({ data }))
      .execute();
  }
  return { kind, id, before: before ?? null };
}
