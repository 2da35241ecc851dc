export type { ChunkOptions } from './ingest/chunk.ts';
export type { IndexReport } from './ingest/index-folder.ts';
export {
  type IndexOptions,
  indexKnowledge,
  type OpenedKnowledgeBase,
  type OpenOptions,
  openKnowledgeBase,
} from './open-knowledge-base.ts';
export { looksLikeInstruction } from './search/injection.ts';
export { type Retriever, retrievers } from './search/retrieve.ts';
export type * from './types.ts';
