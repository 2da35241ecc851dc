/** Observed latency by stage name, in milliseconds. A stage that is `undefined` is missing. */
export type StagesMs = Readonly<Record<string, number | undefined>>;

/** What the check reads of a record. A record without `stages_ms` has no stages, as in the source document's lab. */
export interface BudgetRecord {
  readonly trace_id: string;
  readonly stages_ms?: StagesMs | undefined;
}

/** The allowed latency by stage name, in milliseconds. */
export type BudgetsMs = Readonly<Record<string, number>>;

/** One turn that broke its budget: at least one stage, with the observed latency in milliseconds. */
export interface BudgetViolation {
  readonly trace_id: string;
  readonly violations: Readonly<Record<string, number>>;
}

/** The stages of one turn whose observed latency is greater than their budget, in the order of `stagesMs`. */
export function violatedStages(stagesMs: StagesMs | undefined, budgetsMs: BudgetsMs): Readonly<Record<string, number>> {
  if (typeof stagesMs !== 'object' || stagesMs === null) return {};
  // Own keys only, and Object.fromEntries defines rather than assigns: a stage may be called `constructor` or `__proto__`.
  return Object.fromEntries(
    Object.entries(stagesMs).filter((stage): stage is [string, number] => {
      const [name, value] = stage;
      if (typeof value !== 'number' || !Object.hasOwn(budgetsMs, name)) return false;
      const budgetMs = budgetsMs[name];
      return typeof budgetMs === 'number' && value > budgetMs;
    }),
  );
}

/**
 * The turns in which any stage exceeds its budget, in the order of `records`: the latency budget checker of the source
 * document's coding lab. A stage violates when its value is greater than its budget; a stage that a record lacks and a
 * stage without a budget are ignored. What is not a record, not an object of stages or not a number violates nothing:
 * catching that is the work of `validateRecords`.
 */
export function budgetViolations(records: Iterable<BudgetRecord>, budgetsMs: BudgetsMs): BudgetViolation[] {
  const found: BudgetViolation[] = [];
  for (const record of records) {
    const violations = violatedStages(record?.stages_ms, budgetsMs);
    if (Object.keys(violations).length > 0) found.push({ trace_id: record.trace_id, violations });
  }
  return found;
}
