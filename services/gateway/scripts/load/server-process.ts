/** A process with one server in it, to be measured: the gateway with scripted stages, or a bare echo on `ws`. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WebSocketServer } from 'ws';
import { answerCalls } from './process-calls.ts';
import { startScriptedGateway } from './scripted-gateway.ts';

export type ServerMethods = typeof methods;

export interface Resources {
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Outside of the heap: buffers and what libraries hold. */
  readonly externalBytes: number;
  readonly cpuMs: number;
  readonly sessions: number;
}

export interface LoopDelay {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const samplingMs = 5;
const delay = monitorEventLoopDelay({ resolution: samplingMs });
let sessions = () => 0;
let counters: () => object = () => ({});

const methods = {
  /** @returns the port */
  async start({ kind, environment }: { kind: 'gateway' | 'bare'; environment?: Record<string, string> }) {
    delay.enable();
    if (kind === 'bare') return startBareEcho();
    const { gateway, port } = await startScriptedGateway(environment);
    sessions = () => gateway.sessionCount();
    counters = () => ({ ...gateway.counters() });
    return port;
  },
  /** After garbage collection where the process was started with `--expose-gc` and `collect` is set. */
  async resources({ collect }: { collect: boolean }): Promise<Resources> {
    if (collect) await collectGarbage();
    const { rss, heapUsed, external } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    return {
      rssBytes: rss,
      heapBytes: heapUsed,
      externalBytes: external,
      cpuMs: (user + system) / 1000,
      sessions: sessions(),
    };
  },
  /** What the event loop was late by since the last call of this. */
  loopDelay(): LoopDelay {
    const late = (percent: number) => Math.max(0, delay.percentile(percent) / 1e6 - samplingMs);
    const found = { p50Ms: late(50), p99Ms: late(99), maxMs: Math.max(0, delay.max / 1e6 - samplingMs) };
    delay.reset();
    return found;
  },
  counters: () => counters(),
};
answerCalls(methods);

/** What most people would write: an echo, nothing else. */
async function startBareEcho(): Promise<number> {
  const server = createServer();
  const sockets = new WebSocketServer({ server, perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Several times, as finalizers of one round free what the next can collect. */
async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 4; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
