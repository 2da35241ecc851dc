import { DatabaseSync } from 'node:sqlite';
import { CascadeError } from '@cascade/contracts';
import { openTurnStore } from '@cascade/store';

/** What the service said of a turn: its record is on the disk. */
export interface Acknowledgement {
  readonly turnId: string;
  readonly traceId: string;
}

export interface StoreFindings {
  readonly stored: number;
  /** Acknowledged, and not there. */
  readonly missing: readonly Acknowledgement[];
  /** Records that cannot be read, and what the database itself finds wrong. */
  readonly torn: readonly string[];
}

/** Looks at an SQLite store that nobody has open, as the service would find it. Never throws for what it finds. */
export async function inspectStore(path: string, acknowledged: readonly Acknowledgement[]): Promise<StoreFindings> {
  const torn: string[] = [];
  const stored = new Set<string>();
  try {
    // Opening it first replays what the crash left in the write-ahead log; each record is checked by its schema.
    const store = await openTurnStore(path);
    try {
      for await (const { turn_id, trace_id } of store.turns())
        stored.add(keyOf({ turnId: turn_id, traceId: trace_id }));
    } finally {
      await store.close();
    }
    torn.push(...integrityProblems(path));
  } catch (error) {
    torn.push(CascadeError.is(error) ? error.message : String(error));
  }
  return { stored: stored.size, missing: acknowledged.filter((one) => !stored.has(keyOf(one))), torn };
}

const keyOf = ({ turnId, traceId }: Acknowledgement): string => `${turnId} ${traceId}`;

function integrityProblems(path: string): string[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const integrity = database
      .prepare('PRAGMA integrity_check')
      .all()
      .map((row) => String(row.integrity_check));
    const keys = database
      .prepare('PRAGMA foreign_key_check')
      .all()
      .map((row) => `a row without its turn: ${JSON.stringify(row)}`);
    return [...integrity.filter((line) => line !== 'ok'), ...keys];
  } finally {
    database.close();
  }
}
