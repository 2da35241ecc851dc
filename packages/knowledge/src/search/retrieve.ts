import type { DatabaseSync } from 'node:sqlite';
import { visibleAudiences } from '../database/schema.ts';
import type { Reader } from '../types.ts';
import type { AnalyzedQuestion, Term } from './question.ts';
import { accessParameters } from './reader-view.ts';

export const retrievers = ['lexical', 'phonetic', 'dense'] as const;
export type Retriever = (typeof retrievers)[number];

/** How many passages each list brings to the fusion. */
const listLength = 40;
/** Of reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009. */
const fusionConstant = 60;

export interface Candidate {
  readonly rowId: number;
  /** Sum of 1 / (60 + rank) over the lists that it is in. */
  readonly fused: number;
}

export interface Retrieval {
  readonly candidates: readonly Candidate[];
  /** How many each retriever brought. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Finds row ids by a full-text query; access is part of the query. */
type TextSearch = (match: string, reader: Reader) => number[];

export type DenseSearch = (vector: Float32Array, reader: Reader, limit: number) => number[];

export interface RetrieverSet {
  readonly words: TextSearch;
  readonly sounds: TextSearch;
}

export function createTextSearches(database: DatabaseSync): RetrieverSet {
  const search = (table: string, rank: string): TextSearch => {
    const statement = database.prepare(
      `SELECT c.id FROM ${table} JOIN chunks c ON c.id = ${table}.rowid
       WHERE ${table} MATCH :match AND c.audience IN (${visibleAudiences})
       ORDER BY ${rank}, c.id LIMIT ${listLength}`,
    );
    return (match, reader) => {
      if (match === '') return [];
      return statement.all({ ':match': match, ...accessParameters(reader) }).map((row) => row.id as number);
    };
  };
  return {
    // A word in the title says more than one in the text: weights set by judgement.
    words: search('chunk_words', 'bm25(chunk_words, 2.0, 2.5, 1.0)'),
    sounds: search('chunk_sounds', 'bm25(chunk_sounds)'),
  };
}

export function retrieve(
  question: AnalyzedQuestion,
  reader: Reader,
  { words, sounds }: RetrieverSet,
  enabled: ReadonlySet<Retriever>,
  dense: readonly number[] = [],
): Retrieval {
  const { terms, topicTerms } = question;
  const lists: Record<string, readonly number[]> = {};
  if (enabled.has('lexical')) {
    const own = [...terms, ...topicTerms];
    lists.words = words(anyOf(own.map(({ stem }) => stem)), reader);
    lists.related = words(anyOf(own.flatMap(({ stem, related }) => [stem, ...related])), reader);
    lists.entities = words(entityQuery(question), reader);
  }
  if (enabled.has('phonetic')) lists.sounds = sounds(anyOf(terms.flatMap((term) => soundCodes(term))), reader);
  if (enabled.has('dense')) lists.dense = dense;
  return {
    candidates: fuse(Object.values(lists)),
    counts: Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length])),
  };
}

/** Reciprocal rank fusion. @returns best first; ties by row, so that the order does not depend on chance */
export function fuse(lists: readonly (readonly number[])[]): Candidate[] {
  const fused = new Map<number, number>();
  for (const list of lists) {
    for (const [index, rowId] of list.entries()) {
      fused.set(rowId, (fused.get(rowId) ?? 0) + 1 / (fusionConstant + index + 1));
    }
  }
  return [...fused]
    .map(([rowId, score]) => ({ rowId, fused: score }))
    .sort((left, right) => right.fused - left.fused || left.rowId - right.rowId);
}

const quoted = (token: string) => `"${token.replaceAll('"', '""')}"`;
const anyOf = (tokens: readonly string[]) => [...new Set(tokens)].map(quoted).join(' OR ');
const soundCodes = ({ sounds }: Term) => sounds.map((code) => code.toLowerCase());

/** All words of one of the names, and any of the other words. */
function entityQuery({ terms, topicTerms, entities }: AnalyzedQuestion): string {
  const others = [...terms.filter(({ isEntity }) => !isEntity), ...topicTerms];
  if (entities.length === 0 || others.length === 0) return '';
  const names = entities.map(({ words }) => `(${words.map(({ stem }) => quoted(stem)).join(' AND ')})`);
  return `(${names.join(' OR ')}) AND (${anyOf(others.flatMap(({ stem, related }) => [stem, ...related]))})`;
}
