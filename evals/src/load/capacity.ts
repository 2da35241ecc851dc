/** How many sessions keep every budget: a fit over all that was measured, not the word of the last step. */
import { seededRandom } from '../sounds/index.ts';

/** Of one budget at one number of sessions. */
export interface Observation {
  readonly sessions: number;
  readonly over: number;
  readonly turns: number;
}

/** The share of turns above a budget, as a function of the sessions: logistic in their logarithm. */
export interface ShareCurve {
  shareAt(sessions: number): number;
  /** Where the curve crosses a share: sessions, fractional. */
  crossing(share: number): number;
}

/**
 * Prior beliefs, as a mean and a standard deviation. That of the slope is a queue near saturation, from 1 % to 50 % of the turns over a
 * budget within a factor of about two in load; with some hundred turns it halves the spread of the capacity from search to search,
 * and where the true slope is 4 or 11 the capacity is 10 % too high or 7 % too low (README.md). That of the centre is next to none.
 */
const slopePrior = { mean: 6, deviation: 1 };
const centrePrior = { deviation: 6 };
const newtonSteps = 50;

/**
 * Maximum a posteriori of P(over) = logistic(a + b·ln(sessions / reference)), b above 0, by Newton's method on the convex
 * negative log posterior. As thresholds are estimated from trials at several strengths: Finney, Probit Analysis (1947), with the
 * logistic for the normal curve (Berkson 1944).
 */
export function fitShares(observations: readonly Observation[]): ShareCurve {
  const known = observations.filter(({ turns }) => turns > 0);
  const reference = Math.exp(mean(known.map(({ sessions }) => Math.log(sessions))) || 0);
  const x = known.map(({ sessions }) => Math.log(sessions / reference));
  let [a, b] = [0, slopePrior.mean];
  for (let step = 0; step < newtonSteps; step++) {
    const [precisionA, precisionB] = [1 / centrePrior.deviation ** 2, 1 / slopePrior.deviation ** 2];
    const gradient = [a * precisionA, (b - slopePrior.mean) * precisionB] as [number, number];
    const hessian = [precisionA, 0, precisionB] as [number, number, number];
    for (const [index, { over, turns }] of known.entries()) {
      const at = x[index]!;
      const share = logistic(a + b * at);
      const [error, weight] = [turns * share - over, turns * share * (1 - share)];
      gradient[0] += error;
      gradient[1] += error * at;
      hessian[0] += weight;
      hessian[1] += weight * at;
      hessian[2] += weight * at * at;
    }
    const determinant = hessian[0] * hessian[2] - hessian[1] ** 2;
    const change = [
      (hessian[2] * gradient[0] - hessian[1] * gradient[1]) / determinant,
      (hessian[0] * gradient[1] - hessian[1] * gradient[0]) / determinant,
    ] as const;
    // Far from the optimum a whole step may overshoot.
    const damping = Math.min(1, 2 / Math.max(Math.abs(change[0]), Math.abs(change[1]), 1e-12));
    a -= damping * change[0];
    b = Math.max(leastSlope, b - damping * change[1]);
    if (Math.max(Math.abs(change[0]), Math.abs(change[1])) < 1e-9) break;
  }
  return {
    shareAt: (sessions) => logistic(a + b * Math.log(sessions / reference)),
    crossing: (share) => reference * Math.exp((Math.log(share / (1 - share)) - a) / b),
  };
}

/** More load never makes a service faster. */
const leastSlope = 0.1;
const logistic = (value: number): number => 1 / (1 + Math.exp(-value));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** What was measured of every budget at one number of sessions. */
export interface LoadLevel {
  readonly sessions: number;
  readonly criteria: readonly {
    readonly name: string;
    readonly over: number;
    readonly turns: number;
    readonly allowed_share: number;
  }[];
  /** Sessions that were not taken or were broken off: one is too many. */
  readonly lost: number;
}

export interface CriterionCapacity {
  readonly name: string;
  /** Sessions, fractional; never beyond the largest number measured, nor below 0. */
  readonly sessions: number;
  /** The budget was kept wherever it was measured: the capacity is at least this. */
  readonly atLeast: boolean;
}

export interface Capacity {
  /** The least of all budgets'. */
  readonly sessions: number;
  readonly atLeast: boolean;
  /** Least first. */
  readonly byCriterion: readonly CriterionCapacity[];
}

/** The name of the criterion that no session is refused or broken off. */
export const admission = 'admission';

export function capacityOf(levels: readonly LoadLevel[]): Capacity {
  const most = Math.max(0, ...levels.map(({ sessions }) => sessions));
  const byCriterion = [
    ...namesOf(levels).map((name) => criterionCapacity(name, levels, most)),
    admissionCapacity(levels, most),
  ].sort((a, b) => a.sessions - b.sessions || Number(a.atLeast) - Number(b.atLeast));
  const [first] = byCriterion;
  return { sessions: first?.sessions ?? 0, atLeast: first?.atLeast ?? true, byCriterion };
}

const namesOf = (levels: readonly LoadLevel[]): string[] => [
  ...new Set(levels.flatMap(({ criteria }) => criteria.map(({ name }) => name))),
];

const observationsOf = (name: string, levels: readonly LoadLevel[]) =>
  levels.flatMap(({ sessions, criteria }) =>
    criteria.filter((one) => one.name === name).map((one) => ({ ...one, sessions })),
  );

function criterionCapacity(name: string, levels: readonly LoadLevel[], most: number): CriterionCapacity {
  const observations = observationsOf(name, levels);
  // What never happened has no place on a curve, only beliefs would.
  if (observations.every(({ over }) => over === 0)) return { name, sessions: most, atLeast: true };
  const crossing = fitShares(observations).crossing(observations[0]?.allowed_share ?? 0.05);
  return { name, sessions: Math.min(most, crossing), atLeast: crossing >= most };
}

function admissionCapacity(levels: readonly LoadLevel[], most: number): CriterionCapacity {
  const refusing = levels.filter(({ lost }) => lost > 0).map(({ sessions }) => sessions);
  const below = levels
    .filter(({ sessions, lost }) => lost === 0 && !refusing.some((count) => count <= sessions))
    .map(({ sessions }) => sessions);
  return {
    name: admission,
    sessions: refusing.length === 0 ? most : Math.max(0, ...below),
    atLeast: refusing.length === 0,
  };
}

const resamples = 400;

/**
 * The capacity as it might have come out: the turns above each budget, in every step, drawn again from the fitted curve. Parametric
 * bootstrap: Efron and Tibshirani, An Introduction to the Bootstrap (1993), 6.5.
 */
export function capacityDraws(levels: readonly LoadLevel[], seed: string): number[] {
  const random = seededRandom(`${seed}/capacity`);
  const curves = new Map(namesOf(levels).map((name) => [name, fitShares(observationsOf(name, levels))]));
  const draw = (turns: number, share: number) => {
    let count = 0;
    for (let turn = 0; turn < turns; turn++) if (random.next() < share) count++;
    return count;
  };
  return Array.from({ length: resamples }, () => {
    const drawn = levels.map((level) => ({
      ...level,
      criteria: level.criteria.map((one) => ({
        ...one,
        over: draw(one.turns, curves.get(one.name)?.shareAt(level.sessions) ?? 0),
      })),
    }));
    return capacityOf(drawn).sessions;
  });
}

/** 95 %, from the draws. */
export function capacityInterval(
  levels: readonly LoadLevel[],
  seed: string,
): { readonly low: number; readonly high: number } {
  const draws = capacityDraws(levels, seed).sort((a, b) => a - b);
  return { low: draws[Math.floor(0.025 * resamples)]!, high: draws[Math.ceil(0.975 * resamples) - 1]! };
}
