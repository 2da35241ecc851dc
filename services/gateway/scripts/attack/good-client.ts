import { performance } from 'node:perf_hooks';
import { connectRealtime } from '@cascade/client';
import { inputRateHz } from '@cascade/contracts';
import { type Latency, latencyOf } from '../load/quantiles.ts';

export interface GoodClientWindow extends Latency {
  readonly roundTripsMs: Float64Array;
  /** Chunks sent since the session began, and how many of them are known to have been answered. */
  readonly sent: number;
  readonly answered: number;
  /** Answers to no chunk that was waiting. */
  readonly outOfOrder: number;
  /** How the connection ended, if it did. */
  readonly end: string | undefined;
}

export interface GoodClient {
  sendChunk(): void;
  /** What was measured since this was last called. */
  window(): GoodClientWindow;
  close(): void;
}

const chunkMs = 20;
const samplesPerChunk = (inputRateHz * chunkMs) / 1000;

/** A session as it should be: one chunk of 20 ms after the other, each answered by the scripted stages with its position. */
export async function openGoodClient(url: string, key?: string): Promise<GoodClient> {
  const client = await connectRealtime({
    url,
    ...(key === undefined ? {} : { key }),
    formats: { input: { type: 'audio/pcm', rate: inputRateHz } },
  });
  const chunk = new Uint8Array(samplesPerChunk * 2).fill(3);
  /** By the index of the chunk. */
  const sentAtMs = new Map<number, number>();
  let roundTripsMs: number[] = [];
  let sent = 0;
  let answered = 0;
  let outOfOrder = 0;
  let end: string | undefined;
  client.on('cascade.turn.decision', ({ at_ms: startSample }) => {
    // Chunks that came late and together are answered together: the first of them waited longest.
    const index = startSample / samplesPerChunk;
    const atMs = sentAtMs.get(index);
    if (atMs === undefined) outOfOrder++;
    else roundTripsMs.push(performance.now() - atMs);
    for (let each = answered; each <= index; each++) sentAtMs.delete(each);
    answered = Math.max(answered, index + 1);
  });
  client.on('error', ({ error }) => {
    end ??= `error ${error.code}`;
  });
  client.closed.then(({ code, reason }) => {
    end ??= `${code} ${reason}`;
  });
  return {
    sendChunk() {
      sentAtMs.set(sent++, performance.now());
      client.appendAudio(chunk);
    },
    window() {
      const times = Float64Array.from(roundTripsMs);
      const window = { ...latencyOf(times), roundTripsMs: times, sent, answered, outOfOrder, end };
      roundTripsMs = [];
      return window;
    },
    close: () => client.close(),
  };
}

/** Sends a chunk every 20 ms on one timeline, so that a late one does not make the next one late. */
export function talkOn(client: GoodClient): () => void {
  const startMs = performance.now();
  let next = 0;
  let timer: NodeJS.Timeout;
  const tick = () => {
    for (const nowMs = performance.now(); startMs + next * chunkMs <= nowMs; next++) client.sendChunk();
    timer = setTimeout(tick, Math.max(0, startMs + next * chunkMs - performance.now()));
  };
  tick();
  return () => clearTimeout(timer);
}
