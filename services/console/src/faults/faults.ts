import type { FaultRequest, FaultSwitch } from '@cascade/contracts';
import { type ReadonlySignal, signal } from '@preact/signals';
import { type FaultRefusal, type FaultService, FaultsRefused } from './fault-service.ts';

/** The fault switches of the service, as far as this page may know and use them. */
export interface Faults {
  /** `unknown` until the service was asked. */
  readonly access: ReadonlySignal<'unknown' | 'allowed' | FaultRefusal>;
  /** That are on, of everybody; one whose time is over is not among them. */
  readonly inForce: ReadonlySignal<readonly FaultSwitch[]>;
  /** What the service said against the last request. */
  readonly problem: ReadonlySignal<string | undefined>;
  /** Wall clock, epoch milliseconds; moves while a switch is on. */
  readonly nowMs: ReadonlySignal<number>;
  /** Asks the service; goes on asking as long as it is allowed to. */
  watch(): Promise<void>;
  /** Resolves to whether it worked; `problem` says why not. */
  switchOn(request: FaultRequest): Promise<boolean>;
  switchOff(id: string): Promise<boolean>;
}

export interface FaultsOptions {
  readonly service: FaultService;
  /** Wall clock, epoch milliseconds. */
  nowMs(): number;
  wait(durationMs: number): Promise<void>;
}

/** Others may switch faults too: so often the page looks, and moves its countdowns. */
const lookIntervalTicks = 5;
const tickMs = 1000;

export function createFaults({ service, nowMs, wait }: FaultsOptions): Faults {
  const access = signal<'unknown' | 'allowed' | FaultRefusal>('unknown');
  const inForce = signal<readonly FaultSwitch[]>([]);
  const problem = signal<string | undefined>(undefined);
  const now = signal(nowMs());
  let isWatching = false;

  const tick = () => {
    now.value = nowMs();
    const left = inForce.peek().filter(({ until }) => Date.parse(until) > now.peek());
    if (left.length < inForce.peek().length) inForce.value = left;
  };
  const refuse = (error: unknown) => {
    if (!(error instanceof FaultsRefused)) throw error;
    problem.value = error.message;
    // A request that failed says nothing of the rights.
    if (error.refusal === 'failed' && access.peek() !== 'unknown') return;
    access.value = error.refusal;
    inForce.value = [];
  };
  const look = async () => {
    try {
      inForce.value = await service.faults();
      if (access.peek() !== 'allowed') problem.value = undefined;
      access.value = 'allowed';
      tick();
    } catch (error) {
      refuse(error);
    }
  };
  const change = async (request: () => Promise<void>): Promise<boolean> => {
    problem.value = undefined;
    try {
      await request();
    } catch (error) {
      refuse(error);
      return false;
    }
    await look();
    return true;
  };

  return {
    access,
    inForce,
    problem,
    nowMs: now,
    async watch() {
      await look();
      if (isWatching) return;
      isWatching = true;
      for (let ticks = 1; access.peek() === 'allowed'; ticks++) {
        await wait(tickMs);
        if (inForce.peek().length > 0) tick();
        if (ticks % lookIntervalTicks === 0) await look();
      }
      isWatching = false;
    },
    switchOn: (request) => change(() => service.switchOn(request)),
    switchOff: (id) => change(() => service.switchOff(id)),
  };
}
