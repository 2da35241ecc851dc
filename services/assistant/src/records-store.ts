import type { Clock, StageLogger, TurnRecord } from '@cascade/contracts';
import {
  createTurnWriter,
  enforceRetention,
  openTurnStore,
  retentionIntervalMs,
  storeAddress,
  type TurnWriterStats,
} from '@cascade/store';
import type { RecordsConfig } from './records-config.ts';

/** The turn store as the service uses it: written behind, cleared of what is too old. */
export interface KeptTurns {
  /** Never waits. `onStored` once the record is on the disk; never when it is lost. */
  add(record: TurnRecord, onStored: () => void): void;
  stats(): TurnWriterStats;
  /** Writes what waits, for a few seconds at most. */
  close(): Promise<void>;
}

export interface KeptTurnsOptions {
  readonly config: Pick<RecordsConfig, 'databaseUrl' | 'store' | 'retentionDays' | 'queueCapacity'>;
  readonly clock: Clock;
  /** Epoch milliseconds. */
  readonly wallClockMs: () => number;
  readonly logger: StageLogger;
}

const dayMs = 86_400_000;
/** A database that does not answer must not hold up the end of the service. */
const closeTimeoutMs = 5000;
/** A database that is gone for a day is no reason for a day of log lines. */
const warnEveryMs = 60_000;

/**
 * Opens the store that the configuration names; undefined when it is off.
 *
 * @throws CascadeError `store_failed` that names the store
 */
export async function keepTurns({
  config,
  clock,
  wallClockMs,
  logger,
}: KeptTurnsOptions): Promise<KeptTurns | undefined> {
  const address = storeAddress({ databaseUrl: config.databaseUrl, file: config.store });
  if (address === undefined) return undefined;
  const store = await openTurnStore(address);
  const waiting = new Map<TurnRecord, () => void>();
  let warnedAtMs = Number.NEGATIVE_INFINITY;
  const writer = createTurnWriter({
    store,
    clock,
    capacity: config.queueCapacity,
    onWritten(records) {
      for (const record of records) {
        waiting.get(record)?.();
        waiting.delete(record);
      }
    },
    onLost: (record) => waiting.delete(record),
    onFailed(error) {
      if (clock.nowMs() < warnedAtMs + warnEveryMs) return;
      warnedAtMs = clock.nowMs();
      logger.error({ err: error, ...writer.stats() }, 'turn records cannot be written: tried again');
    },
  });
  const endRetention = enforceRetention({
    store,
    clock,
    wallClockMs,
    // Nothing outlives its time until the next look.
    keepMs: config.retentionDays * dayMs - retentionIntervalMs,
    onDeleted: (count) => logger.info({ count }, 'turn records are deleted for their age'),
    onFailed: (error) => logger.error({ err: error }, 'turn records could not be deleted for their age'),
  });
  const end = async () => {
    await writer.close();
    await endRetention();
    await store.close().catch((error: unknown) => logger.warn({ err: error }, 'the store could not be closed'));
  };
  return {
    add(record, onStored) {
      waiting.set(record, onStored);
      writer.add(record);
    },
    stats: () => writer.stats(),
    async close() {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const stopTimer = clock.setTimer(closeTimeoutMs, resolve);
      await Promise.race([end(), late]);
      stopTimer();
      const { lost, waiting: left } = writer.stats();
      if (lost + left > 0) logger.error({ lost: lost + left }, 'turn records are lost');
    },
  };
}
