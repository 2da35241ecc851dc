import type { StagesMs } from './budget-violations.ts';

/**
 * The `percent`-th percentile (0…100) by linear interpolation between the two closest ranks: rank
 * `percent / 100 · (n − 1)` of the sorted values, Hyndman and Fan's type 7, as in NumPy. Null of no values.
 */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (rank - Math.floor(rank));
}

export interface StageSummary {
  readonly stage: string;
  readonly budgetMs: number | undefined;
  readonly turns: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Turns above the budget. */
  readonly over: number;
}

/** Collects stage latencies of many turns: budgeted stages first, in the order of the budgets, then the others as met. */
export class StageStatistics {
  readonly #budgetsMs: Readonly<Record<string, number>>;
  readonly #values = new Map<string, number[]>();

  constructor(budgetsMs: Readonly<Record<string, number>>) {
    this.#budgetsMs = budgetsMs;
    for (const stage of Object.keys(budgetsMs)) this.#values.set(stage, []);
  }

  add(stagesMs: StagesMs): void {
    for (const [stage, value] of Object.entries(stagesMs)) {
      if (value === undefined) continue;
      const values = this.#values.get(stage);
      if (values) values.push(value);
      else this.#values.set(stage, [value]);
    }
  }

  /** Stages that occurred at least once. */
  summaries(): StageSummary[] {
    return [...this.#values].flatMap(([stage, values]) => {
      const p50Ms = percentile(values, 50);
      const p95Ms = percentile(values, 95);
      const maxMs = percentile(values, 100);
      if (p50Ms === null || p95Ms === null || maxMs === null) return [];
      const budgetMs = Object.hasOwn(this.#budgetsMs, stage) ? this.#budgetsMs[stage] : undefined;
      const over = budgetMs === undefined ? 0 : values.filter((value) => value > budgetMs).length;
      return [{ stage, budgetMs, turns: values.length, p50Ms, p95Ms, maxMs, over }];
    });
  }
}
