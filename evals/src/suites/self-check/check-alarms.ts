import type { Gate } from '../../gate/gate-schema.ts';
import { runChecks } from '../../gate/run-checks.ts';
import type { EvalRun } from '../../results-schema/index.ts';
import { type Interval, wilsonInterval } from '../../statistics/index.ts';
import { compareRuns, verdictOf } from '../compare/compare-runs.ts';
import { drawSameTwice } from './draw-runs.ts';

export interface AlarmCheck {
  readonly runs: number;
  /** Runs in which any figure of any slice was called different. */
  readonly alarms: number;
  /** Runs in which the gate failed. */
  readonly gateAlarms: number;
  readonly interval: Interval;
  /** What was called different, with how often. */
  readonly where: Readonly<Record<string, number>>;
}

/** The same entry against itself, again and again: how often something is called different that is not. */
export function checkAlarms(
  repeats: readonly EvalRun[],
  gate: Gate,
  { runs, seed, onRun }: { readonly runs: number; readonly seed: string; readonly onRun?: (run: number) => void },
): AlarmCheck {
  let alarms = 0;
  let gateAlarms = 0;
  const where: Record<string, number> = {};
  for (let run = 0; run < runs; run++) {
    const [baseline, candidate] = drawSameTwice(repeats, `${seed}/${run}`);
    const different = compareRuns(baseline, candidate, { seed: `${seed}/${run}`, resamples: 50, permutations: 20_000 });
    const found = different.filter((one) => verdictOf(one) !== 'open');
    if (found.length > 0) alarms++;
    for (const { metric, slice } of found) where[`${metric}, ${slice}`] = (where[`${metric}, ${slice}`] ?? 0) + 1;
    const checks = runChecks({ ...gate, resamples: 200 }, { baseline, candidate });
    if (checks.some(({ outcome, adjustedP }) => outcome === 'fail' && adjustedP !== undefined)) gateAlarms++;
    onRun?.(run + 1);
  }
  return { runs, alarms, gateAlarms, interval: wilsonInterval(Math.max(alarms, gateAlarms), runs), where };
}
