import { percentile } from '@cascade/budget';
import { type SeededRandom, seededRandom } from '../sounds/index.ts';
import type { BenchResults, InterruptionResult, TurnResult } from './results.ts';

/** One figure before and now; the less the better for all of them. */
export interface Comparison {
  readonly sessions: string;
  readonly name: string;
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  /** Of the change, 95 %; null where single figures stand against each other. */
  readonly interval: readonly [number, number] | null;
  readonly verdict: 'worse' | 'better' | 'same';
}

const resamples = 1000;
/** Changes below these are of no interest, however sure they are. */
const leastMs = 10;
const leastPercentPoints = 0.5;
/** Of single figures, which have no interval. */
const leastShare = 0.2;

/**
 * What changed from one run to another, by the same clips in the same counts of sessions. Turns are resampled by clip
 * (percentile bootstrap, Efron 1979), so that a change counts only when chance alone would hardly make it.
 */
export function compareResults(before: BenchResults, now: BenchResults): Comparison[] {
  const counts = Object.keys(now.sessions).filter((count) => before.sessions[count] !== undefined);
  return counts.flatMap((sessions) => [
    ...turnComparisons(sessions, before.turn_results[sessions] ?? [], now.turn_results[sessions] ?? []),
    ...(sessions === '1' ? stopComparisons(before.interruption_results, now.interruption_results) : []),
    ...serviceComparisons(sessions, before, now),
  ]);
}

interface Measure<T> {
  readonly name: string;
  readonly unit: 'ms' | '%';
  of(items: readonly T[]): number | null;
}

const latency = (name: string, pick: (turn: TurnResult) => number | null | undefined): Measure<TurnResult>[] =>
  [50, 95].map((percent) => ({
    name: `${name} p${percent}`,
    unit: 'ms',
    of: (turns) => {
      const values = turns.flatMap((turn) => pick(turn) ?? []);
      return percentile(values, percent);
    },
  }));

const sum = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((total, item) => total + of(item), 0);
const percentOf = (part: number, whole: number): number | null => (whole === 0 ? null : (100 * part) / whole);

const turnMeasures: readonly Measure<TurnResult>[] = [
  ...latency('voice-to-voice', (turn) => turn.voice_to_voice_ms),
  ...latency('voice-to-voice undisturbed', (turn) => (turn.undisturbed ? turn.voice_to_voice_ms : null)),
  ...latency('endpoint delay', (turn) => turn.endpoint_delay_ms),
  ...['first_partial', 'finalization', 'planning', 'first_audio_byte'].flatMap((stage) =>
    latency(stage, (turn) => turn.stages_ms[stage]),
  ),
  {
    name: 'turns without an answer',
    unit: '%',
    of: (turns) =>
      percentOf(
        sum(turns, ({ outcome }) => (outcome === 'answered' ? 0 : 1)),
        turns.length,
      ),
  },
  {
    name: 'early cutoffs',
    unit: '%',
    of: (turns) =>
      percentOf(
        sum(turns, ({ early_cutoff }) => (early_cutoff ? 1 : 0)),
        turns.length,
      ),
  },
  {
    name: 'word error rate',
    unit: '%',
    of: (turns) => {
      const errors = turns.flatMap(({ word_errors }) => word_errors ?? []);
      const wrong = sum(errors, ({ substitutions, deletions, insertions }) => substitutions + deletions + insertions);
      return percentOf(
        wrong,
        sum(errors, ({ reference_words }) => reference_words),
      );
    },
  },
  {
    name: 'unstable partial words',
    unit: '%',
    of: (turns) =>
      percentOf(
        sum(turns, ({ partials }) => partials.unstable_words),
        sum(turns, ({ partials }) => partials.final_words),
      ),
  },
];

function turnComparisons(sessions: string, before: readonly TurnResult[], now: readonly TurnResult[]): Comparison[] {
  const old = byClip(before);
  const young = byClip(now);
  const clips = [...young.keys()].filter((clip) => old.has(clip));
  const random = seededRandom('compare');
  return turnMeasures.flatMap((measure) => {
    const change = (chosen: readonly string[]) => {
      const pair = [old, young].map((side) => measure.of(chosen.flatMap((clip) => side.get(clip)!)));
      return pair[0] == null || pair[1] == null ? null : ([pair[0], pair[1]] as const);
    };
    return comparison(sessions, measure, clips, change, random);
  });
}

/** Each one has a moment of its own, so they are resampled apart. */
function stopComparisons(before: readonly InterruptionResult[], now: readonly InterruptionResult[]): Comparison[] {
  const latencies = (results: readonly InterruptionResult[]) =>
    results.flatMap(({ stop_latency_ms }) => stop_latency_ms ?? []);
  const [old, young] = [latencies(before), latencies(now)];
  const random = seededRandom('compare/stop');
  return [50, 95].flatMap((percent) => {
    const measure = { name: `stop latency p${percent}`, unit: 'ms' } as const;
    const whole = [percentile(old, percent), percentile(young, percent)] as const;
    if (whole[0] === null || whole[1] === null) return [];
    const differences = Array.from({ length: resamples }, () => {
      const [one, other] = [old, young].map((values) => percentile(resampled(values, random), percent)!);
      return other! - one!;
    });
    return [judged('1', measure, [whole[0], whole[1]], intervalOf(differences))];
  });
}

function comparison<T>(
  sessions: string,
  measure: Measure<T>,
  clips: readonly string[],
  change: (clips: readonly string[]) => readonly [number, number] | null,
  random: SeededRandom,
): Comparison[] {
  const whole = change(clips);
  if (!whole) return [];
  const differences = Array.from({ length: resamples }, () => change(resampled(clips, random))).flatMap((pair) =>
    pair ? [pair[1] - pair[0]] : [],
  );
  return [judged(sessions, measure, whole, intervalOf(differences))];
}

function judged(
  sessions: string,
  { name, unit }: Pick<Measure<never>, 'name' | 'unit'>,
  [before, now]: readonly [number, number],
  interval: readonly [number, number],
): Comparison {
  const least = unit === 'ms' ? leastMs : leastPercentPoints;
  const sure = interval[0] > 0 ? 'worse' : interval[1] < 0 ? 'better' : 'same';
  const verdict = Math.abs(now - before) < least ? 'same' : sure;
  return { sessions, name, unit, before, now, interval, verdict };
}

function serviceComparisons(sessions: string, before: BenchResults, now: BenchResults): Comparison[] {
  const old = before.sessions[sessions]?.service;
  const young = now.sessions[sessions]?.service;
  if (!old || !young) return [];
  const single = (name: string, unit: string, one: number, other: number): Comparison => {
    const change = one === 0 ? 0 : (other - one) / one;
    const verdict = change > leastShare ? 'worse' : change < -leastShare ? 'better' : 'same';
    return { sessions, name, unit, before: one, now: other, interval: null, verdict };
  };
  return [
    single('processor cores busy', '', old.cores, young.cores),
    single('peak memory', 'MB', old.memory_mb.peak, young.memory_mb.peak),
  ];
}

function byClip(turns: readonly TurnResult[]): Map<string, TurnResult[]> {
  const clips = new Map<string, TurnResult[]>();
  for (const turn of turns) clips.set(turn.clip, [...(clips.get(turn.clip) ?? []), turn]);
  return clips;
}

const resampled = <T>(items: readonly T[], random: SeededRandom): T[] => items.map(() => random.pick(items));

const intervalOf = (values: readonly number[]): readonly [number, number] => [
  percentile(values, 2.5) ?? 0,
  percentile(values, 97.5) ?? 0,
];
