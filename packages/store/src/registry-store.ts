import { CascadeError } from '@cascade/contracts';
import { openDatabase } from './open-database.ts';

/** What the registry's rules need of an event; the rest of it is theirs and is kept as it is. */
export interface StoredRegistryEvent {
  readonly entryId: string;
  /** Counts an entry's events from 1. */
  readonly sequence: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
}

export interface RegistryStore {
  /**
   * Appends all or none.
   *
   * @throws CascadeError `store_failed` when an entry has got that event from somebody else meanwhile
   */
  append(events: readonly StoredRegistryEvent[]): Promise<void>;
  /** Everything, in the order in which it was written. */
  events(): Promise<readonly StoredRegistryEvent[]>;
  close(): Promise<void>;
}

/** The history of the model registry: only ever appended to. @throws CascadeError `store_failed` */
export async function openRegistryStore(address: string): Promise<RegistryStore> {
  const { db } = await openDatabase(address);
  return {
    async append(events) {
      if (events.length === 0) return;
      const rows = events.map((event) => ({
        entry_id: event.entryId,
        sequence: event.sequence,
        at_ms: event.atMs,
        event: JSON.stringify(event),
      }));
      try {
        await db
          .transaction()
          .execute((transaction) => transaction.insertInto('registry_events').values(rows).execute());
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        const isTaken = /unique|duplicate/i.test(reason);
        const ids = events.map(({ entryId }) => entryId).join(', ');
        const cure = 'somebody else changed it meanwhile. Look at it again, then repeat.';
        throw new CascadeError('store_failed', `${ids}: ${isTaken ? cure : reason}`, { cause: error });
      }
    },
    async events() {
      const rows = await db.selectFrom('registry_events').select('event').orderBy('id').execute();
      return rows.map(({ event }) => JSON.parse(event) as StoredRegistryEvent);
    },
    close: () => db.destroy(),
  };
}
