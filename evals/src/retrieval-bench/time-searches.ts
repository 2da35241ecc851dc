import { performance } from 'node:perf_hooks';
import { openKnowledgeBase, type Retriever } from '@cascade/knowledge';
import type { SeededRandom } from '../sounds/index.ts';
import { madeQuestion } from './made-pages.ts';

const searches = 300;

/** Times are those of the caller, the way to the engine's thread included; ms unless named otherwise. */
export interface SearchTimes {
  readonly chunks: number;
  readonly retrievers: readonly Retriever[];
  readonly indexSeconds: number;
  readonly first: number;
  readonly p50: number;
  readonly p95: number;
  readonly worst: number;
}

export async function timeSearches(
  folder: string,
  {
    names,
    tenant,
    retrievers,
    random,
  }: {
    readonly names: readonly string[];
    readonly tenant: string;
    readonly retrievers: readonly Retriever[];
    readonly random: SeededRandom;
  },
): Promise<SearchTimes> {
  const openedMs = performance.now();
  const knowledge = await openKnowledgeBase({ folder, retrievers });
  try {
    const indexMs = performance.now() - openedMs;
    const timed = async (text: string) => {
      const words = text.split(' ').map((word) => ({ text: word, confidence: random.next() }));
      const startMs = performance.now();
      await knowledge.search({ text, words }, { tenant, labels: [] });
      return performance.now() - startMs;
    };
    const first = await timed('what is the price');
    const times: number[] = [];
    for (let count = 0; count < searches; count++) times.push(await timed(madeQuestion(names, random)));
    times.sort((left, right) => left - right);
    const quantile = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))]! * 10) / 10;
    return {
      chunks: knowledge.report?.chunks ?? 0,
      retrievers,
      indexSeconds: Math.round(indexMs / 100) / 10,
      first: Math.round(first),
      p50: quantile(0.5),
      p95: quantile(0.95),
      worst: quantile(1),
    };
  } finally {
    await knowledge.close();
  }
}
