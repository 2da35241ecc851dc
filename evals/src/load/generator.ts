/** What the load generator itself cost, and whether that can be seen in what it measured. */
import { readdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { percentile } from '@cascade/budget';

export interface GeneratorUse {
  /** Of its process with all threads, in cores. */
  readonly cpu_cores: number;
  /** Share of its one thread's time. */
  readonly loop_utilization: number;
  readonly loop_delay_p99_ms: number;
  /** How late it sent its own pieces of sound. */
  readonly late_p50_ms: number;
  readonly late_p99_ms: number;
  readonly late_max_ms: number;
}

/** Above any of these its figures are not the service's. */
export const generatorLimits = { late_p99_ms: 20, loop_delay_p99_ms: 30, loop_utilization: 0.7 } as const;

/** A turn during which the generator was later than this is not judged: some 20 ms are what any sound waits for its chunk. */
export const turnLateLimitMs = 40;
/** With more such turns than this there is too little left to judge. */
const mostLateTurns = 0.2;

/** In words; undefined when enough turns are the service's own. */
export const lateTurnsProblem = (late: number, turns: number): string | undefined =>
  late > mostLateTurns * turns
    ? `it was more than ${turnLateLimitMs} ms late in ${late} of ${turns} turns (limit ${100 * mostLateTurns} %)`
    : undefined;

/** In words, one for each limit that was passed; none when the figures are the service's. */
export function generatorProblems(use: GeneratorUse): string[] {
  const { late_p99_ms: late, loop_delay_p99_ms: delay, loop_utilization: busy } = generatorLimits;
  return [
    ...(use.late_p99_ms > late
      ? [`1 % of its sound was sent more than ${ms(use.late_p99_ms)} late (limit ${late} ms)`]
      : []),
    ...(use.loop_delay_p99_ms > delay
      ? [`its event loop was ${ms(use.loop_delay_p99_ms)} late at the 99th percentile (limit ${delay} ms)`]
      : []),
    ...(use.loop_utilization > busy
      ? [`its thread was ${Math.round(100 * use.loop_utilization)} % busy (limit ${100 * busy} %)`]
      : []),
  ];
}

const ms = (value: number): string => `${Math.round(value)} ms`;

/** The sampling interval of the histogram is in every value that it gives. */
const resolutionMs = 10;
const shown = (value: number): number => Math.round(100 * value) / 100;

/** Measures from now on. */
export class GeneratorMeter {
  readonly #startMs = performance.now();
  readonly #cpu = process.cpuUsage();
  readonly #loop = performance.eventLoopUtilization();
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  readonly #late: number[] = [];

  constructor() {
    this.#delay.enable();
  }

  sent(lateMs: number): void {
    this.#late.push(lateMs);
  }

  /** Processor time of this process since the beginning, milliseconds. */
  get cpuMs(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1000;
  }

  end(): GeneratorUse {
    this.#delay.disable();
    const delayMs = this.#delay.percentile(99) / 1e6 - resolutionMs;
    return {
      cpu_cores: shown(this.cpuMs / Math.max(1, performance.now() - this.#startMs)),
      loop_utilization: shown(performance.eventLoopUtilization(this.#loop).utilization),
      loop_delay_p99_ms: shown(Math.max(0, delayMs)),
      late_p50_ms: shown(percentile(this.#late, 50) ?? 0),
      late_p99_ms: shown(percentile(this.#late, 99) ?? 0),
      late_max_ms: shown(percentile(this.#late, 100) ?? 0),
    };
  }
}

/**
 * On a machine that it shares with the service, the generator goes first where the system allows it (root), as if it ran elsewhere:
 * what it takes is in its figures, and what it would wait for is not in the service's.
 *
 * @returns a function that takes that back; a process that is started meanwhile would inherit it
 */
export function goFirst(): () => void {
  const before = getPriority();
  // Linux gives each thread a priority of its own; the collector's threads hold up the one that sends.
  const give = (priority: number) => {
    for (const thread of threads()) setPriority(thread, priority);
  };
  try {
    give(firstPriority);
  } catch {
    // Without the right to it, its lateness says what that means.
    return () => undefined;
  }
  return () => give(before);
}

const firstPriority = -10;

function threads(): readonly number[] {
  try {
    return readdirSync('/proc/self/task').map(Number);
  } catch {
    return [process.pid];
  }
}
