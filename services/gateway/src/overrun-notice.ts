import type { CascadeError, Clock } from '@cascade/contracts';
import type { GatewayCounters } from './counters.ts';

const everyMs = 1000;

/** Counts audio that came too fast, and tells of it once a second at most: the cure for too much data is not more data. */
export class OverrunNotice {
  readonly #clock: Clock;
  readonly #counters: GatewayCounters;
  readonly #refuse: (error: CascadeError) => void;
  #toldMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, counters: GatewayCounters, refuse: (error: CascadeError) => void) {
    this.#clock = clock;
    this.#counters = counters;
    this.#refuse = refuse;
  }

  tell(error: CascadeError): void {
    this.#counters.audioOverruns++;
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#toldMs < everyMs) return;
    this.#toldMs = nowMs;
    this.#refuse(error);
  }
}
