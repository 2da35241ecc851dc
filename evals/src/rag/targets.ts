import type { Condition, Figures } from './figures.ts';

export interface Target {
  readonly name: string;
  readonly wanted: string;
  readonly found: number | null;
  readonly reached: boolean;
}

/** Least recall of typed questions, and what speech and noise may take of it. */
const leastRecall = 0.95;
const mayLose = { spoken: 0.03, noisy: 0.08 } as const;
const leastRefusalCorrect = 0.95;

/** What the project promises, as far as the conditions that were run can tell. */
export function judgeTargets(figures: Readonly<Partial<Record<Condition, Figures>>>): Target[] {
  const { clean } = figures;
  const targets: Target[] = [];
  if (clean) targets.push(atLeast('recall@5, clean', leastRecall, clean.recall_at_5));
  for (const condition of ['spoken', 'noisy'] as const) {
    const recall = figures[condition]?.recall_at_5 ?? null;
    if (!clean || recall === null || clean.recall_at_5 === null) continue;
    const lost = Number((clean.recall_at_5 - recall).toFixed(4));
    targets.push({
      name: `recall@5 lost, ${condition}`,
      wanted: `≤ ${mayLose[condition]}`,
      found: lost,
      reached: lost <= mayLose[condition],
    });
  }
  for (const [condition, { refusal_correct, grounded }] of Object.entries(figures)) {
    targets.push(atLeast(`refusal correct, ${condition}`, leastRefusalCorrect, refusal_correct));
    if (grounded !== null) targets.push(atLeast(`grounded, ${condition}`, 1, grounded));
  }
  return targets;
}

const atLeast = (name: string, least: number, found: number | null): Target => ({
  name,
  wanted: `≥ ${least}`,
  found,
  reached: found !== null && found >= least,
});
