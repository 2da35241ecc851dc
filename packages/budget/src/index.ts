export {
  type BudgetRecord,
  type BudgetsMs,
  type BudgetViolation,
  budgetViolations,
  type StagesMs,
  violatedStages,
} from './budget-violations.ts';
export { loadBudgets, type NamedBudgets } from './budgets-file.ts';
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
export { formatMs, printable } from './text-table.ts';
export { budgetRecordSchema, type ValidatedRecord, validateRecord, validateRecords } from './validate-records.ts';
export { renderWaterfall, type WaterfallOptions } from './waterfall.ts';
