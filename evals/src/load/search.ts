/** Where to measure next, and when there is nothing left to learn. Pure: everything follows from the steps so far. */
import { capacityOf, type LoadLevel } from './capacity.ts';

export interface SearchStep extends LoadLevel {
  /** The generator could not make so much load: nothing is known of the service. */
  readonly generatorLimited: boolean;
}

export interface SearchOptions {
  readonly start: number;
  /** Never more sessions than this. */
  readonly most: number;
}

/** Each next step of the climb. */
const growth = 2;
/**
 * Where to measure once the climb is over, as multiples of the capacity that all steps so far suggest: somewhat above it, where a
 * turn tells most about the curve (some are over, not all).
 */
const around = [1.1, 1.3] as const;

/** What the generator could not do so often is beyond it; once may be the machine's doing. */
const generatorTries = 3;

export interface SearchMove {
  readonly sessions: number;
  /** A rough look on the way up, not a measurement for its own sake. */
  readonly climbing: boolean;
}

/**
 * First doubling until a budget is clearly broken, then a little above the capacity that all steps so far suggest, where it has been
 * measured least.
 *
 * @returns what to measure next; undefined when no more steps would help
 */
export function nextMove(steps: readonly SearchStep[], { start, most }: SearchOptions): SearchMove | undefined {
  const counted = steps.filter((step) => !step.generatorLimited);
  const last = steps.at(-1);
  const limited = steps.filter((step) => step.generatorLimited).map(({ sessions }) => sessions);
  const climbing = !counted.some(isClearlyBroken);
  const failures = (sessions: number) => limited.filter((one) => one === sessions).length;
  if (last?.generatorLimited && failures(last.sessions) < generatorTries) return { sessions: last.sessions, climbing };
  const reachable = Math.min(
    most,
    ...limited.filter((sessions) => failures(sessions) >= generatorTries).map((sessions) => sessions - 1),
  );
  if (reachable < 1) return undefined;
  if (!climbing)
    return {
      sessions: leastMeasured(
        around.map((factor) => factor * capacityOf(counted).sessions),
        counted,
        reachable,
      ),
      climbing,
    };
  const reached = Math.max(0, ...counted.map(({ sessions }) => sessions));
  if (reached === 0) return { sessions: Math.min(start, reachable), climbing };
  if (reached < reachable) return { sessions: Math.min(reachable, reached * growth), climbing };
  // All that may be asked for is kept: once more, at length, and that is it.
  return counted.filter(({ sessions }) => sessions === reached).length < 2
    ? { sessions: reached, climbing: false }
    : undefined;
}

/** One turn of a dozen above a budget is chance. */
const isClearlyBroken = ({ lost, criteria }: SearchStep): boolean =>
  lost > 0 || criteria.some(({ over, turns, allowed_share }) => over >= 2 && over > allowed_share * turns);

function leastMeasured(wanted: readonly number[], steps: readonly SearchStep[], most: number): number {
  const candidates = wanted.map((sessions) => Math.min(most, Math.max(1, Math.round(sessions))));
  const times = (sessions: number) => steps.filter((step) => step.sessions === sessions).length;
  return candidates.reduce((best, sessions) => (times(sessions) < times(best) ? sessions : best));
}
