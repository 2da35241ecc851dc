import type { DatabaseSync } from 'node:sqlite';
import { visibleAudiences } from '../database/schema.ts';
import { type CountedEntity, type EntityKind, keptEntities } from '../ingest/entities.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { type Sound, soundOf } from '../text/sound.ts';
import { type Word, wordsOf } from '../text/words.ts';
import type { Reader } from '../types.ts';

export interface KnownEntity extends CountedEntity {
  readonly words: readonly Word[];
  /** Of its letters; digits are compared as digits. */
  readonly sound: Sound;
}

/**
 * What one reader's documents have in common: words with how rare they are, and entities. Made of visible documents only, so
 * that nothing that is derived from it tells of others.
 */
export interface ReaderView {
  readonly chunks: number;
  readonly entities: readonly KnownEntity[];
  /** By normalized words, joined by spaces. */
  readonly entityOf: ReadonlyMap<string, KnownEntity>;
  /** Normalized words of the documents. */
  hasWord(norm: string): boolean;
  hasStem(stem: string): boolean;
  /** ln(1 + (N − n + ½) / (n + ½)), as in BM25; the highest of all for a stem that no document has. */
  idf(stem: string): number;
}

/** The parameters that `visibleAudiences` takes. */
export const accessParameters = (reader: Reader) => ({
  ':tenant': reader.tenant,
  ':labels': JSON.stringify(reader.labels),
});

const kindOrder: readonly EntityKind[] = ['name', 'code', 'term'];

export function readView(database: DatabaseSync, reader: Reader): ReaderView {
  const access = accessParameters(reader);
  const count = database.prepare(`SELECT count(*) AS chunks FROM chunks WHERE audience IN (${visibleAudiences})`);
  const chunks = count.get(access)!.chunks as number;
  const words = new Set<string>();
  const frequency = new Map<string, number>();
  const vocabulary = database.prepare(
    `SELECT w.word, w.stem, sum(w.chunks) AS chunks FROM words w JOIN documents d ON d.id = w.document
     WHERE d.audience IN (${visibleAudiences}) GROUP BY w.word, w.stem`,
  );
  for (const row of vocabulary.iterate(access)) {
    words.add(row.word as string);
    frequency.set(row.stem as string, (frequency.get(row.stem as string) ?? 0) + (row.chunks as number));
  }
  const entities = readEntities(database, reader);
  return {
    chunks,
    entities,
    entityOf: new Map(entities.map((entity) => [entity.words.map(({ norm }) => norm).join(' '), entity])),
    hasWord: (norm) => words.has(norm),
    hasStem: (stem) => frequency.has(stem),
    idf(stem) {
      const found = Math.min(chunks, frequency.get(stem) ?? 0);
      return Math.log(1 + (chunks - found + 0.5) / (found + 0.5));
    },
  };
}

/** Names first, then codes and terms, each with the most frequent first. */
function readEntities(database: DatabaseSync, reader: Reader): KnownEntity[] {
  const rows = database
    .prepare(
      `SELECT e.text, e.kind, sum(e.chunks) AS chunks FROM entities e JOIN documents d ON d.id = e.document
       WHERE d.audience IN (${visibleAudiences}) GROUP BY e.text, e.kind`,
    )
    .all(accessParameters(reader)) as unknown as CountedEntity[];
  return keptEntities(rows)
    .map((entity) => ({ ...entity, words: wordsOf(entity.text), sound: soundOf(entity.text) }))
    .filter(({ words }) => words.some(({ norm }) => !isFunctionWord(norm)))
    .sort(
      (left, right) =>
        kindOrder.indexOf(left.kind) - kindOrder.indexOf(right.kind) ||
        right.chunks - left.chunks ||
        (left.text < right.text ? -1 : 1),
    );
}

/** Stems of a text that say what it is about. */
export const contentStems = (text: string): string[] => [
  ...new Set(
    wordsOf(text)
      .filter(({ norm }) => !isFunctionWord(norm))
      .map(({ stem }) => stem),
  ),
];
