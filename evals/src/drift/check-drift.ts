import type { TurnRecord } from '@cascade/contracts';
import { median } from 'simple-statistics';
import {
  adjustHolm,
  chiSquareTest,
  driftVerdict,
  kolmogorovSmirnov,
  populationStability,
  type StabilityIndex,
} from '../statistics/index.ts';
import { categoryFeatures, numberFeatures, SeenWords } from './features.ts';

/** Sessions that a window needs of a feature: with fewer, chance moves everything. */
export const fewestSessions = 30;
/** Categories of fewer sessions, both windows together, are one. */
const rareCategory = 10;

export type DriftVerdict = 'stable' | 'notice' | 'alarm' | 'too-few';

export interface FeatureDrift {
  readonly feature: string;
  readonly kind: 'input' | 'outcome';
  readonly unit: string;
  /** Sessions that tell it. */
  readonly sessions: readonly [reference: number, current: number];
  /** Medians over sessions; of a category its most frequent values with their shares. */
  readonly reference: string | number | undefined;
  readonly current: string | number | undefined;
  readonly test: 'kolmogorov-smirnov' | 'chi-square';
  readonly statistic: number | undefined;
  /** After Holm over all features that are tested. */
  readonly adjustedP: number | undefined;
  /** Population stability index beyond what chance alone gives. */
  readonly stability: number | undefined;
  readonly verdict: DriftVerdict;
  /** Of outcomes whose means moved. */
  readonly direction: 'worse' | 'better' | undefined;
}

interface Tested extends Omit<FeatureDrift, 'adjustedP' | 'verdict' | 'stability'> {
  readonly p: number | undefined;
  readonly index: StabilityIndex | undefined;
}

/**
 * Two windows of turns, feature by feature. The unit is the session: turns of one user are no independent evidence, so each session
 * counts once, by its median, mean (of what is yes or no), or most frequent category.
 */
export function checkDrift(reference: readonly TurnRecord[], current: readonly TurnRecord[]): FeatureDrift[] {
  const seen = new SeenWords(reference);
  const windows = [bySession(reference), bySession(current)] as const;
  const tested = [
    ...Object.keys(numberFeatures).map((name) => testNumbers(name, windows, seen)),
    ...Object.keys(categoryFeatures).map((name) => testCategories(name, windows)),
  ];
  const judged = tested.filter(({ p }) => p !== undefined);
  const adjusted = adjustHolm(judged.map(({ p }) => p!));
  const pOf = new Map(judged.map((one, index) => [one, adjusted[index]!]));
  return tested.map((one) => {
    const { p: _, index, ...rest } = one;
    const adjustedP = pOf.get(one);
    const verdict = adjustedP === undefined || !index ? 'too-few' : driftVerdict(adjustedP, index);
    return { ...rest, adjustedP, stability: index && index.value - index.expected, verdict };
  });
}

type Window = readonly (readonly TurnRecord[])[];

const bySession = (turns: readonly TurnRecord[]): Window => [
  ...Map.groupBy(turns, ({ session_id }) => session_id).values(),
];

function testNumbers(feature: string, windows: readonly [Window, Window], seen: SeenWords): Tested {
  const { kind, unit, worse, of } = numberFeatures[feature]!;
  const centre = unit === 'share' ? meanOf : median;
  const [before, now] = windows.map((window) =>
    window.flatMap((session) => {
      const values = session.flatMap((turn) => of(turn, seen) ?? []);
      return values.length === 0 ? [] : [centre(values)];
    }),
  ) as [number[], number[]];
  const isEnough = Math.min(before.length, now.length) >= fewestSessions;
  const result = isEnough ? kolmogorovSmirnov(before, now) : undefined;
  const moved = isEnough ? meanOf(now) - meanOf(before) : 0;
  return {
    feature,
    kind,
    unit,
    sessions: [before.length, now.length],
    reference: before.length > 0 ? centre(before) : undefined,
    current: now.length > 0 ? centre(now) : undefined,
    test: 'kolmogorov-smirnov',
    statistic: result?.statistic,
    p: result?.p,
    index: isEnough ? populationStability(before, now) : undefined,
    direction: worse && moved !== 0 ? (moved > 0 === (worse === 'higher') ? 'worse' : 'better') : undefined,
  };
}

function testCategories(feature: string, windows: readonly [Window, Window]): Tested {
  const [before, now] = windows.map((window) =>
    window.flatMap((session) => mostFrequent(session.flatMap((turn) => categoryFeatures[feature]!.of(turn) ?? []))),
  ) as [string[], string[]];
  const names = poolRare(before, now);
  const [left, right] = [before, now].map((values) =>
    names.map((name) => values.filter((value) => isIn(value, name, names)).length),
  ) as [number[], number[]];
  const isEnough = Math.min(before.length, now.length) >= fewestSessions;
  const result = isEnough ? chiSquareTest(left, right) : undefined;
  return {
    feature,
    kind: 'input',
    unit: 'category',
    sessions: [before.length, now.length],
    reference: describeShares(names, left),
    current: describeShares(names, right),
    test: 'chi-square',
    statistic: result?.statistic,
    p: result?.p,
    index: isEnough ? stabilityOfShares(left, right) : undefined,
    direction: undefined,
  };
}

const others = 'others';
const isIn = (value: string, name: string, names: readonly string[]): boolean =>
  name === others ? !names.includes(value) : value === name;

/** The names of the columns: rare ones are one. */
function poolRare(before: readonly string[], now: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of [...before, ...now]) counts.set(value, (counts.get(value) ?? 0) + 1);
  const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
  const frequent = sorted.filter(([, count]) => count >= rareCategory).map(([name]) => name);
  return frequent.length === sorted.length ? frequent : [...frequent, others];
}

function mostFrequent(values: readonly string[]): string[] {
  const [first] = [...Map.groupBy(values, (value) => value)].toSorted(([, a], [, b]) => b.length - a.length);
  return first ? [first[0]] : [];
}

/** As `populationStability`, of categories: half a case is added to each. */
function stabilityOfShares(before: readonly number[], now: readonly number[]): StabilityIndex {
  const sharesOf = (counts: readonly number[]) => {
    const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
    return counts.map((count) => (count + 0.5) / total);
  };
  const [p, q] = [sharesOf(before), sharesOf(now)];
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return {
    value: q.reduce((total, share, index) => total + (share - p[index]!) * Math.log(share / p[index]!), 0),
    expected: (before.length - 1) * (1 / sum(before) + 1 / sum(now)),
  };
}

function describeShares(names: readonly string[], counts: readonly number[]): string | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const shown = names.map((name, index) => `${name} ${Math.round((100 * counts[index]!) / total)} %`);
  return shown.slice(0, 3).join(', ');
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
