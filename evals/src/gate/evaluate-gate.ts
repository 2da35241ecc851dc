import { CascadeError } from '@cascade/contracts';
import type { Gate } from './gate-schema.ts';
import { findRouting, type Routing, type Win, winOf } from './routing.ts';
import { type Check, type Runs, runChecks } from './run-checks.ts';

export interface FailingSlice {
  readonly slice: string;
  readonly metric: string;
  readonly baseline: number | undefined;
  readonly candidate: number | undefined;
  /** 95 %, of candidate less baseline. */
  readonly interval: readonly [number, number] | undefined;
  readonly samples: number;
  readonly reason: string;
}

export interface GateReport {
  readonly gate: string;
  readonly candidate: string;
  readonly baseline: string;
  readonly suite: string;
  /** Everything was judged and nothing fails. */
  readonly pass: boolean;
  readonly failing: readonly FailingSlice[];
  /** Rules that could not be judged: too few recordings, no such metric. Not a pass. */
  readonly insufficient: readonly FailingSlice[];
  readonly win: Win | undefined;
  /** What would have to stay on the baseline; undefined where the gate passes. */
  readonly routing: Routing | undefined;
  readonly checks: readonly Check[];
}

/**
 * Judges a candidate against a baseline over the same clips.
 *
 * @throws CascadeError `invalid_config` when the two runs are not of the same suite
 */
export function evaluateGate(gate: Gate, runs: Runs): GateReport {
  refuseDifferentSuites(runs);
  const checks = runChecks(gate, runs);
  const of = (outcome: Check['outcome']) => checks.filter((check) => check.outcome === outcome).map(failingSlice);
  const [failing, insufficient] = [of('fail'), of('insufficient')];
  const pass = failing.length === 0 && insufficient.length === 0;
  return {
    gate: gate.gate,
    candidate: runs.candidate.entry,
    baseline: runs.baseline.entry,
    suite: runs.baseline.suite.name,
    pass,
    failing,
    insufficient,
    win: winOf(gate, runs),
    routing: pass ? undefined : findRouting(gate, runs, checks),
    checks,
  };
}

function refuseDifferentSuites({ baseline, candidate }: Runs): void {
  if (baseline.suite.sha256 === candidate.suite.sha256) return;
  const [one, other] = [baseline, candidate].map(({ suite: { name, sha256 } }) => `${name} (${sha256.slice(0, 8)})`);
  throw new CascadeError(
    'invalid_config',
    `${baseline.entry} ran ${one} and ${candidate.entry} ran ${other}: only the same suite compares. Run both again.`,
  );
}

const failingSlice = ({ slice, metric, baseline, candidate, interval, samples, reason }: Check): FailingSlice => ({
  slice,
  metric,
  baseline,
  candidate,
  interval,
  samples,
  reason,
});
