import type { Clock } from '@cascade/contracts';
import { systemClock } from '@cascade/runtime';
import { disturbanceBetween, readMachine, watchProcess } from '../bench/machine.ts';
import { GeneratorMeter, type GeneratorUse, goFirst } from './generator.ts';
import { holdConversation, type LoadSurroundings, type LoadWatcher } from './load-client.ts';
import type { LoadClip } from './load-clips.ts';
import type { LoadPlan, MeasuredWindow } from './load-plan.ts';
import type { LoadTurn } from './load-turn.ts';
import { type ClientKind, clientKinds, kindsOf, type Mix } from './mix.ts';
import { planConversations } from './schedule.ts';
import type { ThinkTime } from './think-time.ts';

/** What does not change from one measurement to the next. */
export interface LoadOptions extends Pick<LoadSurroundings, 'url' | 'key' | 'budgetsMs' | 'teams' | 'signal'> {
  /** Process of the service, when it runs on this machine. */
  readonly pid: number | undefined;
  readonly clips: readonly LoadClip[];
  readonly mix: Mix;
  readonly think: ThinkTime;
  readonly listenMs: number;
  readonly clock?: Clock;
  readonly webSocket?: LoadSurroundings['webSocket'];
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** How things stand, once a second. */
export interface LoadProgress {
  readonly atMs: number;
  readonly endMs: number;
  readonly window: string | undefined;
  readonly sessions: number;
  readonly said: number;
  readonly heard: number;
  readonly refused: number;
}

/** What happened besides turns, each with its time. */
export interface LoadEvent {
  readonly atMs: number;
  readonly kind: 'opened' | 'refused' | 'broken' | 'degraded' | 'error' | 'stopped';
  readonly what: string;
  /** Of `opened` and `stopped`. */
  readonly tookMs?: number;
}

export interface MachineUse {
  readonly stealPercent: number | null;
  readonly foreignPercent: number | null;
}

export interface ServiceUse {
  /** With the processes that it started. */
  readonly cpuCores: number;
  readonly memoryMb: { readonly start: number; readonly end: number; readonly peak: number };
}

export interface WindowTrace {
  readonly window: MeasuredWindow;
  /** Of clients who are judged by the budgets. */
  readonly turns: readonly LoadTurn[];
  /** Of the others. */
  readonly otherTurns: number;
  readonly events: readonly LoadEvent[];
  readonly generator: GeneratorUse;
  readonly service: ServiceUse | null;
  readonly machine: MachineUse;
}

/** Runs a plan to its end and gives what happened in each measured window. The same seed gives the same arrivals. */
export async function runLoad(plan: LoadPlan, seed: string, options: LoadOptions): Promise<WindowTrace[]> {
  const clock = options.clock ?? systemClock;
  const originMs = clock.nowMs();
  const nowMs = () => clock.nowMs() - originMs;
  const events: LoadEvent[] = [];
  const counts = { sessions: 0, said: 0, heard: 0, refused: 0 };
  let meter: GeneratorMeter | undefined;
  const watcher: LoadWatcher = {
    sent: (lateMs) => meter?.sent(lateMs),
    opened: (atMs, tookMs) => events.push({ atMs, kind: 'opened', what: '', tookMs }),
    failed: (atMs, kind, what) => {
      if (kind === 'refused') counts.refused += 1;
      events.push({ atMs, kind, what });
    },
    degraded: (atMs, what) => events.push({ atMs, kind: 'degraded', what }),
    error: (atMs, what) => events.push({ atMs, kind: 'error', what }),
    stopped: (atMs, tookMs) => events.push({ atMs, kind: 'stopped', what: '', tookMs }),
    joined: () => {
      counts.sessions += 1;
    },
    left: () => {
      counts.sessions -= 1;
    },
    said: () => {
      counts.said += 1;
    },
    heard: () => {
      counts.heard += 1;
    },
  };
  const around: LoadSurroundings = { ...options, clock, originMs, watcher };
  const kinds = kindsOf(options.mix, plan.clients.length);
  const stop = new AbortController();
  const goLast = goFirst();
  const progress = tellProgress(clock, stop.signal, () => {
    const atMs = nowMs();
    const window = plan.windows.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.name;
    options.onProgress?.({ atMs, endMs: plan.endMs, window, ...counts });
  });
  const measured = measureWindows(plan.windows, options.pid, {
    begin: () => {
      meter = new GeneratorMeter();
      return meter;
    },
    until: (atMs) => clock.sleep(Math.max(0, atMs - nowMs()), options.signal),
  });
  const clients = plan.clients.map((presence, client) =>
    beClient(
      client,
      kinds[client]!,
      planConversations({ ...options, ...presence, kind: kinds[client]!, seed: `${seed}/${client}` }),
      around,
    ),
  );
  const [uses, turns] = await Promise.all([measured, Promise.all(clients)]).finally(() => {
    stop.abort();
    goLast();
  });
  await progress;
  const isIn = ({ fromMs, toMs }: MeasuredWindow, atMs: number) => atMs >= fromMs && atMs < toMs;
  const judged = turns.flatMap((ofClient, client) => (clientKinds[kinds[client]!].judged ? ofClient : []));
  const others = turns.flatMap((ofClient, client) => (clientKinds[kinds[client]!].judged ? [] : ofClient));
  return plan.windows.flatMap((window, index) => {
    const use = uses[index];
    if (!use) return [];
    return [
      {
        window,
        turns: judged.filter(({ spokenMs }) => isIn(window, spokenMs)),
        otherTurns: others.filter(({ spokenMs }) => isIn(window, spokenMs)).length,
        // Who comes to a window came before it begins.
        events: events.filter(({ atMs }) => atMs < window.toMs && atMs >= (plan.windows[index - 1]?.toMs ?? 0)),
        ...use,
      },
    ];
  });
}

async function beClient(
  client: number,
  kind: ClientKind,
  conversations: ReturnType<typeof planConversations>,
  around: LoadSurroundings,
): Promise<LoadTurn[]> {
  const turns: LoadTurn[] = [];
  for (const conversation of conversations) {
    if (around.signal.aborted) break;
    turns.push(...(await holdConversation({ client, kind, firstNumber: turns.length }, conversation, around)));
  }
  return turns;
}

async function tellProgress(clock: Clock, signal: AbortSignal, tell: () => void): Promise<void> {
  const second = () =>
    clock.sleep(1000, signal).then(
      () => true,
      () => false,
    );
  while (!signal.aborted && (await second())) tell();
}

type WindowUse = Pick<WindowTrace, 'generator' | 'service' | 'machine'>;

async function measureWindows(
  windows: readonly MeasuredWindow[],
  pid: number | undefined,
  { begin, until }: { begin(): GeneratorMeter; until(atMs: number): Promise<void> },
): Promise<WindowUse[]> {
  const uses: WindowUse[] = [];
  try {
    for (const { fromMs, toMs } of windows) {
      await until(fromMs);
      const [meter, before, startMs] = [begin(), readMachine(pid), performance.now()];
      const endWatch = watchProcess(pid);
      await until(toMs);
      const [watched, after, ownMs] = [endWatch(), readMachine(pid), meter.cpuMs];
      const wallMs = Math.max(1, performance.now() - startMs);
      const service = watched &&
        before &&
        after && {
          cpuCores: Math.max(0, (after.ours - before.ours) * tickMs - ownMs) / wallMs,
          memoryMb: watched.memoryMb,
        };
      uses.push({ generator: meter.end(), service: service || null, machine: disturbanceBetween(before, after) });
    }
  } catch {
    // Stopped: what was measured whole counts.
  }
  return uses;
}

const tickMs = 10;
