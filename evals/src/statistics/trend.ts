import { median } from 'simple-statistics';
import { normalCdf } from './normal.ts';

export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** Theil (1950) and Sen's (1968) line: the median of the slopes of all pairs of points; up to 29 % wild points do no harm. */
export function theilSen(points: readonly (readonly [number, number])[]): Line {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).flatMap(([otherX, otherY]) => (otherX === x ? [] : [(otherY - y) / (otherX - x)])),
  );
  const slope = slopes.length > 0 ? median(slopes) : 0;
  return { slope, intercept: points.length > 0 ? median(points.map(([x, y]) => y - slope * x)) : 0 };
}

export interface TrendTest {
  /** Pairs that rise less pairs that fall. */
  readonly statistic: number;
  /** Two-sided. */
  readonly p: number;
}

/** Mann (1945) and Kendall's test of a trend, normal approximation with ties and continuity corrected; sound from ten values on. */
export function mannKendall(values: readonly number[]): TrendTest {
  const count = values.length;
  let statistic = 0;
  for (let later = 1; later < count; later++) {
    for (let earlier = 0; earlier < later; earlier++) statistic += Math.sign(values[later]! - values[earlier]!);
  }
  const spread = (size: number) => size * (size - 1) * (2 * size + 5);
  const ties = [...Map.groupBy(values, (value) => value).values()].reduce((sum, { length }) => sum + spread(length), 0);
  const deviation = Math.sqrt((spread(count) - ties) / 18);
  if (deviation === 0 || statistic === 0) return { statistic, p: 1 };
  return { statistic, p: Math.min(1, 2 * (1 - normalCdf((Math.abs(statistic) - 1) / deviation))) };
}
