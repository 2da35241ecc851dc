import type { Rewrite } from '../types.ts';

export type Repair = Rewrite['repairs'][number];

export interface Rewritten {
  readonly text: string;
  readonly repairs: readonly Repair[];
}
