import { openDatabase } from '../src/database/schema.ts';
import { defaultChunkOptions } from '../src/ingest/chunk.ts';
import { indexFolder } from '../src/ingest/index-folder.ts';
import { createSoundIndex } from '../src/rewrite/sound-index.ts';
import { readView } from '../src/search/reader-view.ts';
import { createSearchEngine, defaultOptions, type SearchOptions } from '../src/search/search.ts';
import type { Reader } from '../src/types.ts';
import { makeFolder } from './folder.ts';

export const acme: Reader = { tenant: 'acme', labels: [] };

/** An index of files in memory, on this thread, with the search over it and what a reader of it knows. */
export async function makeEngine(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<SearchOptions> = {},
) {
  const database = openDatabase(':memory:', { versions: 'test', create: true, dimensions: undefined });
  const folder = makeFolder(files);
  const index = () => indexFolder(database, { ...defaultChunkOptions, folder });
  const report = await index();
  let nowMs = 0;
  const engine = createSearchEngine(database, { ...defaultOptions, ...options }, () => nowMs++);
  const knownTo = (reader: Reader) => {
    const view = readView(database, reader);
    return { view, sounds: createSoundIndex(view.entities) };
  };
  return { database, folder, index, report, engine, knownTo };
}
