import type { EvalRun } from '../../results-schema/index.ts';
import { seededRandom } from '../../sounds/seeded-random.ts';
import { type Interval, influenceDeviation, samplesForPower, wilsonInterval } from '../../statistics/index.ts';
import { normalCdf, normalQuantile } from '../../statistics/normal.ts';
import { alpha, compareRuns, pairsBySlice, verdictOf } from '../compare/compare-runs.ts';
import { onlyMetrics } from './draw-runs.ts';
import { type Planted, plantRegression } from './plant.ts';

export interface DetectionCheck extends Planted {
  readonly runs: number;
  /** Independent recordings of the slice, and words in them. */
  readonly samples: number;
  readonly words: number;
  /** Figures that are looked at together. */
  readonly figures: number;
  /** By normal approximation from the spread of the clips. */
  readonly statedPower: number;
  readonly found: number;
  readonly interval: Interval;
  /** Recordings that a power of 80 % would take. */
  readonly samplesFor80: number;
}

/** A regression planted into one slice of measured results, looked for among the word error rates of all slices. */
export function checkDetection(
  measured: EvalRun,
  planted: Planted,
  { runs, seed }: { readonly runs: number; readonly seed: string },
): DetectionCheck {
  const baseline = onlyMetrics(measured, ['wer']);
  const candidateOf = (run: number) => plantRegression(baseline, planted, seededRandom(`${seed}/${run}`));
  let found = 0;
  for (let run = 0; run < runs; run++) {
    const differences = compareRuns(baseline, candidateOf(run), {
      seed: `${seed}/${run}`,
      resamples: 50,
      permutations: 10_000,
    });
    if (differences.some((one) => one.slice === planted.slice && verdictOf(one) === 'worse')) found++;
  }
  const slices = pairsBySlice(baseline, candidateOf(0), 'wer');
  const pairs = slices.get(planted.slice) ?? [];
  const samples = new Set(pairs.map(({ group }) => group)).size;
  // The strictest step of Holm's correction, one direction.
  const level = alpha / 2 / slices.size;
  const deviation = meanOf(
    Array.from({ length: 20 }, (_, pilot) => deviationOf(baseline, candidateOf(-1 - pilot), planted)),
  );
  return {
    ...planted,
    runs,
    samples,
    words: pairs.reduce((sum, pair) => sum + pair.baseline.denominator, 0),
    figures: slices.size,
    statedPower: powerOf({ effect: planted.regression, deviation, samples, level }),
    found,
    interval: wilsonInterval(found, runs),
    samplesFor80: samplesForPower({ effect: planted.regression, deviation, alpha: level, power: 0.8 }),
  };
}

const deviationOf = (baseline: EvalRun, candidate: EvalRun, { slice }: Planted): number =>
  influenceDeviation(pairsBySlice(baseline, candidate, 'wer').get(slice) ?? []);

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The other way round than `samplesForPower`: z of power = effect × √n / deviation − z of alpha. */
const powerOf = (question: { effect: number; deviation: number; samples: number; level: number }): number => {
  const { effect, deviation, samples, level } = question;
  return normalCdf((effect * Math.sqrt(samples)) / deviation - normalQuantile(1 - level));
};
