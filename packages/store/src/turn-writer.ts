import type { Clock, TurnRecord } from '@cascade/contracts';
import type { TurnStore } from './turn-store.ts';

export interface TurnWriterOptions {
  readonly store: Pick<TurnStore, 'put'>;
  readonly clock: Clock;
  /** Records that may wait. Beyond that the newest is lost: what is older was promised earlier. Default 2000. */
  readonly capacity?: number;
  /** Records written at once, in one transaction. Default 100. */
  readonly batch?: number;
  /** The records are on the disk. */
  onWritten?(records: readonly TurnRecord[]): void;
  onLost?(record: TurnRecord): void;
  /** A write failed and is tried again. */
  onFailed?(error: unknown, retryMs: number): void;
}

export interface TurnWriterStats {
  readonly waiting: number;
  readonly written: number;
  /** For want of room, and at a close that could not write. */
  readonly lost: number;
  readonly failures: number;
}

/** Writes behind: takes records without waiting, and puts them into the store in batches, in order. */
export interface TurnWriter {
  /** False when it is lost. */
  add(record: TurnRecord): boolean;
  stats(): TurnWriterStats;
  /** Resolves when all that was added before is written; rejects with the store's error when it fails meanwhile. */
  flush(): Promise<void>;
  /** Writes what waits, tries once, and gives up. */
  close(): Promise<void>;
}

const firstRetryMs = 100;
const longestRetryMs = 10_000;

export function createTurnWriter(options: TurnWriterOptions): TurnWriter {
  const { store, clock, capacity = 2000, batch = 100 } = options;
  const waiting: TurnRecord[] = [];
  let writing: Promise<void> | undefined;
  let cancelRetry: (() => void) | undefined;
  let retryMs = firstRetryMs;
  let closed = false;
  const counts = { written: 0, lost: 0, failures: 0 };

  const lose = (record: TurnRecord) => {
    counts.lost++;
    options.onLost?.(record);
  };

  const writeBatch = async () => {
    const records = waiting.slice(0, batch);
    await store.put(records);
    waiting.splice(0, records.length);
    counts.written += records.length;
    retryMs = firstRetryMs;
    options.onWritten?.(records);
  };

  /** Until nothing waits, or a write fails. */
  const writeAll = (): Promise<void> => {
    cancelRetry?.();
    cancelRetry = undefined;
    writing ??= (async () => {
      try {
        while (waiting.length > 0) await writeBatch();
      } catch (error) {
        counts.failures++;
        if (!closed) {
          options.onFailed?.(error, retryMs);
          cancelRetry = clock.setTimer(retryMs, () => void writeAll().catch(() => undefined));
          retryMs = Math.min(2 * retryMs, longestRetryMs);
        }
        throw error;
      } finally {
        writing = undefined;
      }
    })();
    return writing;
  };

  return {
    add(record) {
      if (closed || waiting.length >= capacity) {
        lose(record);
        return false;
      }
      waiting.push(record);
      // A failed write has its own time to be tried again.
      if (!writing && !cancelRetry) void writeAll().catch(() => undefined);
      return true;
    },
    stats: () => ({ waiting: waiting.length, ...counts }),
    flush: () => writeAll(),
    async close() {
      closed = true;
      await writing?.catch(() => undefined);
      await writeAll().catch(() => {
        for (const record of waiting.splice(0)) lose(record);
      });
    },
  };
}
