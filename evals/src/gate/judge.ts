import { CascadeError } from '@cascade/contracts';
import type { Registry } from '@cascade/models';
import { evaluateGate, type GateReport } from './evaluate-gate.ts';
import { findRuns, storedResults } from './find-runs.ts';
import { gateFile, readGate } from './gate-schema.ts';
import type { Runs } from './run-checks.ts';

export interface JudgeOptions {
  readonly candidate: string;
  /** The live bundle of the same kind when absent. */
  readonly baseline?: string | undefined;
  /** All that is stored when absent. */
  readonly results?: readonly string[] | undefined;
  readonly suite?: string | undefined;
  /** The gate of the candidate's kind when absent. */
  readonly gate?: string | undefined;
}

/** @throws CascadeError `invalid_config` when nothing is live, or the candidate itself */
export function baselineOf(registry: Registry, { candidate, baseline }: JudgeOptions): string {
  const { entry } = registry.get(candidate);
  if (baseline !== undefined) return registry.get(baseline).entry.id;
  const live = registry.live(entry.kind)?.entry.id;
  if (live === undefined) {
    throw new CascadeError('invalid_config', `Nothing is live for ${entry.kind}: name a --baseline.`);
  }
  if (live === candidate) {
    throw new CascadeError('invalid_config', `${candidate} is live itself: name a --baseline to compare it with.`);
  }
  return live;
}

/** Finds rules and results of a candidate and judges it. @throws CascadeError for what is missing */
export async function judgeCandidate(
  registry: Registry,
  options: JudgeOptions,
): Promise<{ readonly report: GateReport; readonly runs: Runs }> {
  const { candidate, results, suite, gate } = options;
  const baseline = baselineOf(registry, options);
  const { kind } = registry.get(candidate).entry;
  const rules = await readGate(gate ?? gateFile(kind));
  const runs = await findRuns({ candidate, baseline, files: results ?? storedResults(), suite });
  return { report: evaluateGate(rules, runs), runs };
}
