import { type ClipResult, type EvalRun, type Metric, measureOf } from '../results-schema/index.ts';
import { adjustHolm, type PairedClip } from '../statistics/index.ts';
import { type Gate, matchesSlice, type Rule } from './gate-schema.ts';
import { type PairedDifference, pairedDifference } from './paired-difference.ts';

/** `kept`: the slice stays on the baseline, so there is nothing to compare. */
export type Outcome = 'pass' | 'fail' | 'insufficient' | 'kept';

/** One rule on one slice. */
export interface Check {
  readonly slice: string;
  readonly metric: string;
  readonly area: Rule['area'];
  readonly unit: string;
  readonly outcome: Outcome;
  /** In words. */
  readonly reason: string;
  /** Absent where there was too little to compare. */
  readonly baseline: number | undefined;
  readonly candidate: number | undefined;
  /** 95 %, of candidate less baseline. */
  readonly interval: readonly [number, number] | undefined;
  readonly samples: number;
  /** After Holm's correction over all comparisons of the gate; absent for rules that test nothing. */
  readonly adjustedP: number | undefined;
}

interface Comparison {
  readonly rule: Rule;
  readonly slice: string;
  readonly metric: Metric | undefined;
  readonly found: PairedDifference | undefined;
  readonly samples: number;
  /** Why it cannot be judged; undefined when it can. */
  readonly missing: string | undefined;
  readonly allowed: number | undefined;
}

export interface Runs {
  readonly baseline: EvalRun;
  readonly candidate: EvalRun;
}

/**
 * Judges every rule on every slice it names. Clips of `kept` slices run the baseline: they count with its measures.
 */
export function runChecks(gate: Gate, runs: Runs, kept: ReadonlySet<string> = new Set()): readonly Check[] {
  const routed = kept.size === 0 ? runs : { ...runs, candidate: routedRun(runs, kept) };
  const slices = ['all', ...new Set(runs.baseline.clips.flatMap((clip) => clip.slices))].sort();
  const comparisons = gate.rules.flatMap((rule) =>
    rule.slices.flatMap((pattern) => {
      const matching = slices.filter((slice) => matchesSlice(pattern, slice));
      return (matching.length > 0 ? matching : [pattern]).map((slice) => compare(gate, rule, slice, routed));
    }),
  );
  const tested = comparisons.filter((one) => !kept.has(one.slice) && isTested(one));
  const adjusted = adjustHolm(tested.map(({ found, allowed }) => found!.shownWorse(allowed!)));
  const pOf = new Map(tested.map((one, index) => [one, adjusted[index]!]));
  return comparisons.map((one) => {
    if (kept.has(one.slice)) return toCheck(one, 'kept', `${one.slice} stays on the baseline.`);
    return judge(gate, one, pOf.get(one));
  });
}

/** What the candidate measures when the clips of some slices are left to the baseline. */
export function routedRun({ baseline, candidate }: Runs, kept: ReadonlySet<string>): EvalRun {
  const before = new Map(baseline.clips.map((clip) => [clip.id, clip]));
  const isKept = (clip: ClipResult) => clip.slices.some((slice) => kept.has(slice));
  return { ...candidate, clips: candidate.clips.map((clip) => (isKept(clip) ? (before.get(clip.id) ?? clip) : clip)) };
}

/** Clips that both runs measured. */
export function pairedClips({ baseline, candidate }: Runs, metric: string, slice: string): PairedClip[] {
  const after = new Map(candidate.clips.map((clip) => [clip.id, measureOf(clip, metric)]));
  return baseline.clips.flatMap((clip) => {
    const [left, right] = [measureOf(clip, metric), after.get(clip.id)];
    const isMeant = slice === 'all' || clip.slices.includes(slice);
    return left && right && isMeant ? [{ group: clip.group ?? clip.id, baseline: left, candidate: right }] : [];
  });
}

function compare(gate: Gate, rule: Rule, slice: string, runs: Runs): Comparison {
  const metric = runs.baseline.metrics[rule.metric];
  const base = { rule, slice, metric, found: undefined, samples: 0, allowed: undefined };
  if (!metric || !runs.candidate.metrics[rule.metric]) {
    return { ...base, missing: `the results have no metric ${rule.metric}` };
  }
  if (metric.unit === 'ms' && runs.baseline.machine !== runs.candidate.machine) {
    return { ...base, missing: `times of ${runs.baseline.machine} and ${runs.candidate.machine} do not compare` };
  }
  const clips = pairedClips(runs, rule.metric, slice);
  const samples = new Set(clips.map(({ group }) => group)).size;
  if (samples < rule.min_samples) {
    return { ...base, samples, missing: `${samples} recordings of ${slice}, ${rule.min_samples} are needed` };
  }
  const found = pairedDifference(clips, metric, { resamples: gate.resamples, seed: `${rule.metric}/${slice}` });
  if (!found) return { ...base, samples, missing: `nothing in ${slice} counts for ${rule.metric}` };
  return { ...base, found, samples, missing: undefined, allowed: allowedRegression(rule, found.baseline) };
}

function allowedRegression({ max_regression }: Rule, baseline: number): number | undefined {
  if (!max_regression) return undefined;
  return Math.max(max_regression.absolute ?? 0, (max_regression.relative ?? 0) * Math.abs(baseline));
}

/** What must be shown safe has to be so in every slice: there, correcting for their number would be backwards. */
const isTested = ({ rule, found, allowed }: Comparison): boolean =>
  found !== undefined && allowed !== undefined && rule.burden === 'shown-worse';

function judge(gate: Gate, comparison: Comparison, adjustedP: number | undefined): Check {
  const { rule, found, metric, allowed, missing } = comparison;
  if (missing !== undefined || !found || !metric) return toCheck(comparison, 'insufficient', `Not judged: ${missing}.`);
  const values = describeDifference(found, metric);
  const { at_most: most, at_least: least } = rule.limit ?? {};
  if (most !== undefined && found.candidate > most) {
    return toCheck(comparison, 'fail', `${values}; at most ${show(most, metric)} is allowed.`, adjustedP);
  }
  if (least !== undefined && found.candidate < least) {
    return toCheck(comparison, 'fail', `${values}; at least ${show(least, metric)} is needed.`, adjustedP);
  }
  if (allowed === undefined) return toCheck(comparison, 'pass', `${values}; within the limit.`);
  const limit = `${show(allowed, metric, 'difference')} worse is allowed`;
  if (rule.burden === 'shown-safe') {
    const isSafe = found.shownSafe(allowed) < gate.alpha;
    const reason = isSafe ? 'shown to be no worse than that' : 'not shown to be no worse than that';
    return toCheck(comparison, isSafe ? 'pass' : 'fail', `${values}; ${limit}, ${reason}.`);
  }
  const isWorse = adjustedP !== undefined && adjustedP < gate.alpha;
  const chance = `p = ${(adjustedP ?? 1).toPrecision(2)} after Holm`;
  const reason = isWorse ? `shown to be worse than that (${chance})` : `not shown to be worse than that (${chance})`;
  return toCheck(comparison, isWorse ? 'fail' : 'pass', `${values}; ${limit}, ${reason}.`, adjustedP);
}

function toCheck(
  { rule, slice, metric, found, samples }: Comparison,
  outcome: Outcome,
  reason: string,
  adjustedP?: number,
): Check {
  return {
    slice,
    metric: rule.metric,
    area: rule.area,
    unit: metric?.unit ?? '',
    outcome,
    reason,
    baseline: found?.baseline,
    candidate: found?.candidate,
    interval: found?.interval,
    samples,
    adjustedP,
  };
}

/** `8.2 % → 9.1 %, +0.9 points (95 % interval −0.1 … +1.9)`. */
export function describeDifference(
  found: Pick<PairedDifference, 'baseline' | 'candidate' | 'difference' | 'interval'>,
  metric: Pick<Metric, 'unit'>,
): string {
  const [low, high] = found.interval.map((value) => signed(value, metric).replace(' points', ''));
  const change = signed(found.difference, metric);
  return `${show(found.baseline, metric)} → ${show(found.candidate, metric)}, ${change} (95 % interval ${low} … ${high})`;
}

const signed = (value: number, metric: Pick<Metric, 'unit'>) =>
  `${value < 0 ? '−' : '+'}${show(Math.abs(value), metric, 'difference')}`;

/** A value with its unit; shares as percent, their differences as points. */
export function show(value: number, { unit }: Pick<Metric, 'unit'>, kind: 'value' | 'difference' = 'value'): string {
  if (unit === 'ratio')
    return kind === 'value' ? `${(100 * value).toFixed(1)} %` : `${(100 * value).toFixed(1)} points`;
  if (unit === 'ms') return `${value.toFixed(0)} ms`;
  return `${Number(value.toPrecision(3))} ${unit}`;
}
