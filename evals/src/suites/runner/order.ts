import { seededRandom } from '../../sounds/seeded-random.ts';

/** Every item is run by both entries, one right after the other; which goes first is drawn, so that drifts hit both. */
export const isSwapped = (seed: number, itemId: string): boolean =>
  seededRandom(`order/${seed}/${itemId}`).next() < 0.5;

/** The order in which items are run: any part of a run is a fair sample of all. */
export function shuffled<T extends { readonly id: string }>(items: readonly T[], seed: number): T[] {
  const keyOf = ({ id }: T) => seededRandom(`shuffle/${seed}/${id}`).next();
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((left, right) => left.key - right.key)
    .map(({ item }) => item);
}

/** So many, spread evenly, so that few are of all kinds. */
export function spread<T>(items: readonly T[], limit: number): T[] {
  const count = Math.min(limit, items.length);
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)]!);
}
