import type { Measure } from '../results-schema/index.ts';

/** One case of a share: whether it happened. */
export const oneOf = (happened: boolean): Measure => ({ numerator: happened ? 1 : 0, denominator: 1 });

/** A clip that says nothing of the metric. */
export const notCounted: Measure = { numerator: 0, denominator: 0 };

/** A time or an amount, counted once. Undefined where it did not come about. */
export const single = (value: number | undefined): Measure =>
  value === undefined ? notCounted : { numerator: value, denominator: 1 };

export function sumMeasures(measures: readonly Measure[]): Measure {
  return {
    numerator: measures.reduce((sum, { numerator }) => sum + numerator, 0),
    denominator: measures.reduce((sum, { denominator }) => sum + denominator, 0),
  };
}
