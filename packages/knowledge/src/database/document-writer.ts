import type { DatabaseSync } from 'node:sqlite';
import type { Access } from '../ingest/access.ts';
import { type Chunk, textOf } from '../ingest/chunk.ts';
import type { Entity } from '../ingest/entities.ts';
import { isFunctionWord } from '../text/function-words.ts';
import { soundsOf } from '../text/sound.ts';
import { type Word, wordsOf } from '../text/words.ts';
import { sentencesPerChunk } from './schema.ts';

export interface WrittenDocument {
  readonly path: string;
  readonly version: string;
  readonly title: string;
  readonly access: Access;
  /** Of everything that decides what is stored. */
  readonly contentHash: string;
  readonly chunks: readonly WrittenChunk[];
}

export interface WrittenChunk extends Chunk {
  readonly entities: readonly Entity[];
  /** One for each sentence; undefined in an index without embeddings. */
  readonly vectors: readonly Int8Array[] | undefined;
}

export interface DocumentWriter {
  /** Replaces what is there under the same path. */
  write(document: WrittenDocument): void;
  remove(path: string): void;
}

/** @param vectors whether the index has embeddings */
export function createDocumentWriter(database: DatabaseSync, vectors: boolean): DocumentWriter {
  const insertAudience = database.prepare('INSERT OR IGNORE INTO audiences (tenant, labels) VALUES (?, ?)');
  const findAudience = database.prepare('SELECT id FROM audiences WHERE tenant = ? AND labels = ?');
  const insertDocument = database.prepare(
    'INSERT INTO documents (path, version, title, audience, content_hash) VALUES (?, ?, ?, ?, ?)',
  );
  const insertChunk = database.prepare(
    'INSERT INTO chunks (chunk_id, document, audience, headings, sentences) VALUES (?, ?, ?, ?, ?)',
  );
  const insertWords = database.prepare('INSERT INTO chunk_words (rowid, title, headings, body) VALUES (?, ?, ?, ?)');
  const insertSounds = database.prepare('INSERT INTO chunk_sounds (rowid, sounds) VALUES (?, ?)');
  const insertWord = database.prepare('INSERT INTO words (document, word, stem, chunks) VALUES (?, ?, ?, ?)');
  const insertEntity = database.prepare('INSERT INTO entities (document, text, kind, chunks) VALUES (?, ?, ?, ?)');
  const ofDocument = 'SELECT c.id FROM chunks c JOIN documents d ON d.id = c.document WHERE d.path = ?';
  const removals = [
    database.prepare(`DELETE FROM chunk_words WHERE rowid IN (${ofDocument})`),
    database.prepare(`DELETE FROM chunk_sounds WHERE rowid IN (${ofDocument})`),
    database.prepare('DELETE FROM documents WHERE path = ?'),
  ];

  const vectorRows = vectors ? prepareVectors(database) : undefined;

  const remove = (path: string) => {
    vectorRows?.remove(path);
    for (const removal of removals) removal.run(path);
  };

  const audienceOf = ({ tenant, labels }: Access): number => {
    const stored = JSON.stringify(labels);
    insertAudience.run(tenant, stored);
    return findAudience.get(tenant, stored)!.id as number;
  };

  return {
    remove,
    write(document) {
      remove(document.path);
      const { path, version, title, access, contentHash } = document;
      const audience = audienceOf(access);
      const documentId = insertDocument.run(path, version, title, audience, contentHash).lastInsertRowid;
      const titleWords = wordsOf(title);
      const words = new Map<string, { stem: string; chunks: number }>();
      const entities = new Map<string, { entity: Entity; chunks: number }>();
      for (const chunk of document.chunks) {
        const headingWords = wordsOf(chunk.headings.join('. '));
        const bodyWords = wordsOf(textOf(chunk));
        const all = [...titleWords, ...headingWords, ...bodyWords];
        const { headings, sentences } = chunk;
        const row = insertChunk.run(
          chunk.id,
          documentId,
          audience,
          JSON.stringify(headings),
          JSON.stringify(sentences),
        );
        insertWords.run(row.lastInsertRowid, stems(titleWords), stems(headingWords), stems(bodyWords));
        insertSounds.run(row.lastInsertRowid, sounds(all));
        vectorRows?.insert(Number(row.lastInsertRowid), audience, chunk.vectors ?? []);
        for (const [norm, stem] of new Map(all.map((word) => [word.norm, word.stem]))) {
          words.set(norm, { stem, chunks: (words.get(norm)?.chunks ?? 0) + 1 });
        }
        for (const entity of chunk.entities) {
          entities.set(entity.text, { entity, chunks: (entities.get(entity.text)?.chunks ?? 0) + 1 });
        }
      }
      for (const [word, { stem, chunks }] of words) insertWord.run(documentId, word, stem, chunks);
      for (const { entity, chunks } of entities.values()) {
        insertEntity.run(documentId, entity.text, entity.kind, chunks);
      }
    },
  };
}

function prepareVectors(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO sentence_vectors (sentence, audience, embedding) VALUES (?, ?, vec_int8(?))',
  );
  const chunks = database.prepare(
    `SELECT c.id, json_array_length(c.sentences) AS sentences
     FROM chunks c JOIN documents d ON d.id = c.document WHERE d.path = ?`,
  );
  const remove = database.prepare('DELETE FROM sentence_vectors WHERE sentence = ?');
  // The extension tells integers from floating-point numbers, and a number is bound as the latter.
  const key = (chunk: number, place: number) => BigInt(chunk * sentencesPerChunk + place);
  return {
    insert(chunk: number, audience: number, vectors: readonly Int8Array[]) {
      for (const [place, vector] of vectors.entries()) insert.run(key(chunk, place), BigInt(audience), vector);
    },
    remove(path: string) {
      for (const row of chunks.all(path)) {
        for (let place = 0; place < (row.sentences as number); place++) remove.run(key(row.id as number, place));
      }
    },
  };
}

const stems = (words: readonly Word[]) => words.map(({ stem }) => stem).join(' ');

function sounds(words: readonly Word[]): string {
  const codes = words.filter(({ norm }) => !isFunctionWord(norm)).flatMap(({ norm }) => soundsOf(norm));
  return [...new Set(codes)].join(' ').toLowerCase();
}
