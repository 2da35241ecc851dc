export { aggregate, measureOf } from './aggregate.ts';
export { type ResultsFile, readResults } from './read-results.ts';
export {
  type ClipResult,
  type EvalRun,
  evalFileSchema,
  evalRunSchema,
  type Measure,
  type Metric,
} from './result-schema.ts';
