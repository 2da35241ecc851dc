/** Pure and seeded: comparing two entries, correcting for many looks, intervals, power, drift, trends and changes. */
export {
  type BootstrapOptions,
  type BootstrapResult,
  bootstrapMeasure,
  bootstrapWeights,
  type Interval,
} from './bootstrap.ts';
export { type ChangePointOptions, changePoints } from './change-points.ts';
export { type ChangeTestOptions, changeTest } from './change-test.ts';
export { compareSlices, pOfWorse, type SliceComparison, type SliceOptions } from './compare-slices.ts';
export { adjustBenjaminiHochberg, adjustHolm } from './corrections.ts';
export {
  chiSquareTest,
  type DriftTest,
  driftThresholds,
  driftVerdict,
  kolmogorovSmirnov,
  populationStability,
  type StabilityIndex,
} from './drift.ts';
export type { GroupedMeasure } from './estimators.ts';
export {
  bootstrapPAbove,
  bootstrapPBelow,
  type PairedClip,
  type PairedDifference,
  pairedBootstrap,
} from './paired-comparison.ts';
export { type PermutationOptions, pairedPermutationTest } from './permutation-test.ts';
export {
  influenceDeviation,
  type MadeSlice,
  makeClips,
  type PowerQuestion,
  type SimulatedShare,
  samplesForPower,
  simulateShare,
} from './power.ts';
export { binomialTest, type Preference, preferenceTest, wilsonInterval } from './proportions.ts';
export { quantileDifference } from './quantile-difference.ts';
export { signedRankTest } from './signed-rank-test.ts';
export { type Line, mannKendall, type TrendTest, theilSen } from './trend.ts';
