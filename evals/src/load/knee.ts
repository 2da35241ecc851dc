export interface CurvePoint {
  readonly sessions: number;
  readonly ms: number;
}

/** A curve that bends less than this from its chord, as a share of the plot's height, has no knee. */
const leastBend = 0.1;

/**
 * The number of sessions at which latency begins to run away: the point of the curve furthest below the line from its first point
 * to its last, with both axes scaled to 0 … 1. Source: Satopää, Albrecht, Irwin and Raghavan, Finding a "Kneedle" in a Haystack
 * (2011), for a convex increasing curve and all points known; points of the same load are averaged, and a latency that falls
 * with more load is noise (monotone regression by pooling adjacent violators).
 *
 * @returns undefined of fewer than four loads, or of a curve without a bend
 */
export function kneeOf(points: readonly CurvePoint[]): CurvePoint | undefined {
  const curve = increasing(averaged(points));
  const [first, last] = [curve[0], curve.at(-1)];
  if (curve.length < 4 || !first || !last || last.ms <= first.ms) return undefined;
  const below = ({ sessions, ms }: CurvePoint) =>
    (sessions - first.sessions) / (last.sessions - first.sessions) - (ms - first.ms) / (last.ms - first.ms);
  const knee = curve.reduce((best, point) => (below(point) > below(best) ? point : best));
  return below(knee) >= leastBend ? knee : undefined;
}

interface Pool extends CurvePoint {
  readonly weight: number;
}

function averaged(points: readonly CurvePoint[]): Pool[] {
  const loads = [...new Set(points.map(({ sessions }) => sessions))].sort((a, b) => a - b);
  return loads.map((sessions) => {
    const same = points.filter((point) => point.sessions === sessions);
    return { sessions, ms: same.reduce((sum, { ms }) => sum + ms, 0) / same.length, weight: same.length };
  });
}

/** Pool adjacent violators (Ayer and others 1955): the closest curve that never falls. */
function increasing(points: readonly Pool[]): CurvePoint[] {
  const pools: { ms: number; weight: number; sessions: number[] }[] = [];
  for (const { sessions, ms, weight } of points) {
    pools.push({ ms, weight, sessions: [sessions] });
    for (
      let [last, before] = [pools.at(-1)!, pools.at(-2)];
      before && before.ms > last.ms;
      [last, before] = [pools.at(-1)!, pools.at(-2)]
    ) {
      const joint = before.weight + last.weight;
      pools.splice(-2, 2, {
        ms: (before.ms * before.weight + last.ms * last.weight) / joint,
        weight: joint,
        sessions: [...before.sessions, ...last.sessions],
      });
    }
  }
  return pools.flatMap(({ ms, sessions }) => sessions.map((count) => ({ sessions: count, ms })));
}
