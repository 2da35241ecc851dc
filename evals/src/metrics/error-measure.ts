import type { Measure } from '../results-schema/index.ts';
import type { ErrorRates } from './word-errors.ts';

/** Errors and reference tokens, as results keep them. */
export const errorMeasure = ({ substitutions, deletions, insertions, referenceTokens }: ErrorRates): Measure => ({
  numerator: substitutions + deletions + insertions,
  denominator: referenceTokens,
});
