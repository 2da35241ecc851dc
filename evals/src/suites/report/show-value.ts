/** A figure with its unit: shares as percent, times in ms. */
export function showValue(value: number, unit: string): string {
  if (unit === 'ratio') return `${(100 * value).toFixed(1)} %`;
  if (unit === 'ms') return `${value.toFixed(0)} ms`;
  return `${Number(value.toPrecision(3))}`;
}

/** A difference: of shares in points, of everything else relative where there is something to relate it to. */
export function showDifference(difference: number, baseline: number, unit: string): string {
  const sign = difference < 0 ? '−' : '+';
  if (unit === 'ratio') return `${sign}${Math.abs(100 * difference).toFixed(1)}`;
  if (baseline === 0) return difference === 0 ? '0' : `${sign}${Number(Math.abs(difference).toPrecision(2))}`;
  return `${sign}${Math.abs((100 * difference) / baseline).toFixed(0)} %`;
}
