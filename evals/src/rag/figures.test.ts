import { describe, expect, it } from 'vitest';
import { type Counted, differenceOf, figuresOf } from './figures.ts';
import type { Judgement } from './judge.ts';
import { judgeTargets } from './targets.ts';

const right: Judgement = {
  found: true,
  reciprocalRank: 1,
  correct: true,
  grounded: true,
  citationCorrect: true,
  refusalCorrect: true,
  success: true,
  entities: 1,
  lostInHearing: [],
  lostInQuery: [],
};
const missed: Judgement = {
  ...right,
  found: false,
  reciprocalRank: 0,
  correct: false,
  grounded: undefined,
  citationCorrect: undefined,
  refusalCorrect: false,
  success: false,
  entities: 3,
  lostInHearing: ['a', 'b'],
  lostInQuery: ['a'],
};
const refused: Judgement = {
  ...missed,
  found: undefined,
  reciprocalRank: undefined,
  correct: undefined,
  refusalCorrect: true,
  success: true,
  entities: 0,
  lostInHearing: [],
  lostInQuery: [],
};
const counted = (judgement: Judgement, searchMs: number, loss?: Counted['loss']): Counted => ({
  judgement,
  searchMs,
  loss,
});

describe('figuresOf', () => {
  const figures = figuresOf([counted(right, 10), counted(missed, 30, 'retrieval'), counted(refused, 20)], 'seed');

  it('counts a share over the questions to which it applies', () => {
    expect(figures).toMatchObject({
      questions: 3,
      recall_at_5: 0.5,
      mrr: 0.5,
      answer_correct: 0.5,
      grounded: 1,
      citation_correct: 1,
      refusal_correct: 0.6667,
      refused_unanswerable: 1,
      answered_answerable: 0.5,
      task_success: 0.6667,
      losses: { recognizer: 0, rewrite: 0, retrieval: 1, answer: 0 },
      search_ms: { p50: 20, p95: 29 },
    });
  });

  it('counts entities over all of them, not over questions', () => {
    expect(figures.entity_substitutions).toBe(0.5);
    expect(figures.entity_substitutions_after_repair).toBe(0.25);
  });

  it('gives intervals that hold the figure, the same for the same seed', () => {
    const many = Array.from({ length: 200 }, (_, index) => counted(index % 10 === 0 ? missed : right, 1));
    const first = figuresOf(many, 'seed');
    const [low, high] = first.intervals.recall_at_5!;
    // Normal approximation: 0.9 ± 1.96 √(0.9 · 0.1 / 200) = 0.858 … 0.942.
    expect(low).toBeCloseTo(0.858, 1);
    expect(high).toBeCloseTo(0.942, 1);
    expect(low).toBeLessThan(0.9);
    expect(high).toBeGreaterThan(0.9);
    expect(figuresOf(many, 'seed')).toEqual(first);
  });

  it('says null where nothing counts', () => {
    const none = figuresOf([], 'seed');
    expect(none).toMatchObject({ questions: 0, recall_at_5: null, search_ms: { p50: null, p95: null } });
    expect(none.intervals.recall_at_5).toBeNull();
  });
});

describe('differenceOf', () => {
  const pairs = Array.from({ length: 100 }, (_, index) => [right, index < 20 ? missed : right] as const);

  it('is what the first run has more, with an interval around it', () => {
    const difference = differenceOf(pairs, 'recall_at_5', 'seed');
    // Normal approximation of a share of 0.2 of 100: ± 0.078.
    expect(difference?.value).toBe(0.2);
    expect(difference?.interval[0]).toBeCloseTo(0.12, 1);
    expect(difference?.interval[1]).toBeCloseTo(0.28, 1);
  });

  it('is nothing between two equal runs, and null where nothing counts', () => {
    const equal = pairs.map(([first]) => [first, first] as const);
    expect(differenceOf(equal, 'recall_at_5', 'seed')).toEqual({ value: 0, interval: [0, 0] });
    expect(differenceOf([[refused, refused]], 'recall_at_5', 'seed')).toBeNull();
  });
});

describe('judgeTargets', () => {
  const figures = figuresOf([counted(right, 1)], 'seed');

  it('holds noisy questions against typed ones', () => {
    const targets = judgeTargets({
      clean: { ...figures, recall_at_5: 0.97 },
      spoken: { ...figures, recall_at_5: 0.94 },
      noisy: { ...figures, recall_at_5: 0.88 },
    });
    expect(targets.filter(({ reached }) => !reached).map(({ name, found }) => [name, found])).toEqual([
      ['recall@5 lost, noisy', 0.09],
    ]);
  });

  it('wants recall, refusals and nothing said without support', () => {
    const targets = judgeTargets({ clean: { ...figures, recall_at_5: 0.94, refusal_correct: 0.94, grounded: 0.999 } });
    expect(targets.map(({ reached }) => reached)).toEqual([false, false, false]);
  });
});
