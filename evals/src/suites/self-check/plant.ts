import type { ClipResult, EvalRun } from '../../results-schema/index.ts';
import type { SeededRandom } from '../../sounds/seeded-random.ts';

export interface Planted {
  /** `all` for everywhere. */
  readonly slice: string;
  /** What is added to the slice's rate: 0.01 is a point. */
  readonly regression: number;
  /** Share of words whose outcome is drawn anew, as two versions differ without one being better. */
  readonly churn: number;
}

/** A candidate that is the run with word errors drawn anew here and there, and more of them in one slice. */
export function plantRegression(run: EvalRun, { slice, regression, churn }: Planted, random: SeededRandom): EvalRun {
  const isMeant = (clip: ClipResult) => slice === 'all' || clip.slices.includes(slice);
  const clips = run.clips.map((clip): ClipResult => {
    const measure = clip.metrics.wer;
    if (!measure || measure.denominator === 0) return clip;
    const words = measure.denominator;
    const wrong = Math.min(words, measure.numerator);
    // Easy clips stay easy: outcomes are drawn anew at the rate of the clip itself.
    const rate = wrong / words;
    const added = isMeant(clip) ? regression / Math.max(0.1, 1 - rate) : 0;
    let after = measure.numerator - wrong;
    for (let word = 0; word < words; word++) {
      const before = word < wrong;
      const drawn = random.next() < churn ? random.next() < rate : before;
      if (drawn || random.next() < added) after++;
    }
    return { ...clip, metrics: { ...clip.metrics, wer: { numerator: after, denominator: words } } };
  });
  return { ...run, clips };
}
