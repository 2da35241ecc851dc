import { type BudgetsMs, type LatencyBudget, percentile, percentileInterval, shareInterval } from '@cascade/budget';
import type { TurnRecord } from '@cascade/contracts';
import { type Estimate, type LatencyFigures, latencies, shownPercentiles } from './report.ts';

/** Latencies of some turns, one number each. */
export class LatencySamples {
  turns = 0;
  readonly #values = new Map<LatencyBudget, number[]>(latencies.map((stage) => [stage, []]));
  #sorted = true;

  add(record: TurnRecord): void {
    this.turns += 1;
    this.#sorted = false;
    for (const [stage, values] of this.#values) {
      const ms = stage === 'voice_to_voice' ? record.voice_to_voice_ms : record.stages_ms[stage];
      if (ms !== undefined && ms !== null) values.push(ms);
    }
  }

  /** Ascending. */
  valuesOf(stage: LatencyBudget): readonly number[] {
    if (!this.#sorted) for (const values of this.#values.values()) values.sort((a, b) => a - b);
    this.#sorted = true;
    return this.#values.get(stage) ?? [];
  }

  estimate(stage: LatencyBudget, percent: number): Estimate {
    const values = this.valuesOf(stage);
    return { value: percentile(values, percent), ...percentileInterval(values, percent) };
  }

  /** Of the latencies that happened. @param budgetsMs what a single turn is judged by */
  figures(budgetsMs: BudgetsMs): LatencyFigures[] {
    return latencies.flatMap((stage) => {
      const values = this.valuesOf(stage);
      if (values.length === 0) return [];
      const percentiles = Object.fromEntries(
        shownPercentiles.map((percent) => [`p${percent}`, this.estimate(stage, percent)]),
      ) as LatencyFigures['percentiles'];
      return [{ stage, turns: values.length, percentiles, over: overBudget(values, budgetsMs[stage]) }];
    });
  }
}

function overBudget(values: readonly number[], budget_ms: number | undefined): LatencyFigures['over'] {
  if (budget_ms === undefined) return null;
  const turns = values.filter((value) => value > budget_ms).length;
  return { budget_ms, turns, ...shareOf(turns, values.length) };
}

export const shareOf = (count: number, of: number): Estimate => ({
  value: of === 0 ? null : count / of,
  ...shareInterval(count, of),
});
