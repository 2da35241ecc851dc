/** The thread that owns an index: reading documents and searching block, and no call may hold up the thread that moves audio. */
import { performance } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { CascadeError } from '@cascade/contracts';
import { openDatabase } from '../database/schema.ts';
import { loadEmbedder } from '../dense/embedder.ts';
import { indexFolder, versionOf } from '../ingest/index-folder.ts';
import { createSearchEngine } from '../search/search.ts';
import type { ThreadMessage, ThreadRequest, ThreadSettings } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('knowledge-worker.ts runs as a worker thread');
const send = (message: ThreadMessage) => port.postMessage(message);

function fail(id: number | undefined, error: unknown): void {
  const { code, message } = CascadeError.from(error, 'store_failed', `The index failed: ${(error as Error).message}.`);
  send({ type: 'failed', id, code, message });
}

/** Milliseconds of the clock that all threads of the process share. */
const now = () => performance.timeOrigin + performance.now();

try {
  const settings = workerData as ThreadSettings;
  const { folder, targetWords, overlapSentences, retrievers, modelsDirectory } = settings;
  const embedder = retrievers.includes('dense') ? await loadEmbedder(modelsDirectory) : undefined;
  const database = openDatabase(settings.database, {
    versions: `chunks ${targetWords}/${overlapSentences} embeddings ${embedder?.version ?? 'none'}`,
    create: folder !== undefined,
    dimensions: embedder?.dimensions,
  });
  const onProgress = (done: number, of: number) => send({ type: 'progress', done, of });
  const report =
    folder === undefined ? undefined : await indexFolder(database, { ...settings, folder, embedder, onProgress });
  const engine = createSearchEngine(database, settings, now, embedder);
  port.on('message', async (request: ThreadRequest) => {
    if (request.type === 'close') {
      database.close();
      port.close();
      return;
    }
    try {
      const { id, reader } = request;
      const result =
        request.type === 'entities'
          ? engine.entities(reader)
          : await engine.search(request.question, reader, request.limit);
      send({ type: 'result', id, result });
    } catch (error) {
      fail(request.id, error);
    }
  });
  send({ type: 'ready', version: versionOf(database), report });
} catch (error) {
  fail(undefined, error);
  port.close();
}
