import { percentile } from '@cascade/budget';
import { mean, sampleWithReplacement } from 'simple-statistics';
import { seededRandom } from '../sounds/index.ts';
import type { Judgement } from './judge.ts';
import { type LossStage, lossStages } from './loss.ts';

export const conditions = ['clean', 'spoken', 'noisy'] as const;
export type Condition = (typeof conditions)[number];

export interface Counted {
  readonly judgement: Judgement;
  readonly loss: LossStage | undefined;
  readonly searchMs: number;
}

/** What is counted of a question: of how much, and how much of it. A share is the quotient of the sums. */
type Share = (judgement: Judgement) => { readonly of: number; readonly share: number };

const whether = (value: boolean | undefined) => ({ of: value === undefined ? 0 : 1, share: value === true ? 1 : 0 });

export const shares = {
  recall_at_5: ({ found }) => whether(found),
  mrr: ({ reciprocalRank }) => ({ of: reciprocalRank === undefined ? 0 : 1, share: reciprocalRank ?? 0 }),
  answer_correct: ({ correct }) => whether(correct),
  grounded: ({ grounded }) => whether(grounded),
  citation_correct: ({ citationCorrect }) => whether(citationCorrect),
  refusal_correct: ({ refusalCorrect }) => whether(refusalCorrect),
  refused_unanswerable: ({ refusalCorrect, found }) => whether(found === undefined ? refusalCorrect : undefined),
  answered_answerable: ({ refusalCorrect, found }) => whether(found === undefined ? undefined : refusalCorrect),
  entity_substitutions: ({ entities, lostInHearing }) => ({ of: entities, share: lostInHearing.length }),
  entity_substitutions_after_repair: ({ entities, lostInQuery }) => ({ of: entities, share: lostInQuery.length }),
  task_success: ({ success }) => whether(success),
} as const satisfies Record<string, Share>;

export type ShareName = keyof typeof shares;
export const shareNames = Object.keys(shares) as ShareName[];

export interface Figures extends Readonly<Record<ShareName, number | null>> {
  readonly questions: number;
  /** 95 % intervals of the shares, by bootstrap over questions; null without a question that counts. */
  readonly intervals: Readonly<Record<ShareName, readonly [number, number] | null>>;
  /** Failed questions by the stage that lost them. */
  readonly losses: Readonly<Record<LossStage, number>>;
  readonly search_ms: { readonly p50: number | null; readonly p95: number | null };
}

const resamples = 1000;

/** @param seed the same seed gives the same intervals */
export function figuresOf(counted: readonly Counted[], seed: string): Figures {
  const judgements = counted.map(({ judgement }) => judgement);
  const times = counted.map(({ searchMs }) => searchMs);
  const at = (percent: number) => roundedOrNull(percentile(times, percent));
  return {
    questions: counted.length,
    ...forEachShare((name) => shareOf(judgements, shares[name])),
    intervals: forEachShare((name) => intervalOf(judgements, shares[name], `${seed} ${name}`)),
    losses: Object.fromEntries(
      lossStages.map((stage) => [stage, counted.filter(({ loss }) => loss === stage).length]),
    ) as Record<LossStage, number>,
    search_ms: { p50: at(50), p95: at(95) },
  };
}

function forEachShare<T>(value: (name: ShareName) => T): Record<ShareName, T> {
  return Object.fromEntries(shareNames.map((name) => [name, value(name)])) as Record<ShareName, T>;
}

function shareOf(judgements: readonly Judgement[], share: Share): number | null {
  const parts = judgements.map(share).filter(({ of }) => of > 0);
  return parts.length === 0 ? null : rounded(quotient(parts));
}

const quotient = (parts: readonly ReturnType<Share>[]): number =>
  mean(parts.map((part) => part.share)) / mean(parts.map((part) => part.of));

/** Points of a share that the first of two runs over the same questions has more than the second, with its 95 % interval. */
export interface Difference {
  readonly value: number;
  readonly interval: readonly [number, number];
}

/**
 * By paired bootstrap over the questions to which the share applies in both runs; null without one.
 *
 * @param pairs judgements of one question each, of the first run and of the second
 */
export function differenceOf(
  pairs: readonly (readonly [Judgement, Judgement])[],
  name: ShareName,
  seed: string,
): Difference | null {
  const parts = pairs
    .map(([first, second]) => [shares[name](first), shares[name](second)] as const)
    .filter(([first, second]) => first.of > 0 && second.of > 0);
  const difference = (sample: typeof parts) =>
    quotient(sample.map(([first]) => first)) - quotient(sample.map(([, second]) => second));
  const interval = bootstrap(parts, difference, `${seed} ${name}`);
  return interval && { value: rounded(difference(parts)), interval };
}

/** Percentile bootstrap over questions (Efron & Tibshirani 1993, chapter 13). */
function bootstrap<Part>(
  parts: readonly Part[],
  statistic: (sample: Part[]) => number,
  seed: string,
): readonly [number, number] | null {
  if (parts.length === 0) return null;
  const random = seededRandom(seed);
  const values = Array.from({ length: resamples }, () =>
    statistic(sampleWithReplacement([...parts], parts.length, random.next)),
  );
  const [low, high] = [percentile(values, 2.5), percentile(values, 97.5)];
  return low === null || high === null ? null : [rounded(low), rounded(high)];
}

function intervalOf(judgements: readonly Judgement[], share: Share, seed: string): readonly [number, number] | null {
  return bootstrap(
    judgements.map(share).filter(({ of }) => of > 0),
    quotient,
    seed,
  );
}

const rounded = (value: number): number => Number(value.toFixed(4));
const roundedOrNull = (value: number | null): number | null => (value === null ? null : rounded(value));
