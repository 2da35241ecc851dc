import type { StageName } from '@cascade/contracts';
import { trafficFactor } from './cost-equation.ts';
import type { CostSummary, StageCost } from './cost-summary.ts';
import { defaultMachine, type PriceCard } from './price-card.ts';

/** What is to be different; what is absent stays as it was measured, or as the card says. Shares are fractions. */
export interface WhatIf {
  /** Of all machines: share of the paid time that workers are busy. */
  readonly utilization?: number;
  /** Computing time / computing time now: 0.7 for a quantized model that takes 30 % less. */
  readonly rtfFactor?: number;
  /** The same for single stages, on top. */
  readonly stageRtfFactors?: Partial<Record<StageName, number>>;
  readonly retryRate?: number;
  readonly duplicateShare?: number;
  /** Share of the traffic that a second version answers as well, unheard. */
  readonly shadowShare?: number;
  /** Speculation in vain / speculation in vain now; 0 without speculation. */
  readonly wasteFactor?: number;
  /** Workers of the default machine that are held ready beyond those that the utilization pays for. */
  readonly warmPool?: number;
  /** For how long they are held for this traffic; the time that the turns took when absent. */
  readonly warmHours?: number;
}

/** What the same useful traffic costs. */
export interface Scenario {
  readonly machine: number;
  readonly hosted: number;
  readonly warmPool: number;
  readonly total: number;
  readonly perTurn: number | null;
  readonly perAudioMinute: number | null;
  readonly perSession: number | null;
  /** Busy time / audio that is processed. */
  readonly realTimeFactor: number | null;
  /** Of all machines together, weighted by price. */
  readonly utilization: number | null;
  readonly retryRate: number;
  readonly duplicateShare: number;
  readonly shadowShare: number;
}

/**
 * The cost equation with other numbers, for the useful traffic of a summary: machine time at full use × what it takes
 * less / utilization, with what is hosted, × the traffic that is processed for it, and what is held ready besides.
 * Without changes it is what was measured.
 */
export function whatIf(summary: CostSummary, card: PriceCard, changes: WhatIf = {}): Scenario {
  const { retryRate: retriesNow, duplicateShare: duplicatesNow } = summary.measured;
  const retryRate = changes.retryRate ?? retriesNow ?? 0;
  const duplicateShare = changes.duplicateShare ?? duplicatesNow ?? 0;
  const shadowShare = changes.shadowShare ?? 0;
  const trafficNow = trafficFactor({ retryRate: retriesNow ?? 0, duplicateShare: duplicatesNow ?? 0 });
  const traffic = (trafficFactor({ retryRate, duplicateShare }) / trafficNow) * (1 + shadowShare);
  const waste = changes.wasteFactor ?? 1;
  const stages = Object.entries(summary.stages) as [StageName, StageCost][];
  let atFullUse = 0;
  let machine = 0;
  let hosted = 0;
  let busyMs = 0;
  for (const [stage, cost] of stages) {
    const faster = (changes.rtfFactor ?? 1) * (changes.stageRtfFactors?.[stage] ?? 1);
    const now = cost.usedAtFullUse + cost.wastedAtFullUse;
    const then = (cost.usedAtFullUse + waste * cost.wastedAtFullUse) * faster;
    atFullUse += then * traffic;
    machine += (then * traffic) / (changes.utilization ?? cost.utilization);
    hosted += (cost.hosted + waste * cost.hostedWasted) * traffic;
    busyMs += cost.busyMs * (now > 0 ? then / now : faster);
  }
  const { hourly, workers } = defaultMachine(card);
  const warmHours = changes.warmHours ?? summary.measured.windowHours;
  const warmPool = (changes.warmPool ?? 0) * (hourly / workers) * warmHours;
  const total = machine + hosted + warmPool;
  const by = (count: number) => (count > 0 ? total / count : null);
  return {
    machine,
    hosted,
    warmPool,
    total,
    perTurn: by(summary.usefulTurns),
    perAudioMinute: by(summary.usefulAudioMinutes),
    perSession: by(summary.sessions),
    realTimeFactor: summary.audioMinutes > 0 ? busyMs / (summary.audioMinutes * 60_000) : null,
    utilization: machine > 0 ? atFullUse / machine : null,
    retryRate,
    duplicateShare,
    shadowShare,
  };
}
