import { CascadeError, type FaultSwitch, type Stage, type StageContext, type StageName } from '@cascade/contracts';
import { EventQueue } from '@cascade/runtime';
import type { FaultSwitches } from './fault-switches.ts';
import { isHit, OwnFailures } from './own-failure.ts';

interface Typed {
  readonly type: string;
}

type Surroundings = Pick<StageContext, 'sessionId' | 'clock' | 'signal' | 'recordSpan'>;

interface Held<T> {
  readonly value: T;
  readonly heldSinceMs: number;
  readonly fault: FaultSwitch | undefined;
}

/** More than ten seconds of audio: a stage that is held up longer than that loses the oldest, as it would anywhere. */
const heldCapacity = 4096;

/** A stage that fault switches can break; without one in force it is the stage, a queue later. */
export function withFaults<S extends Stage<never, Typed>>(stage: S, switches: FaultSwitches): S {
  const run = (input: never, context: StageContext) =>
    breakFlow(stage.name, stage.run(input, context), context, switches);
  return { ...stage, run };
}

/** What the client sends, delayed, lost or held as a network would. */
export const withInputFaults = <T extends Typed>(
  input: AsyncIterable<T>,
  context: Surroundings,
  switches: FaultSwitches,
): AsyncIterable<T> => breakFlow('gateway', input, context, switches);

/** Order is kept: what follows something delayed is no sooner than that. */
async function* breakFlow<T extends Typed>(
  stage: StageName,
  source: AsyncIterable<T>,
  context: Surroundings,
  switches: FaultSwitches,
): AsyncGenerator<T> {
  const { clock, sessionId, signal } = context;
  const failures = new OwnFailures();
  const held = new EventQueue<Held<T>>({ capacity: heldCapacity, whenFull: 'drop-oldest' });
  const reading = (async () => {
    try {
      for await (const value of source) {
        const met = switches.of(stage, sessionId);
        const fault = met && isHit(stage, met.kind, value.type) ? met : undefined;
        const nowMs = clock.nowMs();
        // What is held back may outlast its turn, whose record is to name it all the same.
        if (fault?.kind === 'stall') noteFault(fault, value, { startMs: nowMs, endMs: nowMs }, context);
        held.push({ value, heldSinceMs: nowMs, fault });
      }
      held.end();
    } catch (error) {
      held.fail(error);
    }
  })();
  for await (const { value, heldSinceMs, fault } of held) {
    if (!fault) {
      yield value;
      continue;
    }
    const releasedMs = await release(fault, heldSinceMs, context, switches);
    if (signal.aborted) continue;
    noteFault(fault, value, { startMs: heldSinceMs, endMs: releasedMs }, context);
    if (fault.kind === 'drop') continue;
    if (fault.kind === 'fail') yield* failed(stage, failures.instead(value) as readonly unknown[] as readonly T[]);
    else yield received(value, releasedMs);
  }
  await reading;
}

/** Waits as long as the fault holds it up. @returns when that was over */
async function release(
  { id, kind, delay_ms }: FaultSwitch,
  sinceMs: number,
  { clock, signal }: Surroundings,
  switches: FaultSwitches,
): Promise<number> {
  if (kind === 'stall') await switches.whenOff(id, signal);
  const restMs = sinceMs + delay_ms - clock.nowMs();
  if (kind === 'slow' && restMs > 0) await clock.sleep(restMs, signal).catch(() => undefined);
  return clock.nowMs();
}

/** A chunk that was held up on its way came that much later. */
const received = <T extends Typed>(value: T, atMs: number): T =>
  'receivedAtMs' in value ? { ...value, receivedAtMs: atMs } : value;

function failed<T>(stage: StageName, instead: readonly T[] | undefined): readonly T[] {
  if (instead) return instead;
  throw new CascadeError('stage_failed', `A fault switch made the stage ${stage} fail.`, { stage });
}

/** In the record it is work of the stage: a slow model is one that computes longer. */
function noteFault(
  { id, kind, stage }: FaultSwitch,
  value: Typed,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  { recordSpan }: Pick<StageContext, 'recordSpan'>,
): void {
  const { turnId, responseId, utteranceId } = value as Typed & {
    readonly turnId?: string;
    readonly responseId?: string;
    readonly utteranceId?: string;
  };
  recordSpan({
    stage,
    name: 'fault',
    startMs,
    endMs,
    ...(kind === 'slow' ? { computeMs: endMs - startMs } : {}),
    ...(turnId === undefined ? {} : { turnId }),
    ...(responseId === undefined ? {} : { responseId }),
    ...(utteranceId === undefined ? {} : { utteranceId }),
    attributes: { fault: kind, fault_id: id },
  });
}
