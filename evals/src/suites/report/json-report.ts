import type { EvalRun } from '../../results-schema/index.ts';
import { type Difference, verdictOf } from '../compare/compare-runs.ts';
import type { Regression } from '../compare/regressions.ts';

/** What `--json` prints: no hypotheses, which hold what was said. */
export const jsonReport = (
  runs: readonly EvalRun[],
  differences: readonly Difference[],
  regressions: readonly Regression[],
  files: readonly string[],
) => ({
  suite: runs[0]!.suite,
  seed: runs[0]!.seed,
  items: runs[0]!.clips.length,
  baseline: runs.length > 1 ? runs[0]!.entry : null,
  candidate: runs.at(-1)!.entry,
  differences: differences.map((one) => ({ ...one, verdict: verdictOf(one) })),
  regressions: regressions.map(({ item, metric, baseline, candidate }) => ({
    id: item.id,
    metric,
    baseline,
    candidate,
  })),
  files,
});
