import type { BudgetStage, TurnRecord } from '@cascade/contracts';
import { endOfTurnMs, firstSoundMs } from '../derive/stage-interval.ts';
import { budgetRows, budgetStageOrder, type RowId, stageMeaning } from '../derive/stages.ts';

/** The one number that stands at the end of a row. */
export interface RowFigure {
  readonly ms: number;
  readonly budgetMs: number | undefined;
  /** What it measures. */
  readonly what: string;
}

/**
 * The row's budgeted stage, and of two the one that is over, else the one that the user waits for. Rows without a budget
 * show when the turn's end was decided, and when the first sound was heard.
 */
export function rowFigure(record: TurnRecord, row: RowId): RowFigure | undefined {
  if (row === 'turn') {
    const ms = endOfTurnMs(record);
    return ms === undefined ? undefined : { ms, budgetMs: undefined, what: stageMeaning('end_of_turn') };
  }
  if (row === 'heard') {
    const ms = firstSoundMs(record);
    return ms === null ? undefined : { ms, budgetMs: undefined, what: stageMeaning('voice_to_voice') };
  }
  const happened = budgetStageOrder.filter(
    (stage) => budgetRows[stage] === row && Object.hasOwn(record.stages_ms, stage),
  );
  const over = happened.find((stage) => Object.hasOwn(record.budget.violations, stage));
  const stage: BudgetStage | undefined = over ?? happened.at(-1);
  if (stage === undefined) return undefined;
  return { ms: record.stages_ms[stage]!, budgetMs: record.budget.budgets_ms[stage], what: stageMeaning(stage) };
}
