/** Two variants of the service, loaded in turns with the same arrivals. */
import { percentile } from '@cascade/budget';
import { seededRandom } from '../sounds/index.ts';
import type { LoadTurn } from './load-turn.ts';

/** One alternation: both variants under the same arrivals, one after the other. */
export interface PairedRun {
  readonly a: VariantRun;
  readonly b: VariantRun;
}

export interface VariantRun {
  readonly turns: readonly LoadTurn[];
  /** Processor time of the service for each turn; null where its process is not known. */
  readonly cpuMsPerTurn: number | null;
}

export interface Difference {
  /** `voice_to_voice p95`, `processor ms a turn`, `sessions`. */
  readonly figure: string;
  readonly a: number;
  readonly b: number;
  /** b − a, with its 95 % interval. */
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** The same in percent of a. */
  readonly percent: number | null;
  /** Turns, or alternations. */
  readonly n: number;
}

export interface Comparison {
  readonly a: string;
  readonly b: string;
  /** At a fixed number of sessions; null of two searches. */
  readonly sessions: number | null;
  readonly pairs: number;
  readonly differences: readonly Difference[];
}

const resamples = 1000;
const percents = [50, 95] as const;

/**
 * Paired differences of the percentiles by stage: a turn of one variant and the same planned turn of the other make a pair. The
 * interval is a bootstrap in two stages: alternations are drawn with replacement, then pairs of turns within each, because turns of
 * one alternation share what the machine did then. Source: Davison and Hinkley, Bootstrap Methods and their Application (1997), 3.8.
 */
export function comparePairs(runs: readonly PairedRun[], seed: string): Difference[] {
  const stages = [
    ...new Set(runs.flatMap(({ a }) => a.turns.flatMap(({ facts }) => Object.keys(facts?.stagesMs ?? {})))),
  ];
  const latencies = ['voice_to_voice', ...stages].flatMap((stage) => {
    const blocks = runs.map((run) => pairedValues(run, stage)).filter((block) => block.length > 0);
    return blocks.length === 0
      ? []
      : percents.map((percent) => percentileDifference(`${stage} p${percent}`, blocks, percent, seed));
  });
  const cpu = cpuDifference(runs, seed);
  return [...latencies, ...(cpu ? [cpu] : [])];
}

type Pair = readonly [a: number, b: number];

function pairedValues({ a, b }: PairedRun, stage: string): Pair[] {
  const msOf = (turn: LoadTurn) =>
    stage === 'voice_to_voice' ? (turn.voiceToVoiceMs ?? undefined) : turn.facts?.stagesMs[stage];
  const keyOf = ({ client, number }: LoadTurn) => `${client}/${number}`;
  const others = new Map(b.turns.map((turn) => [keyOf(turn), msOf(turn)]));
  return a.turns.flatMap((turn): Pair[] => {
    const [one, other] = [msOf(turn), others.get(keyOf(turn))];
    return one === undefined || other === undefined ? [] : [[one, other]];
  });
}

function percentileDifference(
  figure: string,
  blocks: readonly (readonly Pair[])[],
  percent: number,
  seed: string,
): Difference {
  const of = (pairs: readonly Pair[]) =>
    [0, 1].map(
      (side) =>
        percentile(
          pairs.map((pair) => pair[side]!),
          percent,
        ) ?? 0,
    ) as [number, number];
  const [a, b] = of(blocks.flat());
  const random = seededRandom(`${seed}/${figure}`);
  const differences = Array.from({ length: resamples }, () => {
    const drawn = blocks.flatMap(() => {
      const block = random.pick(blocks);
      return block.map(() => random.pick(block));
    });
    const [one, other] = of(drawn);
    return other - one;
  });
  return differenceOf(figure, { a, b, differences, n: blocks.flat().length });
}

/** Whole alternations are drawn: within one there is a single figure. */
function cpuDifference(runs: readonly PairedRun[], seed: string): Difference | undefined {
  const pairs = runs.flatMap(({ a, b }): Pair[] =>
    a.cpuMsPerTurn === null || b.cpuMsPerTurn === null ? [] : [[a.cpuMsPerTurn, b.cpuMsPerTurn]],
  );
  if (pairs.length < 2) return undefined;
  const meanOf = (drawn: readonly Pair[], side: 0 | 1) =>
    drawn.reduce((sum, pair) => sum + pair[side], 0) / drawn.length;
  const random = seededRandom(`${seed}/cpu`);
  const differences = Array.from({ length: resamples }, () => {
    const drawn = pairs.map(() => random.pick(pairs));
    return meanOf(drawn, 1) - meanOf(drawn, 0);
  });
  return differenceOf('processor ms a turn', {
    a: meanOf(pairs, 0),
    b: meanOf(pairs, 1),
    differences,
    n: pairs.length,
  });
}

/** Of two capacities with bootstrap draws of each. */
export function capacityDifference(a: CapacityDraws, b: CapacityDraws): Difference {
  const differences = a.draws.map((one, index) => (b.draws[index] ?? b.sessions) - one);
  return differenceOf('sessions', { a: a.sessions, b: b.sessions, differences, n: Math.min(a.turns, b.turns) });
}

export interface CapacityDraws {
  readonly sessions: number;
  readonly draws: readonly number[];
  readonly turns: number;
}

function differenceOf(
  figure: string,
  { a, b, differences, n }: { a: number; b: number; differences: readonly number[]; n: number },
): Difference {
  const bound = (percent: number) => tenth(percentile(differences, percent) ?? 0);
  return {
    figure,
    a: tenth(a),
    b: tenth(b),
    difference: tenth(b - a),
    low: bound(2.5),
    high: bound(97.5),
    percent: a === 0 ? null : tenth((100 * (b - a)) / a),
    n,
  };
}

const tenth = (value: number): number => Math.round(10 * value) / 10;
