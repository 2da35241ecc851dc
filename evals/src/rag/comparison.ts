import { markdownTable } from '../plots/markdown-table.ts';
import type { Asked } from './ask.ts';
import { type Condition, type Difference, differenceOf, type ShareName, shareNames } from './figures.ts';

/** What the parts that `--ablate` names are worth: points that the whole has more than what is left without them. */
export type Comparison = Readonly<Partial<Record<Condition, Readonly<Record<ShareName, Difference | null>>>>>;

/** @param whole @param ablated the same questions under the same conditions, in the same order */
export function compare(
  whole: readonly Asked[],
  ablated: readonly Asked[],
  conditions: readonly Condition[],
  seed: string,
): Comparison {
  const pairs = whole.map((one, index) => [one, ablated[index]!] as const);
  return Object.fromEntries(
    conditions.map((condition) => {
      const judged = pairs
        .filter(([{ condition: of }]) => of === condition)
        .map(([first, second]) => [first.judgement, second.judgement] as const);
      return [condition, Object.fromEntries(shareNames.map((name) => [name, differenceOf(judged, name, seed)]))];
    }),
  );
}

export const comparisonHead = ['points gained', ...shareNames.map((name) => name.replaceAll('_', ' '))];

export const comparisonRows = (comparison: Comparison): string[][] =>
  Object.entries(comparison).map(([condition, differences]) => [
    condition,
    ...shareNames.map((name) => points(differences[name])),
  ]);

/** A table for a terminal, percent. */
export const comparisonText = (comparison: Comparison): string =>
  markdownTable(comparisonHead, comparisonRows(comparison));

function points(difference: Difference | null): string {
  if (difference === null) return '–';
  const [value, low, high] = [difference.value, ...difference.interval].map((share) => (100 * share).toFixed(1));
  return `${value} (${low} to ${high})`;
}
