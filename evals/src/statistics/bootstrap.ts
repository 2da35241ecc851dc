import { quantileSorted } from 'simple-statistics';
import type { Metric } from '../results-schema/index.ts';
import { type SeededRandom, seededRandom } from '../sounds/seeded-random.ts';
import { estimatorOf, type GroupedMeasure, indexGroups, type WeightedEstimator } from './estimators.ts';
import { normalCdf, normalQuantile } from './normal.ts';

export type Interval = readonly [number, number];

export interface BootstrapOptions {
  readonly seed: string;
  /** 2000 unless told. */
  readonly resamples?: number;
  /** 0.95 unless told. */
  readonly confidence?: number;
  /** `bca` unless told; the README says why. */
  readonly method?: 'bca' | 'percentile';
  /** Sizes of consecutive parts that are drawn each for itself, such as two samples; all units together unless told. */
  readonly strata?: readonly number[];
}

export interface BootstrapResult {
  readonly estimate: number;
  readonly interval: Interval;
  /** Sorted. */
  readonly draws: Float64Array;
  /** Independent units: groups. */
  readonly samples: number;
}

/** Interval of one aggregate over groups; undefined when nothing counts. */
export function bootstrapMeasure(
  clips: readonly GroupedMeasure[],
  kind: Metric['aggregate'],
  options: BootstrapOptions,
): BootstrapResult | undefined {
  const { groups, count } = indexGroups(clips.map(({ group }) => group));
  const measures = clips.map(({ measure }) => measure);
  return bootstrapWeights(estimatorOf(groups, measures, kind, count), count, options);
}

/**
 * Bootstrap of any estimator that is told how often each of `count` units is drawn. Draws in which nothing counts are left out.
 * Percentile interval: Efron 1979. BCa, bias-corrected and accelerated: Efron 1987, "Better bootstrap confidence intervals", with
 * the acceleration by jackknife.
 */
export function bootstrapWeights(
  estimator: WeightedEstimator,
  count: number,
  { seed, resamples = 2000, confidence = 0.95, method = 'bca', strata = [count] }: BootstrapOptions,
): BootstrapResult | undefined {
  const weights = new Uint32Array(count).fill(1);
  const estimate = estimator(weights);
  if (Number.isNaN(estimate)) return undefined;
  const random = seededRandom(seed);
  const draws = new Float64Array(resamples);
  for (let draw = 0; draw < resamples; draw++) {
    drawInto(weights, strata, random);
    draws[draw] = estimator(weights);
  }
  const sorted = draws.filter((value) => !Number.isNaN(value)).sort();
  const tails = [(1 - confidence) / 2, (1 + confidence) / 2] as const;
  const shares = method === 'bca' ? correctedShares(tails, sorted, estimate, estimator, count) : tails;
  return { estimate, interval: intervalAt(sorted, shares), draws: sorted, samples: count };
}

function drawInto(weights: Uint32Array, strata: readonly number[], random: SeededRandom): void {
  weights.fill(0);
  let start = 0;
  for (const size of strata) {
    for (let unit = 0; unit < size; unit++) weights[start + random.below(size)]!++;
    start += size;
  }
}

const intervalAt = (sorted: Float64Array, [low, high]: Interval): Interval => {
  const values = sorted as unknown as number[];
  return [quantileSorted(values, low), quantileSorted(values, high)];
};

function correctedShares(
  tails: Interval,
  sorted: Float64Array,
  estimate: number,
  estimator: WeightedEstimator,
  count: number,
): Interval {
  const below = sorted.filter((value) => value < estimate).length;
  const ties = sorted.filter((value) => value === estimate).length;
  const bias = normalQuantile(clampShare((below + ties / 2) / sorted.length, sorted.length));
  const acceleration = jackknifeAcceleration(estimator, count);
  const corrected = (share: number) => {
    const shifted = bias + normalQuantile(share);
    return clampShare(normalCdf(bias + shifted / (1 - acceleration * shifted)), sorted.length);
  };
  return [corrected(tails[0]), corrected(tails[1])];
}

const clampShare = (share: number, draws: number): number => Math.min(1 - 0.5 / draws, Math.max(0.5 / draws, share));

function jackknifeAcceleration(estimator: WeightedEstimator, count: number): number {
  const weights = new Uint32Array(count).fill(1);
  const estimates: number[] = [];
  for (let unit = 0; unit < count; unit++) {
    weights[unit] = 0;
    const without = estimator(weights);
    weights[unit] = 1;
    if (!Number.isNaN(without)) estimates.push(without);
  }
  const mean = estimates.reduce((sum, value) => sum + value, 0) / Math.max(1, estimates.length);
  const power = (exponent: number) => estimates.reduce((sum, value) => sum + (mean - value) ** exponent, 0);
  const spread = power(2);
  return spread > 0 ? power(3) / (6 * spread ** 1.5) : 0;
}
