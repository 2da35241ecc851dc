/** Pure functions from what was said, shown and heard to numerators and denominators. The README defines each. */
export { type AlignedPair, type AlignmentStep, align, alignedPairs, type Edit, type EditCounts } from './alignment.ts';
export { type BiasedErrors, biasedErrors } from './biased-errors.ts';
export { correctionRate, isCorrection } from './corrections.ts';
export { type EntityResult, entityErrors, entityResults, type TaggedEntity } from './entity-errors.ts';
export { errorMeasure } from './error-measure.ts';
export { intelligibility } from './intelligibility.ts';
export { entityMetric, type MetricName, metricDefinitions } from './metric-definitions.ts';
export {
  type Normalizer,
  normalizedWords,
  normalizers,
  whisperBasic,
  whisperBasicLetters,
  whisperEnglish,
  whisperPackage,
} from './normalizers.ts';
export {
  type ShownHypothesis,
  stabilizationLag,
  unstablePartialWords,
  type WordLag,
  wordLags,
} from './partial-stability.ts';
export { phonemeErrors, phonemesOf } from './phoneme-errors.ts';
export { type SafetyAction, type SafetyMeasures, safetyMeasures } from './safety.ts';
export { notCounted, oneOf, single, sumMeasures } from './share.ts';
export { type TimedWord, type TimestampDrift, timestampDrift } from './timestamp-drift.ts';
export { type TurnOutcome, turnSuccess } from './turn-success.ts';
export { type TurnTimeline, type TurnTiming, turnTiming } from './turn-timing.ts';
export { characterErrors, type ErrorRates, pooledErrors, tokenErrors, wordErrors } from './word-errors.ts';
