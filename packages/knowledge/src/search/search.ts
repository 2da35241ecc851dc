import type { DatabaseSync } from 'node:sqlite';
import type { Embedder } from '../dense/embedder.ts';
import { createVectorSearch, type VectorQuery } from '../dense/vector-search.ts';
import { rewriteQuestion, rewriteVersion } from '../rewrite/rewrite.ts';
import { createSoundIndex, type SoundIndex } from '../rewrite/sound-index.ts';
import type { KnowledgeAnswer, Passage, Reader, RetrievalStep, SpokenQuestion } from '../types.ts';
import { answerVersion, composeAnswer } from './answer.ts';
import { createPassageLoader, type StoredPassage } from './passages.ts';
import { analyzeQuestion } from './question.ts';
import { type ReaderView, readView } from './reader-view.ts';
import { type RankedPassage, rankPassages, rerankVersion } from './rerank.ts';
import { createTextSearches, type Retriever, retrieve } from './retrieve.ts';

export interface SearchOptions {
  readonly retrievers: readonly Retriever[];
  /** Whether the query is repaired by sound, from alternatives and confidences. */
  readonly repair: boolean;
  readonly leastConfidence: number;
}

export const defaultOptions: SearchOptions = {
  retrievers: ['lexical', 'phonetic'],
  repair: true,
  leastConfidence: 0.23,
};

export const retrieveVersion = 'hybrid-1';
export const defaultLimit = 8;
/** How many fused candidates are looked at closely. */
const rerankDepth = 32;
const keptViews = 16;

export interface SearchEngine {
  search(question: SpokenQuestion, reader: Reader, limit: number): Promise<KnowledgeAnswer>;
  entities(reader: Reader): string[];
}

/** The whole pipeline on an open index. @param now monotonic milliseconds */
export function createSearchEngine(
  database: DatabaseSync,
  options: SearchOptions,
  now: () => number,
  embedder?: Embedder,
): SearchEngine {
  const searches = createTextSearches(database);
  const load = createPassageLoader(database);
  const enabled = new Set(options.retrievers);
  const phonetic = enabled.has('phonetic');
  const embed = embedder && enabled.has('dense') ? createVectorSearch(database, embedder) : undefined;
  const viewOf = createViewCache(database);

  return {
    entities: (reader) => viewOf(reader).view.entities.map(({ text }) => text),
    async search(question, reader, limit) {
      const steps: RetrievalStep[] = [];
      const step = async <Result>(
        name: RetrievalStep['name'],
        version: string,
        work: () => Result | Promise<Result>,
        describe: (result: Result) => RetrievalStep['attributes'],
      ): Promise<Result> => {
        const startMs = now();
        const result = await work();
        steps.push({ name, version, startMs, endMs: now(), attributes: describe(result) });
        return result;
      };
      const { view, sounds } = viewOf(reader);
      const rewritten = await step(
        'rewrite',
        rewriteVersion,
        () => rewriteQuestion(question, view, sounds, { phonetic: options.repair }),
        ({ rewrite, topic }) => ({ ...countRepairs(rewrite.repairs), followUp: topic !== '' }),
      );
      const analyzed = analyzeQuestion(rewritten.text, rewritten.topic, view);
      let dense: VectorQuery | undefined;
      const retrieval = await step(
        'retrieve',
        retrieveVersion,
        async () => {
          dense = await embed?.(rewritten.rewrite.query);
          return retrieve(analyzed, reader, searches, enabled, dense?.nearest(reader));
        },
        ({ candidates, counts }) => ({ candidates: candidates.length, ...counts }),
      );
      const ranked = await step(
        'rerank',
        rerankVersion,
        () => {
          const top = retrieval.candidates.slice(0, rerankDepth);
          const fusedOf = new Map(top.map(({ rowId, fused }) => [rowId, fused]));
          const passages = load([...fusedOf.keys()], reader);
          const candidates = passages.map((passage) => ({ passage, fused: fusedOf.get(passage.rowId)! }));
          return rankPassages(analyzed, candidates, view.idf, { phonetic }, dense?.likeness);
        },
        (passages) => ({ passages: passages.length, confidence: round(passages[0]?.score ?? 0) }),
      );
      const answer = await step(
        'answer',
        answerVersion,
        () => composeAnswer(analyzed, ranked, options),
        ({ kind, claims, instructions }) => ({ kind, claims: claims.length, instructionsIgnored: instructions }),
      );
      return {
        kind: answer.kind,
        speech: answer.speech,
        confidence: answer.confidence,
        claims: answer.claims,
        passages: ranked.slice(0, limit).map(toPassage),
        rewrite: rewritten.rewrite,
        steps,
      };
    },
  };
}

interface CachedView {
  readonly view: ReaderView;
  readonly sounds: SoundIndex;
}

function createViewCache(database: DatabaseSync): (reader: Reader) => CachedView {
  const cache = new Map<string, CachedView>();
  return (reader) => {
    const key = JSON.stringify([reader.tenant, [...new Set(reader.labels)].sort()]);
    let cached = cache.get(key);
    if (cached === undefined) {
      const view = readView(database, reader);
      cached = { view, sounds: createSoundIndex(view.entities) };
    }
    cache.delete(key);
    cache.set(key, cached);
    if (cache.size > keptViews) cache.delete(cache.keys().next().value!);
    return cached;
  };
}

function countRepairs(repairs: KnowledgeAnswer['rewrite']['repairs']): Record<string, number> {
  const counts: Record<string, number> = { pronoun: 0, disfluency: 0, phonetic: 0, alternative: 0 };
  for (const { reason } of repairs) counts[reason]!++;
  return counts;
}

const round = (value: number) => Math.round(value * 1000) / 1000;

const textOf = (passage: StoredPassage) => passage.sentences.map(({ text }) => text).join(' ');

const toPassage = ({ passage, score }: RankedPassage): Passage => ({
  chunkId: passage.chunkId,
  documentId: passage.source,
  documentVersion: passage.documentVersion,
  title: passage.title,
  headings: passage.headings,
  text: textOf(passage),
  source: passage.source,
  score,
});
