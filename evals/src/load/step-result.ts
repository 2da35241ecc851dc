import { percentile } from '@cascade/budget';
import { isUndisturbed, undisturbedLimits } from '../bench/machine.ts';
import { type Criterion, type CriterionResult, judgeCriterion } from './criteria.ts';
import { type GeneratorUse, generatorProblems, lateTurnsProblem, turnLateLimitMs } from './generator.ts';
import type { LoadTurn } from './load-turn.ts';
import type { ServiceUse, WindowTrace } from './run-load.ts';

export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly n: number;
}

/** Whom the verdicts of a step's turns name for breaking a budget. */
export interface OverrunCount {
  readonly budget: string;
  readonly stage: string;
  readonly owner: string;
  readonly team: string;
  readonly turns: number;
}

/** One measurement: so many sessions, and what came of them. One point of the curve. */
export interface StepResult {
  readonly name: string;
  readonly sessions: number;
  readonly turns: number;
  /** Turns that are in none of the figures, because the generator was late with their sound. */
  readonly generator_late_turns: number;
  readonly outcomes: Readonly<Record<LoadTurn['outcome'], number>>;
  /** By the client, from when the turn was due; an unanswered turn counts with what was waited in vain. */
  readonly voice_to_voice_ms: Percentiles;
  /** By the turn records of the service. */
  readonly stages_ms: Readonly<Record<string, Percentiles>>;
  readonly session_open_ms: Percentiles;
  /** From the first sample of an interruption to the client's silence. */
  readonly stop_latency_ms: Percentiles;
  readonly violations: readonly CriterionResult[];
  readonly overruns: readonly OverrunCount[];
  /** Sessions that the service did not take, and those that it broke off. */
  readonly refused: number;
  readonly broken: number;
  readonly errors: Readonly<Record<string, number>>;
  /** What the service said it gave up. */
  readonly degraded: Readonly<Record<string, number>>;
  readonly generator: GeneratorUse;
  readonly service: ServiceUse | null;
  readonly machine: { readonly steal_percent: number | null; readonly foreign_percent: number | null };
  /** Whether every budget was kept. */
  readonly kept: boolean;
  /** Why not, in words. */
  readonly reasons: readonly string[];
  /** The generator was too slow: the figures are its own, and not held against the service. */
  readonly generator_limited: boolean;
  /** Whether it says something of the service: not when the generator was too slow, or it was measured again. */
  readonly counted: boolean;
  /** What speaks against its figures, in words. */
  readonly doubts: readonly string[];
}

export function stepResultOf(trace: WindowTrace, criteria: readonly Criterion[]): StepResult {
  const { window, events, generator, service, machine } = trace;
  // By the generator's own lateness alone, never by the latency that was measured.
  const turns = trace.turns.filter(({ generatorLateMs }) => generatorLateMs <= turnLateLimitMs);
  const lateTurns = trace.turns.length - turns.length;
  const of = (kind: (typeof events)[number]['kind']) => events.filter((event) => event.kind === kind);
  const times = (kind: 'opened' | 'stopped') => percentilesOf(of(kind).flatMap(({ tookMs }) => tookMs ?? []));
  const violations = criteria.map((criterion) => judgeCriterion(criterion, turns));
  const [refused, broken] = [of('refused').length, of('broken').length];
  const reasons = [
    ...violations.filter(({ kept }) => !kept).map(reasonOf),
    ...(refused > 0
      ? [`${refused} ${refused === 1 ? 'session was' : 'sessions were'} refused: ${of('refused')[0]!.what}`]
      : []),
    ...(broken > 0
      ? [`${broken} ${broken === 1 ? 'session was' : 'sessions were'} broken off: ${of('broken')[0]!.what}`]
      : []),
  ];
  const tooManyLate = lateTurnsProblem(lateTurns, trace.turns.length);
  const problems = [...generatorProblems(generator), ...(tooManyLate === undefined ? [] : [tooManyLate])];
  return {
    name: window.name,
    sessions: window.sessions,
    turns: turns.length,
    generator_late_turns: lateTurns,
    outcomes: { answered: 0, early: 0, unanswered: 0, 'no-session': 0, ...countBy(turns, ({ outcome }) => outcome) },
    voice_to_voice_ms: percentilesOf(turns.flatMap(({ voiceToVoiceMs }) => voiceToVoiceMs ?? [])),
    stages_ms: stagesOf(turns),
    session_open_ms: times('opened'),
    stop_latency_ms: times('stopped'),
    violations,
    overruns: overrunsOf(turns),
    refused,
    broken,
    errors: countBy(of('error'), ({ what }) => what),
    degraded: countBy(of('degraded'), ({ what }) => what),
    generator,
    service: service && { cpuCores: round(service.cpuCores, 100), memoryMb: service.memoryMb },
    machine: { steal_percent: rounded(machine.stealPercent), foreign_percent: rounded(machine.foreignPercent) },
    kept: reasons.length === 0 && turns.length > 0,
    reasons: turns.length === 0 ? ['no turn was due'] : reasons,
    generator_limited: problems.length > 0,
    counted: problems.length === 0 && turns.length > 0,
    doubts: [
      ...problems.map((problem) => `the generator was the bottleneck, not the service: ${problem}`),
      ...disturbance(trace),
    ],
  };
}

/** Whether the machine did much besides: worth measuring again. Unknown where the service's process is. */
export const isDisturbed = ({
  machine: { steal_percent: stealPercent, foreign_percent: foreignPercent },
}: StepResult): boolean =>
  stealPercent !== null && foreignPercent !== null && !isUndisturbed({ stealPercent, foreignPercent });

function disturbance({ machine: { stealPercent, foreignPercent } }: WindowTrace): string[] {
  const { stealPercent: steal, foreignPercent: foreign } = undisturbedLimits;
  return [
    ...(stealPercent !== null && stealPercent >= steal
      ? [`${Math.round(stealPercent)} % of the machine was stolen by the hypervisor`]
      : []),
    ...(foreignPercent !== null && foreignPercent >= foreign
      ? [`${Math.round(foreignPercent)} % of the machine was taken by other processes`]
      : []),
  ];
}

function reasonOf({ name, stage, over, turns, observed_ms: observed, budget_ms: budget }: CriterionResult): string {
  if (stage === 'answer') return `${over} of ${turns} turns were not answered`;
  return `${name} ${Math.round(observed ?? 0)} ms, budget ${budget} ms (${over} of ${turns} turns above it)`;
}

function stagesOf(turns: readonly LoadTurn[]): Record<string, Percentiles> {
  const values: Record<string, number[]> = {};
  for (const { facts } of turns) {
    for (const [stage, ms] of Object.entries(facts?.stagesMs ?? {})) {
      const ofStage = values[stage] ?? [];
      ofStage.push(ms);
      values[stage] = ofStage;
    }
  }
  return Object.fromEntries(Object.entries(values).map(([stage, ofStage]) => [stage, percentilesOf(ofStage)]));
}

function overrunsOf(turns: readonly LoadTurn[]): OverrunCount[] {
  const counts = new Map<string, OverrunCount>();
  for (const { budget, stage, owner, team } of turns.flatMap(({ facts }) => facts?.verdicts ?? [])) {
    const key = [budget, stage, owner].join(' ');
    counts.set(key, { budget, stage, owner, team, turns: (counts.get(key)?.turns ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.turns - a.turns);
}

export function percentilesOf(values: readonly number[]): Percentiles {
  return { p50: rounded(percentile(values, 50)), p95: rounded(percentile(values, 95)), n: values.length };
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[keyOf(item)] = (counts[keyOf(item)] ?? 0) + 1;
  return counts;
}

const round = (value: number, by: number): number => Math.round(value * by) / by;
const rounded = (value: number | null): number | null => (value === null ? null : round(value, 10));
