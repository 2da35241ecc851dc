import { aggregate, type Measure, type Metric } from '../results-schema/index.ts';
import { seededRandom } from '../sounds/seeded-random.ts';

/** The same clip under both entries. */
export interface PairedClip {
  readonly group: string;
  readonly baseline: Measure;
  readonly candidate: Measure;
}

export interface PairedDifference {
  readonly baseline: number;
  readonly candidate: number;
  /** Candidate less baseline. */
  readonly difference: number;
  /** 95 % percentile interval of the difference. */
  readonly interval: readonly [number, number];
  /** Independent recordings. */
  readonly samples: number;
  /** One-sided p-values of how much worse the candidate is: H0 of `shownWorse` is "by no more than allowed". */
  shownWorse(allowed: number): number;
  /** The other way round: H0 is "by more than allowed". */
  shownSafe(allowed: number): number;
}

/**
 * Paired bootstrap over groups: recordings are drawn with replacement, both entries' measures of a drawn one together
 * (Bisani and Ney 2004, "Bootstrap estimates for confidence intervals in ASR performance evaluation"). A p-value is the
 * share of draws on the wrong side of the limit, with one added to both counts so that it is never 0.
 */
export function pairedDifference(
  clips: readonly PairedClip[],
  metric: Pick<Metric, 'aggregate' | 'better'>,
  options: { readonly resamples: number; readonly seed: string },
): PairedDifference | undefined {
  const baseline = aggregate(
    clips.map((clip) => clip.baseline),
    metric.aggregate,
  );
  const candidate = aggregate(
    clips.map((clip) => clip.candidate),
    metric.aggregate,
  );
  if (baseline === undefined || candidate === undefined) return undefined;
  const groups = [...Map.groupBy(clips, ({ group }) => group).values()];
  const differences = drawDifferences(groups, metric.aggregate, options);
  const sorted = Float64Array.from(differences).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  const sign = metric.better === 'lower' ? 1 : -1;
  const share = (isAgainst: (worse: number) => boolean) =>
    (1 + differences.filter((difference) => isAgainst(sign * difference)).length) / (1 + differences.length);
  return {
    baseline,
    candidate,
    difference: candidate - baseline,
    interval: [at(0.025), at(0.975)],
    samples: groups.length,
    shownWorse: (allowed) => share((worse) => worse <= allowed),
    shownSafe: (allowed) => share((worse) => worse > allowed),
  };
}

function drawDifferences(
  groups: readonly (readonly PairedClip[])[],
  kind: Metric['aggregate'],
  { resamples, seed }: { readonly resamples: number; readonly seed: string },
): number[] {
  const random = seededRandom(seed);
  // The sums of a ratio need no clip-by-clip work in each draw.
  const pooled = kind === 'ratio' ? groups.map((clips) => [poolOf(clips)]) : groups;
  const differences: number[] = [];
  for (let draw = 0; draw < resamples; draw++) {
    const drawn = pooled.flatMap(() => random.pick(pooled));
    const baseline = aggregate(
      drawn.map((clip) => clip.baseline),
      kind,
    );
    const candidate = aggregate(
      drawn.map((clip) => clip.candidate),
      kind,
    );
    if (baseline !== undefined && candidate !== undefined) differences.push(candidate - baseline);
  }
  return differences;
}

const poolOf = (clips: readonly PairedClip[]): PairedClip => {
  const sum = (side: 'baseline' | 'candidate'): Measure => ({
    numerator: clips.reduce((total, clip) => total + clip[side].numerator, 0),
    denominator: clips.reduce((total, clip) => total + clip[side].denominator, 0),
  });
  return { group: clips[0]!.group, baseline: sum('baseline'), candidate: sum('candidate') };
};

/** Holm's step-down adjustment (1979): rejecting what is below alpha errs in the whole family with no more than alpha. */
export function holm(pValues: readonly number[]): number[] {
  const order = [...pValues.keys()].sort((left, right) => pValues[left]! - pValues[right]!);
  const adjusted = new Array<number>(pValues.length);
  let highest = 0;
  for (const [rank, index] of order.entries()) {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    adjusted[index] = highest;
  }
  return adjusted;
}
