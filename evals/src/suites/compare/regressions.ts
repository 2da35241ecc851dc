import type { EvalRun, Measure } from '../../results-schema/index.ts';
import type { Told } from '../runner/run-suite.ts';
import type { SuiteItem } from '../suite.ts';

/** An item on which the candidate did worse. */
export interface Regression {
  readonly item: SuiteItem;
  readonly metric: string;
  readonly baseline: Measure;
  readonly candidate: Measure;
  readonly hypotheses: readonly [baseline: string, candidate: string];
}

/**
 * Those with the most errors more, by the metric that the suite names first; of a group only one.
 *
 * @param metric with errors as numerators
 */
export function worstRegressions(
  [baseline, candidate]: readonly [EvalRun, EvalRun],
  told: readonly Told[],
  metric: string,
  most: number,
): Regression[] {
  const before = new Map(baseline.clips.map((clip) => [clip.id, clip.metrics[metric]]));
  const after = new Map(candidate.clips.map((clip) => [clip.id, clip.metrics[metric]]));
  const isHigherWorse = candidate.metrics[metric]?.better === 'lower';
  const worse = told.flatMap(({ item, hypotheses }): Regression[] => {
    const [left, right] = [before.get(item.id), after.get(item.id)];
    if (!left || !right || hypotheses.length !== 2) return [];
    return [{ item, metric, baseline: left, candidate: right, hypotheses: [hypotheses[0]!, hypotheses[1]!] }];
  });
  const lossOf = (one: Regression) => (isHigherWorse ? 1 : -1) * (one.candidate.numerator - one.baseline.numerator);
  const groups = new Set<string>();
  return worse
    .filter((one) => lossOf(one) > 0)
    .sort((left, right) => lossOf(right) - lossOf(left) || left.item.id.localeCompare(right.item.id))
    .filter(({ item: { group } }) => !groups.has(group) && groups.add(group))
    .slice(0, most);
}
