import type { OverrunOwner, RecordSpan, StageName, TurnRecord } from '@cascade/contracts';
import { faultedStretches, isFault } from './fault-spans.ts';
import type { LatencyBudget } from './usual-shares.ts';

/** Part of a latency: what took it, in which stage of the pipeline. */
export interface LatencyPart {
  readonly stage: StageName;
  readonly owner: OverrunOwner;
  readonly ms: number;
}

/**
 * Whose fault switches can hold a stage's step up: its own, and those of its neighbours on the way, which may delay what they
 * take as well as what they give. A slow detector goes on being slow while the reply is planned, and delays no plan.
 */
const heldUpBy: Readonly<Record<StageName, readonly StageName[]>> = {
  gateway: ['gateway', 'tts'],
  vad: ['gateway', 'vad'],
  asr: ['gateway', 'vad', 'asr'],
  turn: ['gateway', 'vad', 'asr', 'turn'],
  planner: ['turn', 'planner', 'tts'],
  tts: ['planner', 'tts'],
};

/** What a stage's remaining time on the critical path is: neither computing nor queueing, and not the event loop's. */
const restOf: Readonly<Record<StageName, OverrunOwner>> = {
  gateway: 'network-or-client',
  vad: 'configured-wait',
  asr: 'configured-wait',
  turn: 'configured-wait',
  planner: 'configured-wait',
  tts: 'configured-wait',
};

/** An event loop that is at most this late, at the 99th percentile, is as it should be: measured on busy turns, 15 ms. */
const usualLoopDelayMs = 20;

/** From and to, relative to the last speech sample. */
interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Takes apart what a turn took for one budget. The parts are not negative and add up to `observedMs`; there is one for each
 * stage and owner that took any of it.
 */
export function latencyParts(record: TurnRecord, budget: LatencyBudget, observedMs: number): LatencyPart[] {
  const parts = new PartSums(observedMs);
  if (budget === 'client_buffering') takeBuffering(parts, record, observedMs);
  else if (budget === 'first_partial') takeFirstPartial(parts, record, observedMs);
  else if (criticalSpans(record).length > 0) takeCriticalPath(parts, record, windowOf(record, budget, observedMs));
  else takeUnspoken(parts, record, mainStage[budget], observedMs);
  parts.take(mainStage[budget], restOf[mainStage[budget]], Infinity);
  return parts.list();
}

/** Who has what the spans do not tell. */
const mainStage: Readonly<Record<LatencyBudget, StageName>> = {
  client_buffering: 'gateway',
  first_partial: 'asr',
  finalization: 'asr',
  planning: 'planner',
  first_audio_byte: 'tts',
  voice_to_voice: 'gateway',
};

/** The span that ends a budget's time; the others' time begins at the last speech sample. */
const lastSpan: Readonly<Partial<Record<LatencyBudget, string>>> = {
  planning: 'first-clause',
  first_audio_byte: 'first-audio',
};

function windowOf(record: TurnRecord, budget: LatencyBudget, observedMs: number): Window {
  const last = criticalSpans(record).find(({ name }) => name === lastSpan[budget]);
  return last ? { fromMs: last.end_ms - observedMs, toMs: last.end_ms } : { fromMs: 0, toMs: observedMs };
}

export const criticalSpans = ({ spans }: Pick<TurnRecord, 'spans'>): RecordSpan[] =>
  spans.filter((span) => span.critical).toSorted((a, b) => a.start_ms - b.start_ms || a.end_ms - b.end_ms);

/** A chunk is as late as the network and the client make it, or as the loop that was to receive it. */
function takeBuffering(parts: PartSums, record: TurnRecord, observedMs: number): void {
  const lengthMs = (record.audio.end_sample - record.audio.start_sample) / 16;
  takeFaults(parts, record, { fromMs: -lengthMs, toMs: observedMs }, ['gateway']);
  parts.take('gateway', 'event-loop', Math.min(loopDelayMs(record), record.audio.jitter_ms));
}

/** From the first speech sample: it arrives, it is taken for speech, it is recognized; the rest is the partials' cadence. */
function takeFirstPartial(parts: PartSums, record: TurnRecord, observedMs: number): void {
  const { audio, spans, stages_ms } = record;
  const fromMs = -(audio.end_sample - audio.start_sample) / 16;
  const window = { fromMs, toMs: fromMs + observedMs };
  takeFaults(parts, record, window, heldUpBy.asr);
  // The partial that ended the wait: others of the window were coalesced or empty.
  const partial = spans
    .filter(({ stage, name }) => stage === 'asr' && name === 'partial')
    .findLast((span) => span.end_ms <= window.toMs + 1 && span.end_ms > fromMs);
  if (partial) takeWork(parts, partial, clippedMs(partial, window));
  const detection = spans.find(({ stage, name }) => stage === 'vad' && name === 'speech-start');
  if (detection) takeWork(parts, detection, clippedMs(detection, window));
  parts.take('asr', 'event-loop', loopDelayMs(record));
  parts.take('gateway', 'network-or-client', stages_ms.client_buffering ?? 0);
  if (detection) parts.take('vad', 'configured-wait', detection.end_ms - fromMs - parts.takenOf(['gateway', 'vad']));
}

function takeCriticalPath(parts: PartSums, record: TurnRecord, window: Window): void {
  for (const span of criticalSpans(record)) {
    const lengthMs = clippedMs(span, window);
    if (lengthMs <= 0) continue;
    const within = new PartSums(lengthMs);
    const inWindow = { fromMs: Math.max(span.start_ms, window.fromMs), toMs: Math.min(span.end_ms, window.toMs) };
    takeFaults(within, record, inWindow, heldUpBy[span.stage]);
    takeWork(within, span, lengthMs);
    // Detection and the score of a turn's end are often not on the path: their work is in spans beside it.
    if (span.compute_ms + span.queue_ms === 0 && (span.stage === 'vad' || span.stage === 'turn'))
      takeWorkBeside(within, record, span.stage, inWindow);
    within.take(span.stage, 'event-loop', loopDelayMs(record));
    within.take(span.stage, restOfSpan(span), Infinity);
    parts.add(within);
  }
}

/** A turn that was typed has no path from a last speech sample: its times count from the request. */
function takeUnspoken(parts: PartSums, record: TurnRecord, stage: StageName, observedMs: number): void {
  const window = { fromMs: 0, toMs: observedMs };
  takeFaults(parts, record, window, heldUpBy[stage]);
  takeWorkBeside(parts, record, stage, window);
}

/** What is between the first audio and the first audible sample is silence played in real time: the voice's, or by rule. */
const restOfSpan = ({ stage, name }: RecordSpan): OverrunOwner =>
  name === 'playback' ? 'configured-wait' : restOf[stage];

/** Stretches held up by fault switches, counted once where they overlap. */
function takeFaults(parts: PartSums, record: TurnRecord, { fromMs, toMs }: Window, stages: readonly StageName[]): void {
  let reachedMs = fromMs;
  for (const fault of faultedStretches(record).toSorted((a, b) => a.startMs - b.startMs)) {
    if (!stages.includes(fault.stage)) continue;
    const startMs = Math.max(reachedMs, fault.startMs);
    const endMs = Math.min(toMs, fault.endMs);
    if (endMs <= startMs) continue;
    parts.take(fault.stage, fault.kind === 'slow' ? 'model-compute' : 'failure', endMs - startMs);
    reachedMs = endMs;
  }
}

/** A span's work as far as it fits: what is cut off of a span is its waiting. */
function takeWork(parts: PartSums, span: RecordSpan, atMostMs: number): void {
  const computeMs = Math.min(span.compute_ms, atMostMs);
  parts.take(span.stage, 'model-compute', computeMs);
  parts.take(span.stage, 'queueing', Math.min(span.queue_ms, atMostMs - computeMs));
}

function takeWorkBeside(parts: PartSums, record: TurnRecord, stage: StageName, window: Window): void {
  for (const span of record.spans) {
    if (span.critical || span.stage !== stage || isFault(span)) continue;
    takeWork(parts, span, Math.max(0, clippedMs(span, window)));
  }
}

const clippedMs = (span: RecordSpan, { fromMs, toMs }: Window): number =>
  Math.min(span.end_ms, toMs) - Math.max(span.start_ms, fromMs);

/** What a hand-over between two stages lost to a busy event loop, at most. */
const loopDelayMs = ({ machine }: TurnRecord): number =>
  Math.max(0, machine.event_loop_delay_p99_ms - usualLoopDelayMs);

const leastMs = 1e-6;

/** Gives a total away piece by piece, never more than is left of it. */
class PartSums {
  #leftMs: number;
  readonly #sums = new Map<string, LatencyPart>();

  constructor(totalMs: number) {
    this.#leftMs = Math.max(0, totalMs);
  }

  take(stage: StageName, owner: OverrunOwner, atMostMs: number): void {
    const ms = Math.min(this.#leftMs, Math.max(0, atMostMs));
    // What subtraction leaves of nothing is no part.
    if (ms < leastMs) return;
    this.#leftMs -= ms;
    const key = `${stage} ${owner}`;
    this.#sums.set(key, { stage, owner, ms: ms + (this.#sums.get(key)?.ms ?? 0) });
  }

  add(others: PartSums): void {
    for (const { stage, owner, ms } of others.list()) this.take(stage, owner, ms);
  }

  takenOf(stages: readonly StageName[]): number {
    return this.list().reduce((sum, { stage, ms }) => sum + (stages.includes(stage) ? ms : 0), 0);
  }

  /** In the order in which they were first taken. */
  list(): LatencyPart[] {
    return [...this.#sums.values()];
  }
}
