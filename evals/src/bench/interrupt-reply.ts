import { inputRateHz } from '@cascade/contracts';
import { firstAudibleMs, lastAudibleMs } from '../call/audible.ts';
import type { Call } from '../call/call.ts';
import { type Reply, repliesIn } from '../call/reply.ts';
import { speechOnset } from '../call/speech-onset.ts';
import type { BenchClip } from './clips.ts';
import { type Disturbance, disturbanceBetween, isUndisturbed, type MachineReading } from './machine.ts';
import type { InterruptionResult } from './results.ts';

export interface InterruptOptions {
  /** How much of the reply is heard before speech begins. */
  readonly heardMs: number;
  readonly readMachine: () => MachineReading | null;
}

/** Noise in the recording hides where speech begins; a single short word may pass for a backchannel. */
const refusedSlices = ['noise', 'noisy-or-farfield', 'quiet', 'telephone', 'short', 'read', 'long'];
const longestSeconds = 5;
/** Of the recording's own silence, what is kept before speech. */
const leadMs = 200;
const request = 'Tell me a long story about the sea, the wind and the people who live there.';
const replyLimitMs = 20_000;
/** A reply that goes on so long after speech has begun was not stopped. */
const stopLimitMs = 3000;
/** A reply that ends by itself within this had nothing to stop: it is the longest that stopping may take. */
const nothingLeftMs = 300;
/** What is on its way when a response is over. */
const settleMs = 150;

/** What people interrupt with: short things said clearly. */
export function interruptingClips(clips: readonly BenchClip[]): BenchClip[] {
  return clips.filter(
    ({ slices, firstSpeech, lastSpeech }) =>
      !slices.some((slice) => refusedSlices.includes(slice)) && lastSpeech - firstSpeech < longestSeconds * inputRateHz,
  );
}

/** What was seen of one interruption; times on one clock. */
export interface InterruptionRun {
  readonly clip: string;
  readonly reply: Reply | undefined;
  readonly firstAudibleMs: number | undefined;
  /** Of the reply, by the end of the run. */
  readonly lastAudibleMs: number | undefined;
  /** When the first speech sample was captured; undefined when nothing was said. */
  readonly onsetMs: number | undefined;
  /** What the turn manager decided from then on. */
  readonly decisions: readonly string[];
  readonly disturbance: Disturbance;
  readonly failure: string | undefined;
}

/** Asks for a long reply, talks over it with a recorded person, and waits until it has stopped or was not stopped. */
export async function interruptReply(
  call: Call,
  clip: BenchClip,
  options: InterruptOptions,
): Promise<InterruptionResult> {
  const content = [{ type: 'input_text', text: request } as const];
  call.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } });
  call.send({ type: 'response.create' });
  const target = () => repliesIn(call.events)[0];
  const items = () => call.itemsOf(target()?.responseId ?? '');
  const firstMs = () => {
    call.loudspeaker.playTo(call.nowMs);
    return firstAudibleMs(call.loudspeaker, items());
  };
  const isDue = () => (firstMs() ?? Number.POSITIVE_INFINITY) + options.heardMs <= call.nowMs;
  const due = await call.until(isDue, replyLimitMs);
  const before = options.readMachine();
  let onsetMs: number | undefined;
  if (due && target()?.doneMs === undefined) {
    const onset = speechOnset(clip.samples);
    const from = Math.max(0, onset - (leadMs * inputRateHz) / 1000);
    onsetMs = call.say(clip.samples.subarray(from)) + ((onset - from) * 1000) / inputRateHz;
    await call.until(() => target()?.doneMs !== undefined, onsetMs - call.nowMs + stopLimitMs);
  }
  const after = options.readMachine();
  await call.until(() => false, settleMs);
  call.loudspeaker.playTo(call.nowMs);
  return interruptionResultOf({
    clip: clip.id,
    reply: target(),
    firstAudibleMs: firstMs(),
    lastAudibleMs: lastAudibleMs(call.loudspeaker, items()),
    onsetMs,
    decisions: decisionsSince(call, onsetMs ?? call.nowMs),
    disturbance: disturbanceBetween(before, after),
    failure: call.failure,
  });
}

function decisionsSince(call: Call, sinceMs: number): string[] {
  return call.events.flatMap(({ atMs, event }) =>
    event.type === 'cascade.turn.decision' && atMs >= sinceMs
      ? [`${Math.round(atMs - sinceMs)} ms ${event.kind}: ${event.reason}`]
      : [],
  );
}

/** An interruption that could not be played at all. */
export const failedInterruption = (clip: BenchClip, failure: string): InterruptionResult =>
  interruptionResultOf({
    clip: clip.id,
    reply: undefined,
    firstAudibleMs: undefined,
    lastAudibleMs: undefined,
    onsetMs: undefined,
    decisions: [],
    disturbance: { stealPercent: null, foreignPercent: null },
    failure,
  });

/** Pure. */
export function interruptionResultOf(run: InterruptionRun): InterruptionResult {
  const { clip, reply, onsetMs, disturbance } = run;
  const stopMs = onsetMs === undefined || run.lastAudibleMs === undefined ? undefined : run.lastAudibleMs - onsetMs;
  const result = resultOf(run, stopMs);
  const round = (value: number) => Math.round(value * 10) / 10;
  return {
    clip,
    result,
    problem: run.failure ?? (reply === undefined || run.firstAudibleMs === undefined ? 'no reply was heard' : null),
    stop_latency_ms: result === 'stopped' && stopMs !== undefined ? round(stopMs) : null,
    heard_ms: round(Math.max(0, (onsetMs ?? 0) - (run.firstAudibleMs ?? onsetMs ?? 0))),
    decisions: [...run.decisions],
    steal_percent: disturbance.stealPercent === null ? null : round(disturbance.stealPercent),
    foreign_percent: disturbance.foreignPercent === null ? null : round(disturbance.foreignPercent),
    undisturbed: isUndisturbed(disturbance),
  };
}

function resultOf(run: InterruptionRun, stopMs: number | undefined): InterruptionResult['result'] {
  if (run.failure !== undefined || run.firstAudibleMs === undefined) return 'failed';
  if (stopMs === undefined || stopMs < 0) return 'nothing-left';
  if (run.reply?.status === 'cancelled') return 'stopped';
  return run.reply?.doneMs !== undefined && stopMs < nothingLeftMs ? 'nothing-left' : 'went-on';
}
