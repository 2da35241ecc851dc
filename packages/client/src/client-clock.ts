import type { Clock } from '@cascade/contracts';

/** What the client needs of a clock. */
export type ClientClock = Pick<Clock, 'nowMs' | 'setTimer'>;

/** The platform's own, in browsers, workers and Node. */
export const platformClock: ClientClock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
