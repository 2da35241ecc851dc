import { Worker } from 'node:worker_threads';
import { CascadeError } from '@cascade/contracts';
import type { IndexReport } from '../ingest/index-folder.ts';
import type { KnowledgeAnswer, Reader, SpokenQuestion } from '../types.ts';
import type { ThreadMessage, ThreadRequest, ThreadSettings } from './messages.ts';

export interface KnowledgeThread {
  readonly version: string;
  readonly report: IndexReport | undefined;
  search(question: SpokenQuestion, reader: Reader, limit: number): Promise<KnowledgeAnswer>;
  entities(reader: Reader): Promise<string[]>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(result: KnowledgeAnswer | string[]): void;
  reject(error: CascadeError): void;
}

/**
 * Opens an index on a thread of its own, indexing first where the settings say so.
 *
 * @throws CascadeError `store_failed` or `invalid_file` when the index or the folder cannot be read, `model_missing`
 */
export function startKnowledgeThread(
  settings: ThreadSettings,
  onProgress: (done: number, of: number) => void,
): Promise<KnowledgeThread> {
  const worker = new Worker(new URL('./knowledge-worker.ts', import.meta.url), {
    name: 'knowledge',
    workerData: settings,
  });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let lost: CascadeError | undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const loseAll = (error: CascadeError) => {
    lost ??= error;
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };
  const ask = (request: Exclude<ThreadRequest, { type: 'close' }>) =>
    new Promise<KnowledgeAnswer | string[]>((resolve, reject) => {
      if (lost) return reject(lost);
      waiting.set(request.id, { resolve, reject });
      worker.postMessage(request);
    });

  return new Promise((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if (message.type === 'progress') return onProgress(message.done, message.of);
      if (message.type === 'ready') {
        const { version, report } = message;
        return resolve({
          version,
          report,
          search: (question, reader, limit) =>
            ask({ type: 'search', id: nextId++, question, reader, limit }) as Promise<KnowledgeAnswer>,
          entities: (reader) => ask({ type: 'entities', id: nextId++, reader }) as Promise<string[]>,
          async close() {
            worker.postMessage({ type: 'close' } satisfies ThreadRequest);
            await exited;
          },
        });
      }
      const id = message.id ?? 0;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (message.type === 'result') asked?.resolve(message.result);
      else {
        const error = new CascadeError(message.code, message.message);
        if (message.id === undefined) reject(error);
        else asked?.reject(error);
      }
    });
    worker.on('error', (cause) => {
      loseAll(new CascadeError('worker_lost', `The knowledge thread ended: ${cause.message}.`, { cause }));
      reject(lost);
    });
    void exited.then(() => {
      loseAll(new CascadeError('store_failed', 'The knowledge base is closed.'));
      reject(lost);
    });
  });
}
