/** One clip said over one line, and when its answer is heard. The same for every system. */
import { dbfsToAmplitude } from '@cascade/audio';
import { chunkMs } from '@cascade/client';
import { type Clock, inputRateHz } from '@cascade/contracts';
import type { BenchClip } from '../bench/clips.ts';
import { type Disturbance, disturbanceBetween, type MachineReading } from '../bench/machine.ts';
import { firstAudibleMs } from '../call/audible.ts';
import { Loudspeaker } from '../call/loudspeaker.ts';
import type { Line, OpenLine } from './line.ts';

export type TurnOutcome = 'answered' | 'replied-before-end' | 'no-reply' | 'failed';

export interface MeasuredTurn extends Disturbance {
  readonly outcome: TurnOutcome;
  /** Last speech sample sent → first audible sample as a listener hears it: silence at the head of the reply counts. */
  readonly voiceToVoiceMs: number | null;
  /** How late the measuring client itself was with a chunk, at most. */
  readonly clientLateMs: number;
  /** Who made the answer: `fast-path`, `language-model` …; null where the system does not tell. */
  readonly source: string | null;
  readonly problem: string | null;
}

export interface MeasureOptions {
  readonly clock: Clock;
  /** 0 … 1: the same for both systems. */
  readonly phase: number;
  readonly readMachine: () => MachineReading | null;
}

const chunkSamples = (inputRateHz * chunkMs) / 1000;
/** An open microphone before the first word. */
const leadInMs = 1000;
/** So much more of it by chance, so that clips do not start in step with anybody's windows. */
const mostPhaseMs = 100;
/** No answer comes after that. */
const replyLimitMs = 15_000;
/** The reply is over when it has been quiet for so long, or is cut after the limit. */
const quietMs = 1200;
const playOutMs = 8000;
const audible = dbfsToAmplitude(-40);
const item = 'reply';

/** Opens a line, says the clip in real time, and lets the answer be played. */
export async function measureTurn(open: OpenLine, clip: BenchClip, options: MeasureOptions): Promise<MeasuredTurn> {
  const { clock, readMachine } = options;
  const startMs = clock.nowMs();
  const loudspeaker = new Loudspeaker(startMs);
  let problem: string | null = null;
  let source: string | null = null;
  let lastLoudMs = Number.NEGATIVE_INFINITY;
  let closing = false;
  let line: Line;
  try {
    line = await open({
      audio(samples) {
        if (samples.some((sample) => Math.abs(sample) > audible)) lastLoudMs = clock.nowMs();
        loudspeaker.receive(item, samples, clock.nowMs());
      },
      dropped: () => loudspeaker.drop(new Set([item]), clock.nowMs()),
      answeredBy(told) {
        source = told;
      },
      ended(reason) {
        if (!closing) problem ??= reason;
      },
    });
  } catch (error) {
    return { ...failed, problem: (error as Error).message };
  }
  const firstChunkMs = clock.nowMs();
  const leadIn = Math.round(((leadInMs + options.phase * mostPhaseMs) * inputRateHz) / 1000);
  const lastSpeechChunk = Math.floor((leadIn + clip.lastSpeech - 1) / chunkSamples);
  let sentMs: number | undefined;
  let before: MachineReading | null = null;
  let heard: { atMs: number; disturbance: Disturbance } | undefined;
  let clientLateMs = 0;
  for (let chunk = 0; problem === null; chunk++) {
    const dueMs = firstChunkMs + (chunk + 1) * chunkMs;
    await clock.sleep(Math.max(0, dueMs - clock.nowMs()));
    clientLateMs = Math.max(clientLateMs, clock.nowMs() - dueMs);
    line.send(chunkAt(clip, chunk * chunkSamples - leadIn));
    const nowMs = clock.nowMs();
    if (chunk === lastSpeechChunk) {
      sentMs = nowMs;
      before = readMachine();
    }
    loudspeaker.playTo(nowMs);
    if (sentMs === undefined) continue;
    if (!heard) {
      const atMs = firstAudibleMs(loudspeaker, [item]);
      if (atMs !== undefined) heard = { atMs, disturbance: disturbanceBetween(before, readMachine()) };
    }
    const limitMs = heard ? Math.max(heard.atMs, sentMs) + playOutMs : sentMs + replyLimitMs;
    const isQuiet = heard !== undefined && nowMs > Math.max(lastLoudMs, loudspeaker.endMs) + quietMs;
    if (nowMs >= limitMs || isQuiet) break;
  }
  closing = true;
  await line.close();
  if (sentMs === undefined) return { ...failed, clientLateMs, problem };
  const delayMs = heard && heard.atMs - sentMs;
  const { stealPercent, foreignPercent } = heard?.disturbance ?? disturbanceBetween(before, readMachine());
  const outcome = delayMs === undefined ? 'no-reply' : delayMs < 0 ? 'replied-before-end' : 'answered';
  return {
    outcome,
    voiceToVoiceMs: outcome === 'answered' ? (delayMs ?? null) : null,
    stealPercent,
    foreignPercent,
    clientLateMs,
    source,
    problem,
  };
}

const failed: MeasuredTurn = {
  outcome: 'failed',
  voiceToVoiceMs: null,
  stealPercent: null,
  foreignPercent: null,
  clientLateMs: 0,
  source: null,
  problem: null,
};

/** Silence before and after the clip. @param from sample of the clip */
function chunkAt({ samples }: BenchClip, from: number): Float32Array {
  const piece = new Float32Array(chunkSamples);
  const part = samples.subarray(Math.max(0, from), Math.max(0, from + chunkSamples));
  piece.set(part, Math.min(chunkSamples - part.length, Math.max(0, -from)));
  return piece;
}
