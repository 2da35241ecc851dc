import type { DatabaseSync } from 'node:sqlite';
import { sentencesPerChunk, visibleAudiences } from '../database/schema.ts';
import type { StoredPassage } from '../search/passages.ts';
import { accessParameters } from '../search/reader-view.ts';
import type { Reader } from '../types.ts';
import type { Embedder } from './embedder.ts';
import { quantize } from './quantize.ts';

/** One question's vector against those of sentences. */
export interface VectorQuery {
  /** Chunks with the nearest sentences among those that the reader may see, nearest first. */
  nearest(reader: Reader): number[];
  /** Cosine of the question and each sentence of a passage. */
  likeness(passage: StoredPassage): number[];
}

/** Nearest sentences for each audience; several may be of one chunk. */
const sentencesNearest = 80;

export function createVectorSearch(database: DatabaseSync, embedder: Embedder): (text: string) => Promise<VectorQuery> {
  const audiences = database.prepare(visibleAudiences);
  const nearest = database.prepare(
    `SELECT sentence, distance FROM sentence_vectors
     WHERE embedding MATCH vec_int8(:vector) AND k = ${sentencesNearest} AND audience = :audience`,
  );
  const distance = database.prepare(
    'SELECT vec_distance_cosine(embedding, vec_int8(:vector)) AS distance FROM sentence_vectors WHERE sentence = :sentence',
  );
  return async (text) => {
    const [embedded] = await embedder.embed([text]);
    const vector = quantize(embedded!);
    return {
      nearest(reader) {
        const found = audiences
          .all(accessParameters(reader))
          .flatMap((row) => nearest.all({ ':vector': vector, ':audience': BigInt(row.id as number) }))
          .sort((left, right) => (left.distance as number) - (right.distance as number));
        return [...new Set(found.map((row) => Math.floor((row.sentence as number) / sentencesPerChunk)))];
      },
      likeness({ rowId, sentences }) {
        return sentences.map((_, place) => {
          const row = distance.get({ ':vector': vector, ':sentence': BigInt(rowId * sentencesPerChunk + place) });
          return row === undefined ? 0 : 1 - (row.distance as number);
        });
      },
    };
  };
}
