/** A process of clients for the bench: some that only hold a connection, some that talk. */
import { performance } from 'node:perf_hooks';
import { encodeFrame, opcodes } from '../wire/raw-socket.ts';
import { FrameClient } from './frame-client.ts';
import { answerCalls } from './process-calls.ts';
import { quantile } from './quantiles.ts';

export type ClientMethods = typeof methods;

export interface TalkSpec {
  readonly port: number;
  readonly talkers: number;
  readonly framesPerSecond: number;
  readonly warmUpMs: number;
  readonly measuredMs: number;
  /** Sent before the talking, and waited for until the server has answered as many messages as `greetings`. */
  readonly setUp: readonly object[];
  /** Messages of the server before the first answer to audio. */
  readonly greetings: number;
  /** One chunk of audio, as base64 in an append event or as bare bytes. */
  readonly payload: string | Uint8Array;
}

export interface TalkResult {
  /** From the write of a chunk to the arrival of its answer, in milliseconds. */
  readonly roundTripsMs: Float64Array;
  readonly sent: number;
  /** Chunks of the measured time that had no answer when half a second more had passed. */
  readonly unanswered: number;
  /** By how much chunks left late because these clients were busy. */
  readonly lateP99Ms: number;
  /** Share of one core that these clients used. */
  readonly cpuShare: number;
}

const idle: FrameClient[] = [];
const openAtOnce = 50;

const methods = {
  /** Opens connections that do nothing but read. */
  async holdIdle({ port, count }: { port: number; count: number }): Promise<number> {
    while (count > 0) {
      const batch = Array.from(
        { length: Math.min(openAtOnce, count) },
        () => new FrameClient({ port, onMessage() {} }),
      );
      await Promise.all(batch.map(({ opened }) => opened));
      idle.push(...batch);
      count -= batch.length;
    }
    return idle.length;
  },
  dropIdle(): void {
    for (const client of idle.splice(0)) client.destroy();
  },
  talk,
};
answerCalls(methods);

async function talk(spec: TalkSpec): Promise<TalkResult> {
  const talkers = await Promise.all(Array.from({ length: spec.talkers }, () => openTalker(spec)));
  const frame = encodeFrame({
    opcode: typeof spec.payload === 'string' ? opcodes.text : opcodes.binary,
    payload: spec.payload,
  });
  const periodMs = 1000 / spec.framesPerSecond;
  const startMs = performance.now() + 20;
  const measureFromMs = startMs + spec.warmUpMs;
  const endMs = measureFromMs + spec.measuredMs;
  const late: number[] = [];
  let cpu = process.cpuUsage();
  let measuring = false;

  // One queue in order of time: talker j speaks at its own phase of the period, so that chunks come evenly.
  let next = 0;
  await new Promise<void>((resolve) => {
    const tick = () => {
      for (;;) {
        const dueMs = startMs + (next * periodMs) / spec.talkers;
        if (dueMs >= endMs) return resolve();
        const nowMs = performance.now();
        if (dueMs > nowMs) {
          setTimeout(tick, dueMs - nowMs);
          return;
        }
        if (!measuring && dueMs >= measureFromMs) {
          measuring = true;
          cpu = process.cpuUsage();
        }
        if (measuring) late.push(nowMs - dueMs);
        talkers[next % spec.talkers]?.say(frame, measuring);
        next++;
      }
    };
    tick();
  });
  const used = process.cpuUsage(cpu);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const roundTripsMs = Float64Array.from(talkers.flatMap((talker) => talker.roundTripsMs));
  for (const talker of talkers) talker.client.destroy();
  return {
    roundTripsMs,
    sent: late.length,
    unanswered: late.length - roundTripsMs.length,
    lateP99Ms: quantile(late, 0.99),
    cpuShare: (used.user + used.system) / 1000 / spec.measuredMs,
  };
}

interface Talker {
  readonly client: FrameClient;
  readonly roundTripsMs: number[];
  say(frame: Buffer, measured: boolean): void;
}

/** Each chunk has one answer, and answers come in the order of the chunks. */
async function openTalker({ port, setUp, greetings }: TalkSpec): Promise<Talker> {
  const sentAtMs: number[] = [];
  const roundTripsMs: number[] = [];
  let greeted = 0;
  let ready: (() => void) | undefined;
  const client = new FrameClient({
    port,
    onMessage() {
      if (greeted < greetings) {
        greeted++;
        if (greeted === greetings) ready?.();
        return;
      }
      const atMs = sentAtMs.shift();
      if (atMs !== undefined && atMs > 0) roundTripsMs.push(performance.now() - atMs);
    },
  });
  await client.opened;
  for (const event of setUp) client.write(encodeFrame({ opcode: opcodes.text, payload: JSON.stringify(event) }));
  if (greeted < greetings) {
    await new Promise<void>((resolve) => {
      ready = resolve;
    });
  }
  return {
    client,
    roundTripsMs,
    say(frame, measured) {
      sentAtMs.push(measured ? performance.now() : 0);
      client.write(frame);
    },
  };
}
