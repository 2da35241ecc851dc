import type { DatabaseSync } from 'node:sqlite';
import { visibleAudiences } from '../database/schema.ts';
import { stemsOf, type Word, wordsOf } from '../text/words.ts';
import type { Reader } from '../types.ts';
import { accessParameters } from './reader-view.ts';

/** A chunk as it is ranked and quoted. */
export interface StoredPassage {
  readonly rowId: number;
  readonly chunkId: string;
  readonly source: string;
  readonly documentVersion: string;
  readonly title: string;
  readonly headings: readonly string[];
  readonly sentences: readonly StoredSentence[];
  /** Stems of title and headings. */
  readonly above: ReadonlySet<string>;
}

export interface StoredSentence {
  readonly text: string;
  readonly words: readonly Word[];
  readonly stems: ReadonlySet<string>;
}

const cacheSize = 2000;

export type PassageLoader = (rowIds: readonly number[], reader: Reader) => StoredPassage[];

/** Loads passages that the reader may see, in the order of the ids; keeps the words of the last ones. */
export function createPassageLoader(database: DatabaseSync): PassageLoader {
  const statement = database.prepare(
    `SELECT c.id, c.chunk_id, c.headings, c.sentences, d.path, d.version, d.title
     FROM chunks c JOIN documents d ON d.id = c.document
     WHERE c.id IN (SELECT value FROM json_each(:ids)) AND c.audience IN (${visibleAudiences})`,
  );
  const cache = new Map<string, StoredPassage>();
  return (rowIds, reader) => {
    const rows = statement.all({ ':ids': JSON.stringify(rowIds), ...accessParameters(reader) });
    const found = new Map<number, StoredPassage>();
    for (const row of rows) {
      const key = `${row.id} ${row.chunk_id} ${row.version}`;
      const passage = cache.get(key) ?? toPassage(row as unknown as PassageRow);
      cache.delete(key);
      cache.set(key, passage);
      if (cache.size > cacheSize) cache.delete(cache.keys().next().value!);
      found.set(row.id as number, passage);
    }
    return rowIds.flatMap((id) => found.get(id) ?? []);
  };
}

interface PassageRow {
  readonly id: number;
  readonly chunk_id: string;
  readonly headings: string;
  readonly sentences: string;
  readonly path: string;
  readonly version: string;
  readonly title: string;
}

function toPassage(row: PassageRow): StoredPassage {
  const headings = JSON.parse(row.headings) as string[];
  return {
    rowId: row.id,
    chunkId: row.chunk_id,
    source: row.path,
    documentVersion: row.version,
    title: row.title,
    headings,
    sentences: (JSON.parse(row.sentences) as string[]).map((text) => {
      const words = wordsOf(text);
      return { text, words, stems: new Set(words.map(({ stem }) => stem)) };
    }),
    above: new Set(stemsOf([row.title, ...headings].join('. '))),
  };
}
