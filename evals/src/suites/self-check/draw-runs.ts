import type { ClipResult, EvalRun, Measure } from '../../results-schema/index.ts';
import { type SeededRandom, seededRandom } from '../../sounds/seeded-random.ts';

/** Of the groups of a suite; without putting back, since a clip that is there twice would be taken for two. */
const drawnShare = 0.8;

/**
 * Two runs of the same entry: a part of the recordings, and of each recording two of its repeated measurements, in an order
 * that is drawn.
 *
 * @param repeats runs of the same entry over the same items, two at least
 */
export function drawSameTwice(repeats: readonly EvalRun[], seed: string): readonly [EvalRun, EvalRun] {
  const random = seededRandom(seed);
  const [first] = repeats as readonly [EvalRun, ...EvalRun[]];
  const groups = drawGroups(first, random);
  const pairs = first.clips.flatMap((clip, index): [ClipResult, ClipResult][] => {
    if (!groups.has(clip.group ?? clip.id)) return [];
    const [left, right] = twoOf(repeats.length, random);
    return [[repeats[left]!.clips[index]!, repeats[right]!.clips[index]!]];
  });
  return [
    { ...first, clips: pairs.map(([left]) => left) },
    { ...first, clips: pairs.map(([, right]) => right) },
  ];
}

function drawGroups({ clips }: EvalRun, random: SeededRandom): Set<string> {
  const names = [...new Set(clips.map((clip) => clip.group ?? clip.id))];
  return new Set(names.filter(() => random.next() < drawnShare));
}

function twoOf(count: number, random: SeededRandom): readonly [number, number] {
  const left = random.below(count);
  const right = random.below(count - 1);
  return [left, right < left ? right : right + 1];
}

/** Only some metrics, so that what is planted in them is looked for in them. */
export const onlyMetrics = (run: EvalRun, names: readonly string[]): EvalRun => ({
  ...run,
  metrics: Object.fromEntries(names.flatMap((name) => (run.metrics[name] ? [[name, run.metrics[name]]] : []))),
  clips: run.clips.map((clip) => ({
    ...clip,
    metrics: Object.fromEntries(
      names.flatMap((name): [string, Measure][] => (clip.metrics[name] ? [[name, clip.metrics[name]]] : [])),
    ),
  })),
});
