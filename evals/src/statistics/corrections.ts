/**
 * Holm's step-down adjustment (1979, "A simple sequentially rejective multiple test procedure"): rejecting what is at most alpha
 * makes a false alarm in the whole family with probability at most alpha, whatever the dependence. For gates.
 */
export function adjustHolm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((left, right) => pValues[left]! - pValues[right]!);
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  for (const [rank, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = highest;
  }
  return adjusted;
}

/**
 * Benjamini and Hochberg's step-up adjustment (1995, "Controlling the false discovery rate"): of what is at most q, an expected
 * share of at most q is false, for independent or positively dependent tests. For dashboards, where many figures are looked at.
 */
export function adjustBenjaminiHochberg(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((left, right) => pValues[right]! - pValues[left]!);
  const adjusted = new Array<number>(pValues.length);
  let lowest = 1;
  for (const [rank, index] of order.entries()) {
    lowest = Math.min(lowest, (pValues.length / (pValues.length - rank)) * pValues[index]!);
    adjusted[index] = lowest;
  }
  return adjusted;
}
