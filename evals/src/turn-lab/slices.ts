/** Which kinds of clips are reported one by one. */
export interface Sliced {
  readonly slices: readonly string[];
}

/** Fewer clips than this tell nothing. */
const fewestClips = 4;
/** Kinds that turn-taking differs on, where a manifest has them; others fill up by their size. */
const preferred = ['short-command', 'question', 'number', 'noisy-or-farfield', 'read', 'long', 'short', 'multi-turn'];

/** Every clip is in 'all'. */
export function slicesOf(clips: readonly Sliced[], most: number): string[] {
  const counts = new Map<string, number>();
  for (const name of clips.flatMap(({ slices }) => [...new Set(slices)])) counts.set(name, (counts.get(name) ?? 0) + 1);
  const rank = (name: string) => (preferred.includes(name) ? preferred.indexOf(name) : preferred.length);
  const named = [...counts]
    .filter(([, count]) => count >= fewestClips && count < clips.length)
    .toSorted(([a, countA], [b, countB]) => rank(a) - rank(b) || countB - countA || a.localeCompare(b))
    .map(([name]) => name);
  return ['all', ...named.slice(0, most - 1)];
}

export const isIn = (slice: string, { slices }: Sliced): boolean => slice === 'all' || slices.includes(slice);
