import type { Extent } from './waterfall-layout.ts';

export type Direction = 'earlier' | 'later' | 'row-above' | 'row-below' | 'first' | 'last';

type Row = { readonly bars: readonly (Extent & { readonly id: string })[] };

/**
 * The bar that an arrow key leads to: the one before or after it in its row, the nearest one in the next row that has
 * any, the first or last one of its row. Undefined where there is none.
 */
export function neighbour(rows: readonly Row[], barId: string, direction: Direction): string | undefined {
  const rowIndex = rows.findIndex((row) => row.bars.some((bar) => bar.id === barId));
  const row = rows[rowIndex];
  if (!row) return undefined;
  const index = row.bars.findIndex((bar) => bar.id === barId);
  const from = row.bars[index]!;
  switch (direction) {
    case 'earlier':
      return row.bars[index - 1]?.id;
    case 'later':
      return row.bars[index + 1]?.id;
    case 'first':
      return row.bars[0]?.id;
    case 'last':
      return row.bars.at(-1)?.id;
    case 'row-above':
      return nearest(
        rows.slice(0, rowIndex).findLast(({ bars }) => bars.length > 0),
        from,
      );
    case 'row-below':
      return nearest(
        rows.slice(rowIndex + 1).find(({ bars }) => bars.length > 0),
        from,
      );
  }
}

function nearest(row: Row | undefined, { from, to }: Extent): string | undefined {
  const middle = (from + to) / 2;
  const distance = (bar: Extent) => Math.abs((bar.from + bar.to) / 2 - middle);
  return row?.bars.toSorted((a, b) => distance(a) - distance(b))[0]?.id;
}
