import { errorFunction, probit } from 'simple-statistics';

/** Distribution function of the standard normal; simple-statistics has it as a table with steps of 0.01 only. */
export const normalCdf = (z: number): number => 0.5 * (1 + errorFunction(z / Math.SQRT2));

const density = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** Quantile of the standard normal: simple-statistics' estimate, good to three digits, made better by two Newton steps. */
export function normalQuantile(share: number): number {
  let z = probit(share);
  for (let step = 0; step < 2; step++) z -= (normalCdf(z) - share) / density(z);
  return z;
}
