import type { ErrorCode } from '@cascade/contracts';
import type { IndexReport } from '../ingest/index-folder.ts';
import type { Retriever } from '../search/retrieve.ts';
import type { KnowledgeAnswer, Reader, SpokenQuestion } from '../types.ts';

/** What the thread is started with: plain data, every default filled in. */
export interface ThreadSettings {
  /** Path of the SQLite file, or `:memory:`. */
  readonly database: string;
  /** Brought up to date with this folder first; undefined opens what is there. */
  readonly folder: string | undefined;
  readonly tenant: string | undefined;
  readonly retrievers: readonly Retriever[];
  readonly repair: boolean;
  readonly leastConfidence: number;
  readonly targetWords: number;
  readonly overlapSentences: number;
  readonly modelsDirectory: string | undefined;
}

export type ThreadRequest =
  | {
      readonly type: 'search';
      readonly id: number;
      readonly question: SpokenQuestion;
      readonly reader: Reader;
      readonly limit: number;
    }
  | { readonly type: 'entities'; readonly id: number; readonly reader: Reader }
  | { readonly type: 'close' };

export type ThreadMessage =
  | { readonly type: 'progress'; readonly done: number; readonly of: number }
  | { readonly type: 'ready'; readonly version: string; readonly report: IndexReport | undefined }
  | { readonly type: 'result'; readonly id: number; readonly result: KnowledgeAnswer | string[] }
  /** Without an id: the index could not be opened. */
  | { readonly type: 'failed'; readonly id: number | undefined; readonly code: ErrorCode; readonly message: string };
