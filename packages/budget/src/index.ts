export {
  type BudgetRecord,
  type BudgetsMs,
  type BudgetViolation,
  budgetViolations,
  type StagesMs,
  violatedStages,
} from './budget-violations.ts';
export { loadBudgets, type NamedBudgets } from './budgets-file.ts';
export { type Interval, percentileInterval, shareInterval } from './confidence.ts';
export {
  type BudgetDeclaration,
  builtInBudgets,
  type DeclaredBudget,
  type DeclaredProfile,
  loadBudgetDeclaration,
  parseBudgetDeclaration,
  turnBudgetsOf,
} from './declared-budgets.ts';
export { type LatencyPart, latencyParts } from './latency-parts.ts';
export { describeFound, jsonPath, type RecordProblem, schemaProblems, type ValueProblem } from './problem.ts';
export {
  type BudgetProfile,
  type BudgetProfileName,
  budgetProfiles,
  isBudgetProfileName,
  judgeTurn,
} from './profiles.ts';
export { percentile, StageStatistics, type StageSummary } from './stage-statistics.ts';
export { stageTable } from './stage-table.ts';
export { defaultTeams, type StageTeams } from './teams.ts';
export { formatMs, printable, textTable } from './text-table.ts';
export { sliceKinds, slicesOf } from './turn-slices.ts';
export { type VerdictOptions, verdictBudgets, verdictsOf } from './turn-verdicts.ts';
export type { LatencyBudget } from './usual-shares.ts';
export { budgetRecordSchema, type ValidatedRecord, validateRecord, validateRecords } from './validate-records.ts';
export { renderWaterfall, type WaterfallOptions } from './waterfall.ts';
