import { createHash, randomUUID } from 'node:crypto';
import type { Clock, FaultKind, FaultRequest, FaultSwitch, StageName } from '@cascade/contracts';

export interface FaultSwitchesOptions {
  readonly clock: Clock;
  /** Epoch milliseconds. */
  readonly wallClockMs?: () => number;
  readonly newId?: () => string;
}

/** Switches that break stages on purpose, for drills and demos. None outlives its time, nor the process. */
export interface FaultSwitches {
  /** In force now, oldest first. */
  list(): readonly FaultSwitch[];
  /** Stage and kind of those in force. */
  active(): readonly { readonly stage: StageName; readonly kind: FaultKind }[];
  add(request: FaultRequest): FaultSwitch;
  /** False when there is none of that id. */
  remove(id: string): boolean;
  clear(): void;
  /** The switch that a session meets in a stage: of several the newest. */
  of(stage: StageName, sessionId: string): FaultSwitch | undefined;
  /** Resolves once a switch is off, or the signal aborts; at once when it is off already. */
  whenOff(id: string, signal: AbortSignal): Promise<void>;
}

interface Entry {
  readonly fault: FaultSwitch;
  readonly off: PromiseWithResolvers<void>;
  readonly cancelTimer: () => void;
}

export function createFaultSwitches(options: FaultSwitchesOptions): FaultSwitches {
  const { clock, wallClockMs = Date.now, newId = () => `fault_${randomUUID().slice(0, 8)}` } = options;
  const entries = new Map<string, Entry>();

  const remove = (id: string): boolean => {
    const entry = entries.get(id);
    entry?.cancelTimer();
    entry?.off.resolve();
    return entries.delete(id);
  };

  return {
    list: () => [...entries.values()].map(({ fault }) => fault),
    active: () => [...entries.values()].map(({ fault: { stage, kind } }) => ({ stage, kind })),
    add({ for_seconds, ...request }) {
      const nowMs = wallClockMs();
      const fault: FaultSwitch = {
        ...request,
        id: newId(),
        since: new Date(nowMs).toISOString(),
        until: new Date(nowMs + for_seconds * 1000).toISOString(),
      };
      entries.set(fault.id, {
        fault,
        off: Promise.withResolvers<void>(),
        cancelTimer: clock.setTimer(for_seconds * 1000, () => remove(fault.id)),
      });
      return fault;
    },
    remove,
    clear() {
      for (const id of [...entries.keys()]) remove(id);
    },
    of(stage, sessionId) {
      if (entries.size === 0) return undefined;
      return [...entries.values()].findLast(({ fault }) => fault.stage === stage && isFor(fault, sessionId))?.fault;
    },
    async whenOff(id, signal) {
      const entry = entries.get(id);
      if (!entry || signal.aborted) return;
      const aborted = Promise.withResolvers<void>();
      const stop = () => aborted.resolve();
      signal.addEventListener('abort', stop, { once: true });
      await Promise.race([entry.off.promise, aborted.promise]);
      signal.removeEventListener('abort', stop);
    },
  };
}

/** A share of the sessions is drawn by their ids: a session stays in it, or out of it, for as long as it lasts. */
export function isFor({ session_id, session_share }: FaultSwitch, sessionId: string): boolean {
  if (session_id !== undefined) return session_id === sessionId;
  if (session_share >= 1) return true;
  const draw = createHash('sha256').update(sessionId).digest().readUInt32BE() / 2 ** 32;
  return draw < session_share;
}
