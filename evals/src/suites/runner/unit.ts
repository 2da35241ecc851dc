import type { SuiteItem } from '../suite.ts';
import type { EntryPlan } from './entry-plan.ts';

/** One item, and the entries that run it in this order. */
export interface Unit {
  readonly item: SuiteItem;
  readonly entries: readonly EntryPlan[];
  /** Tells measurements of the same thing apart; 0 unless something is measured several times. */
  readonly repeat: number;
}
