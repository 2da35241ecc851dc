import { median } from '../load/quantiles.ts';
import type { MemoryResult } from './memory.ts';
import {
  type BenchLoad,
  type CeilingResult,
  framesPerSecond,
  isUndisturbed,
  type Kind,
  kinds,
  type Round,
  type RunResult,
} from './rounds.ts';

export interface BenchReport {
  readonly load: BenchLoad;
  readonly memory: Readonly<Record<Kind, MemoryResult>>;
  readonly rounds: readonly Round[];
  readonly ceiling: CeilingResult | undefined;
}

/** With fewer undisturbed rounds than this, all of them count. */
const leastRounds = 3;
const targets = { addedP99Ms: 2, idleSessionBytes: 65_536 };

/** The report for people, with the verdict on the targets. */
export function describeBench({ load, memory, rounds: all, ceiling }: BenchReport): { text: string; holds: boolean } {
  const undisturbed = all.filter(isUndisturbed);
  const rounds = undisturbed.length >= leastRounds ? undisturbed : all;
  const middle = (kind: Kind, pick: (result: RunResult) => number) => median(rounds.map((round) => pick(round[kind])));
  const added = (pick: (result: RunResult) => number) => rounds.map(({ gateway, bare }) => pick(gateway) - pick(bare));
  const addedP99 = added(({ p99Ms }) => p99Ms);
  const addedP50 = added(({ p50Ms }) => p50Ms);
  const holdsLatency = median(addedP99) <= targets.addedP99Ms;
  const holdsMemory = memory.gateway.rssBytesPerSession <= targets.idleSessionBytes;
  const row = (name: string, cells: readonly (number | string)[]) =>
    name.padEnd(38) + cells.map((cell) => `${typeof cell === 'number' ? cell.toFixed(2) : cell}`.padStart(12)).join('');
  const both = (name: string, pick: (result: RunResult) => number) => {
    const [gateway, bare] = kinds.map((kind) => middle(kind, pick)) as [number, number];
    return row(name, [gateway, bare, gateway - bare]);
  };
  const held = (name: string, pick: (result: MemoryResult) => number) =>
    row(name, [pick(memory.gateway), pick(memory.bare), pick(memory.gateway) - pick(memory.bare)]);
  const range = (values: readonly number[]) => `${Math.min(...values).toFixed(2)} to ${Math.max(...values).toFixed(2)}`;
  const cpuOfTalker = ({ serverCpuMsPerSecond }: RunResult) => serverCpuMsPerSecond / load.talkers;
  const lines = [
    `${load.talkers} talking at ${framesPerSecond} frames a second (${load.format}, ${load.binary ? 'binary' : 'base64'}), ${load.idle} idle; ` +
      `medians over ${rounds.length} rounds of ${load.secondsEach} s in alternation (${undisturbed.length} of ${all.length} were undisturbed)`,
    '',
    row('', ['gateway', 'bare ws', 'added']),
    both('round trip p50, ms', ({ p50Ms }) => p50Ms),
    both('round trip p99, ms', ({ p99Ms }) => p99Ms),
    both('event loop late p99, ms', ({ loopDelay }) => loopDelay.p99Ms),
    both('CPU of a talker, ms each second', cpuOfTalker),
    row(
      'unanswered frames',
      kinds.map((kind) => `${rounds.reduce((sum, round) => sum + round[kind].unanswered, 0)}`),
    ),
    held('idle session: resident, KB', ({ rssBytesPerSession }) => rssBytesPerSession / 1024),
    held('idle session: heap, KB', ({ heapBytesPerSession }) => heapBytesPerSession / 1024),
    held('idle session: outside the heap, KB', ({ externalBytesPerSession }) => externalBytesPerSession / 1024),
    held('idle session: CPU, µs each second', ({ idleCpuMsPerSessionSecond }) => idleCpuMsPerSessionSecond * 1000),
    ...(ceiling
      ? [
          row(
            `talkers within p99 ${ceiling.limitMs} ms`,
            kinds.map((kind) => `${ceiling.talkers[kind]}`),
          ),
        ]
      : []),
    '',
    `added p50 ${median(addedP50).toFixed(2)} ms (${range(addedP50)}), added p99 ${median(addedP99).toFixed(2)} ms (${range(addedP99)}), ` +
      `paired by round; at most ${targets.addedP99Ms} ms: ${holdsLatency ? 'held' : 'missed'}`,
    `idle session at most ${targets.idleSessionBytes / 1024} KB resident: ${holdsMemory ? 'held' : 'missed'}`,
  ];
  return { text: lines.join('\n'), holds: holdsLatency && holdsMemory };
}
