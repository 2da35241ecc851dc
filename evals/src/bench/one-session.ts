/** One conversation after the other, each clip in a fresh one: what a service does when nothing else keeps it busy. */
import { CascadeError } from '@cascade/contracts';
import { Call, type CallOptions } from '../call/call.ts';
import { seededRandom } from '../sounds/index.ts';
import type { BenchClip } from './clips.ts';
import { failedInterruption, interruptingClips, interruptReply } from './interrupt-reply.ts';
import type { MachineReading } from './machine.ts';
import type { InterruptionResult, TurnResult } from './results.ts';
import { sayClip } from './say-clip.ts';
import { failedTurn, turnResultOf } from './turn-result.ts';

export interface SessionSurroundings extends Pick<CallOptions, 'url' | 'key' | 'clock' | 'webSocket'> {
  readonly readMachine: () => MachineReading | null;
  readonly seed: string;
  readonly signal: AbortSignal;
  /** Sees every result as it comes, for people who wait. */
  readonly onProgress: (what: TurnResult | InterruptionResult, done: number, all: number) => void;
  /** Versions of what answered, from the turn records. */
  readonly onVersions: (versions: Readonly<Record<string, string>>) => void;
  /** What the service said it gave up. */
  readonly onDegraded: (what: string) => void;
}

/** An open microphone before the clip: its length is chance, so that clips do not start in step with the voice detector. */
const leadInMs = [400, 500] as const;
/** A reply is interrupted after so much of it was heard. */
const heardBeforeMs = [300, 1500] as const;

/** Says each clip in a conversation of its own and hangs up once the answer is heard. */
export async function sayOneByOne(clips: readonly BenchClip[], around: SessionSurroundings): Promise<TurnResult[]> {
  const random = seededRandom(`${around.seed}/lead-in`);
  const results: TurnResult[] = [];
  for (const clip of clips) {
    if (around.signal.aborted) break;
    results.push(await sayAlone(clip, random.between(...leadInMs), around));
    around.onProgress(results.at(-1)!, results.length, clips.length);
  }
  return results;
}

async function sayAlone(clip: BenchClip, waitMs: number, around: SessionSurroundings): Promise<TurnResult> {
  let call: Call;
  try {
    call = await openCall(around, clip.id);
  } catch (error) {
    return failedTurn(clip, 0, describeRefusal(error));
  }
  try {
    await waiting(call, waitMs);
    const utterance = await sayClip(call, clip, { session: 0, hangUp: true, readMachine: around.readMachine });
    tellOfCall(call, around);
    return turnResultOf(utterance);
  } finally {
    await call.close();
  }
}

/** Interrupts `count` replies, each in a conversation of its own. */
export async function interruptOneByOne(
  clips: readonly BenchClip[],
  count: number,
  around: SessionSurroundings,
): Promise<InterruptionResult[]> {
  const random = seededRandom(`${around.seed}/interruptions`);
  const usable = interruptingClips(clips);
  const results: InterruptionResult[] = [];
  while (usable.length > 0 && results.length < count && !around.signal.aborted) {
    const clip = random.pick(usable);
    const heardMs = random.between(...heardBeforeMs);
    results.push(await interruptAlone(clip, `${clip.id}/${results.length}`, heardMs, around));
    around.onProgress(results.at(-1)!, results.length, count);
  }
  return results;
}

async function interruptAlone(
  clip: BenchClip,
  id: string,
  heardMs: number,
  around: SessionSurroundings,
): Promise<InterruptionResult> {
  let call: Call;
  try {
    call = await openCall(around, id);
  } catch (error) {
    return failedInterruption(clip, describeRefusal(error));
  }
  try {
    return await interruptReply(call, clip, { heardMs, readMachine: around.readMachine });
  } finally {
    await call.close();
  }
}

/** Why there was no connection. */
export const describeRefusal = (error: unknown): string =>
  CascadeError.from(error, 'connection_failed', 'There was no connection.').message;

export function openCall(around: SessionSurroundings, id: string): Promise<Call> {
  const { url, key, clock, webSocket, seed } = around;
  const device = { client: 'pnpm bench' };
  return Call.open({ url, key, clock, webSocket, device, ducking: 'client', echo: undefined, seed: `${seed}/${id}` });
}

/** The microphone is open meanwhile. */
export async function waiting(call: Call, ms: number): Promise<void> {
  await call.until(() => false, ms);
}

/** What a conversation tells beside its turns. */
export function tellOfCall(call: Call, { onVersions, onDegraded }: SessionSurroundings): void {
  for (const { event } of call.events) {
    if (event.type === 'cascade.turn.record') onVersions(event.record.versions);
    if (event.type === 'cascade.degraded') onDegraded(event.what);
  }
}
