/**
 * The `percent`-th percentile (0…100) by linear interpolation between the two closest ranks: rank
 * `percent / 100 · (n − 1)` of the sorted values, Hyndman and Fan's type 7, as everywhere in the service. Null of no values.
 */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (percent / 100) * (sorted.length - 1);
  const below = sorted[Math.floor(rank)];
  const above = sorted[Math.ceil(rank)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (rank - Math.floor(rank));
}
