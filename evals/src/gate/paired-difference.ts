import type { Metric } from '../results-schema/index.ts';
import { type PairedClip, pairedBootstrap, pOfWorse } from '../statistics/index.ts';

export interface PairedDifference {
  readonly baseline: number;
  readonly candidate: number;
  /** Candidate less baseline. */
  readonly difference: number;
  /** 95 % bootstrap interval of the difference. */
  readonly interval: readonly [number, number];
  /** Independent recordings. */
  readonly samples: number;
  /** One-sided p-values of how much worse the candidate is: H0 of `shownWorse` is "by no more than allowed". */
  shownWorse(allowed: number): number;
  /** The other way round: H0 is "by more than allowed". */
  shownSafe(allowed: number): number;
}

/**
 * Two entries over the same recordings. That something is worse is tested by `pOfWorse`; the interval, and that something is no worse,
 * come from the paired bootstrap.
 * Undefined when nothing counts.
 */
export function pairedDifference(
  clips: readonly PairedClip[],
  metric: Pick<Metric, 'aggregate' | 'better'>,
  options: { readonly resamples: number; readonly seed: string },
): PairedDifference | undefined {
  const found = pairedBootstrap(clips, metric.aggregate, options);
  if (!found) return undefined;
  const sign = metric.better === 'lower' ? 1 : -1;
  return {
    baseline: found.baseline,
    candidate: found.candidate,
    difference: found.estimate,
    interval: found.interval,
    samples: found.samples,
    shownWorse: (allowed) => pOfWorse(clips, found, metric, { seed: `${options.seed}/test`, allowed }),
    shownSafe: (allowed) => {
      const against = found.draws.filter((draw) => sign * draw > allowed).length;
      return (1 + against) / (1 + found.draws.length);
    },
  };
}
