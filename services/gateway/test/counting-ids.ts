/** Ids that tell the order: `item_1`, `item_2` … */
export function countingIds() {
  let count = 0;
  return (prefix: string) => `${prefix}_${++count}`;
}
