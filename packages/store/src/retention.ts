import type { Clock } from '@cascade/contracts';
import type { TurnStore } from './turn-store.ts';

export interface RetentionOptions {
  readonly store: Pick<TurnStore, 'delete'>;
  readonly clock: Clock;
  /** Turns that began longer ago are deleted. */
  readonly keepMs: number;
  /** Epoch milliseconds. */
  readonly wallClockMs: () => number;
  onDeleted?(count: number): void;
  onFailed?(error: unknown): void;
}

/** Between two looks: a turn outlives its time by this at most. */
export const retentionIntervalMs = 3_600_000;

/** Deletes what is too old, at once and every hour. The returned function ends that, and resolves when nothing runs. */
export function enforceRetention(options: RetentionOptions): () => Promise<void> {
  const { store, clock, keepMs, wallClockMs } = options;
  let cancelTimer: () => void = () => undefined;
  let ended = false;
  let running: Promise<void> = Promise.resolve();
  const look = async () => {
    try {
      const count = await store.delete({ toMs: wallClockMs() - keepMs });
      if (count > 0) options.onDeleted?.(count);
    } catch (error) {
      options.onFailed?.(error);
    }
    if (!ended) cancelTimer = clock.setTimer(retentionIntervalMs, run);
  };
  const run = () => {
    running = look();
  };
  run();
  return async () => {
    ended = true;
    cancelTimer();
    await running;
  };
}
