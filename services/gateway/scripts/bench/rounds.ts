import type { ClientMethods, TalkResult } from '../load/client-process.ts';
import { isDisturbed, type OtherWork, watchOtherWork } from '../load/other-work.ts';
import { type MeasuredProcess, startProcess } from '../load/process-calls.ts';
import { type Latency, latencyOf } from '../load/quantiles.ts';
import type { LoopDelay, ServerMethods } from '../load/server-process.ts';
import { type ChunkFormat, talkMessages } from './wire-chunk.ts';

export interface BenchLoad {
  readonly rounds: number;
  readonly secondsEach: number;
  readonly talkers: number;
  readonly idle: number;
  readonly format: ChunkFormat;
  readonly binary: boolean;
}

export const kinds = ['gateway', 'bare'] as const;
export type Kind = (typeof kinds)[number];

/** One server under load for some seconds. */
export interface RunResult extends Latency {
  readonly unanswered: number;
  /** Of the server, all sessions together, in milliseconds of CPU for each second. */
  readonly serverCpuMsPerSecond: number;
  readonly loopDelay: LoopDelay;
  readonly clientLateP99Ms: number;
  readonly clientCpuShare: number;
  /** What the machine did beside it meanwhile. */
  readonly otherWork: OtherWork;
}

export type Round = Readonly<Record<Kind, RunResult>>;

export interface CeilingStep {
  readonly talkers: number;
  readonly result: RunResult;
}

/** How many talked at once within the limit, and each step on the way; the last one is above it. */
export interface CeilingResult {
  readonly limitMs: number;
  readonly talkers: Readonly<Record<Kind, number>>;
  readonly steps: Readonly<Record<Kind, readonly CeilingStep[]>>;
}

/** Limits that are not under test are out of the way. */
export const benchEnvironment: Record<string, string> = {
  CASCADE_MAX_SESSIONS: '10000',
  CASCADE_MAX_SESSIONS_PER_KEY: '10000',
  CASCADE_CONNECTS_PER_MINUTE: '1000000',
  CASCADE_MAX_PENDING_SOCKETS: '10000',
};

export const framesPerSecond = 50;
const warmUpMs = 1000;
const growth = 1.25;
/** Where the machine works for others, a measurement is repeated up to so many times. */
const tries = 3;

export const isUndisturbed = (round: Round): boolean => kinds.every((kind) => !isDisturbed(round[kind].otherWork));

/**
 * Both servers run all the time; load goes to one, then to the other, and the order turns from round to round. Goes on
 * until so many rounds were undisturbed, but not for ever.
 */
export async function measureRounds(load: BenchLoad, log: (line: string) => void): Promise<Round[]> {
  const bench = await startBench();
  try {
    for (const kind of kinds) await bench.idle.call('holdIdle', { port: bench.ports[kind], count: load.idle });
    const rounds: Round[] = [];
    const done = () => rounds.filter(isUndisturbed).length >= load.rounds;
    for (let index = 0; index < load.rounds * tries && !done(); index++) {
      const results: Partial<Record<Kind, RunResult>> = {};
      for (const kind of index % 2 === 0 ? kinds : kinds.toReversed()) {
        results[kind] = await measureRun(bench, kind, load, load.talkers);
      }
      const round = results as Round;
      rounds.push(round);
      log(`round ${index + 1}: ${kinds.map((kind) => `${kind} ${describe(round[kind])}`).join('; ')}`);
    }
    return rounds;
  } finally {
    await bench.stop();
  }
}

/** More talkers by a quarter at each step, until the answers of one chunk in a hundred take longer than the limit. */
export async function measureCeiling(
  load: BenchLoad,
  limitMs: number,
  log: (line: string) => void,
): Promise<CeilingResult> {
  const bench = await startBench();
  const talkers: Record<Kind, number> = { gateway: 0, bare: 0 };
  const steps: Record<Kind, CeilingStep[]> = { gateway: [], bare: [] };
  try {
    for (let count = 50; steps.gateway.length === 0 || kinds.some((kind) => !isOver(steps[kind], limitMs)); ) {
      for (const kind of kinds) {
        if (isOver(steps[kind], limitMs)) continue;
        let result = await measureRun(bench, kind, load, count);
        for (let again = 1; again < tries && result.p99Ms > limitMs && isDisturbed(result.otherWork); again++) {
          result = await measureRun(bench, kind, load, count);
        }
        steps[kind].push({ talkers: count, result });
        if (result.p99Ms <= limitMs) talkers[kind] = count;
        log(`${count} talkers: ${kind} ${describe(result)}`);
      }
      count = Math.round(count * growth);
    }
    return { limitMs, talkers, steps };
  } finally {
    await bench.stop();
  }
}

const isOver = (steps: readonly CeilingStep[], limitMs: number): boolean => (steps.at(-1)?.result.p99Ms ?? 0) > limitMs;

interface Bench {
  readonly servers: Readonly<Record<Kind, MeasuredProcess<ServerMethods>>>;
  readonly ports: Readonly<Record<Kind, number>>;
  readonly idle: MeasuredProcess<ClientMethods>;
  readonly talking: MeasuredProcess<ClientMethods>;
  stop(): Promise<void>;
}

async function startBench(): Promise<Bench> {
  const server = () => startProcess<ServerMethods>(new URL('../load/server-process.ts', import.meta.url));
  const client = () => startProcess<ClientMethods>(new URL('../load/client-process.ts', import.meta.url));
  const servers = { gateway: server(), bare: server() };
  const [idle, talking] = [client(), client()];
  const ports = {
    gateway: await servers.gateway.call('start', { kind: 'gateway', environment: benchEnvironment }),
    bare: await servers.bare.call('start', { kind: 'bare' }),
  };
  const all = [servers.gateway, servers.bare, idle, talking];
  return { servers, ports, idle, talking, stop: async () => void (await Promise.all(all.map((each) => each.stop()))) };
}

async function measureRun(bench: Bench, kind: Kind, load: BenchLoad, talkers: number): Promise<RunResult> {
  const server = bench.servers[kind];
  const before = await server.call('resources', { collect: false });
  await server.call('loopDelay');
  const pids = [...Object.values(bench.servers), bench.idle, bench.talking].map(({ pid }) => pid);
  const otherWork = watchOtherWork(pids);
  const found: TalkResult = await bench.talking.call('talk', {
    port: bench.ports[kind],
    talkers,
    framesPerSecond,
    warmUpMs,
    measuredMs: load.secondsEach * 1000,
    // The gateway greets with the session and confirms its update; the echo sends the update back.
    greetings: kind === 'gateway' ? 2 : 1,
    ...talkMessages(load.format, load.binary, framesPerSecond),
  });
  const loopDelay = await server.call('loopDelay');
  const after = await server.call('resources', { collect: false });
  const seconds = (warmUpMs + load.secondsEach * 1000) / 1000;
  return {
    ...latencyOf(found.roundTripsMs),
    unanswered: found.unanswered,
    serverCpuMsPerSecond: (after.cpuMs - before.cpuMs) / seconds,
    loopDelay,
    clientLateP99Ms: found.lateP99Ms,
    clientCpuShare: found.cpuShare,
    otherWork: otherWork(),
  };
}

const percent = (share: number) => `${(share * 100).toFixed(0)} %`;

const describe = (run: RunResult): string =>
  [
    `p50 ${run.p50Ms.toFixed(2)} ms`,
    `p99 ${run.p99Ms.toFixed(2)} ms`,
    `server CPU ${percent(run.serverCpuMsPerSecond / 1000)}`,
    `client late by ${run.clientLateP99Ms.toFixed(2)} ms`,
    `its CPU ${percent(run.clientCpuShare)}`,
    ...(run.otherWork === null ? [] : [`others' CPU ${percent(run.otherWork)}`]),
    ...(run.unanswered > 0 ? [`${run.unanswered} unanswered`] : []),
  ].join(', ');
