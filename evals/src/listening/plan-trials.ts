import { seededRandom } from '../sounds/index.ts';

/** `check`: one side is spoiled, so that whoever listens hears which. */
export type TrialKind = 'pair' | 'check';
export type Side = 'baseline' | 'candidate' | 'spoiled';

export interface PlannedTrial {
  readonly id: string;
  readonly kind: TrialKind;
  readonly text: string;
  readonly a: Side;
  readonly b: Side;
}

/** One in so many is a check. */
const checkEvery = 7;

/** Sides and order by seed: neither tells which system is which, nor does a trial's id. */
export function planTrials(texts: readonly string[], seed: string): PlannedTrial[] {
  const random = seededRandom(`listening/${seed}`);
  const sides = (left: Side, right: Side) => (random.next() < 0.5 ? { a: left, b: right } : { a: right, b: left });
  const trials = texts.flatMap((text, index): Omit<PlannedTrial, 'id'>[] => [
    { kind: 'pair', text, ...sides('baseline', 'candidate') },
    ...(index % checkEvery === checkEvery - 1
      ? [{ kind: 'check', text, ...sides('baseline', 'spoiled') } as const]
      : []),
  ]);
  return trials
    .map((trial) => ({ trial, place: random.next() }))
    .toSorted((left, right) => left.place - right.place)
    .map(({ trial }, index) => ({ id: String(index + 1).padStart(3, '0'), ...trial }));
}
