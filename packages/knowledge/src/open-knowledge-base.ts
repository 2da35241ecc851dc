import { CascadeError } from '@cascade/contracts';
import { type ChunkOptions, defaultChunkOptions } from './ingest/chunk.ts';
import type { IndexReport } from './ingest/index-folder.ts';
import { type Retriever, retrievers } from './search/retrieve.ts';
import { defaultLimit, defaultOptions } from './search/search.ts';
import { type KnowledgeThread, startKnowledgeThread } from './thread/knowledge-thread.ts';
import type { ThreadSettings } from './thread/messages.ts';
import type { KnowledgeBase, Reader } from './types.ts';

export interface IndexOptions {
  /** Folder of Markdown, HTML and PDF documents; `knowledge.yaml` in it may name defaults of tenant and labels. */
  readonly folder: string;
  /** Path of the SQLite file that holds the index. */
  readonly database: string;
  /** Tenant of documents for which neither they nor `knowledge.yaml` name one. */
  readonly tenant?: string;
  readonly chunks?: ChunkOptions;
  /** With `dense`, embeddings are made while indexing; `minilm-l6-v2` has to be pulled. Default: without. */
  readonly retrievers?: readonly Retriever[];
  /** Default: `CASCADE_MODELS_DIR`, or the user's cache folder. */
  readonly modelsDirectory?: string;
  /** In files. */
  readonly onProgress?: (done: number, of: number) => void;
}

export interface OpenOptions extends Partial<IndexOptions> {
  /** Repair of misheard words in the question. Default true. */
  readonly repair?: boolean;
  /** Below this confidence the answer is a refusal, 0..1. */
  readonly leastConfidence?: number;
}

export interface OpenedKnowledgeBase extends KnowledgeBase {
  /** What indexing did; undefined when an index was opened as it is. */
  readonly report: IndexReport | undefined;
}

/**
 * Brings an index up to date with a folder. Incremental: unchanged files are not read again.
 *
 * @throws CascadeError `invalid_file` for a folder or settings that cannot be read, `store_failed` for the index
 */
export async function indexKnowledge(options: IndexOptions): Promise<IndexReport> {
  const thread = await startThread(options);
  await thread.close();
  return thread.report!;
}

/**
 * Opens a knowledge base: an index as it is (`database` alone), one brought up to date first (`folder` and `database`), or one
 * in memory (`folder` alone). All work is done on a thread of its own.
 *
 * @throws CascadeError `invalid_config` without folder and database, and as `indexKnowledge`
 */
export async function openKnowledgeBase(options: OpenOptions): Promise<OpenedKnowledgeBase> {
  const thread = await startThread(options);
  return {
    version: thread.version,
    report: thread.report,
    search: (question, reader, { limit = defaultLimit } = {}) => thread.search(question, plain(reader), limit),
    entities: (reader) => thread.entities(plain(reader)),
    close: () => thread.close(),
  };
}

const plain = ({ tenant, labels }: Reader): Reader => ({ tenant, labels: [...labels] });

async function startThread(options: OpenOptions): Promise<KnowledgeThread> {
  const { folder, database = ':memory:' } = options;
  if (folder === undefined && (options.database === undefined || database === ':memory:')) {
    throw new CascadeError(
      'invalid_config',
      'folder, database: expected a folder of documents or the file of an index',
    );
  }
  const unknown = options.retrievers?.find((name) => !retrievers.includes(name));
  if (unknown !== undefined || options.retrievers?.length === 0) {
    throw new CascadeError(
      'invalid_config',
      `retrievers: expected some of ${retrievers.join(', ')}, found "${unknown ?? ''}"`,
    );
  }
  const settings: ThreadSettings = {
    database,
    folder,
    tenant: options.tenant,
    retrievers: options.retrievers ?? defaultOptions.retrievers,
    repair: options.repair ?? defaultOptions.repair,
    leastConfidence: options.leastConfidence ?? defaultOptions.leastConfidence,
    ...(options.chunks ?? defaultChunkOptions),
    modelsDirectory: options.modelsDirectory,
  };
  return startKnowledgeThread(settings, options.onProgress ?? (() => {}));
}
