import { Worker } from 'node:worker_threads';
import { CascadeError } from '@cascade/contracts';
import type { SqliteAnswer, SqliteRequest } from './messages.ts';

export interface SqliteThread {
  /** @throws CascadeError `store_failed` with what SQLite says */
  run(sql: string, parameters: readonly unknown[]): Promise<{ rows: unknown[]; changes: number }>;
  close(): Promise<void>;
}

interface Waiting {
  resolve(answer: { rows: unknown[]; changes: number }): void;
  reject(error: CascadeError): void;
}

const failure = (message: string) => new CascadeError('store_failed', `SQLite: ${message}.`);

/**
 * Opens the database of a file, or of `:memory:`, on a thread of its own.
 *
 * @throws CascadeError `store_failed` naming the file when it cannot be opened
 */
export function openSqliteThread(path: string): Promise<SqliteThread> {
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { name: 'store', workerData: { path } });
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let lost: CascadeError | undefined;
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const rejectAll = (error: CascadeError) => {
    lost ??= error;
    for (const { reject } of waiting.values()) reject(lost);
    waiting.clear();
  };

  const thread: SqliteThread = {
    run(sql, parameters) {
      if (lost) return Promise.reject(lost);
      const id = nextId++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, sql, parameters } satisfies SqliteRequest);
      });
    },
    async close() {
      worker.postMessage('close');
      await exited;
    },
  };
  return new Promise((resolve, reject) => {
    worker.on('message', (answer: SqliteAnswer) => {
      if (answer.type === 'ready') return resolve(thread);
      if (answer.type === 'failed' && answer.id === undefined) return reject(failure(`${path}: ${answer.message}`));
      const id = answer.id ?? 0;
      const asked = waiting.get(id);
      waiting.delete(id);
      if (answer.type === 'rows') asked?.resolve(answer);
      else asked?.reject(failure(answer.message));
    });
    worker.on('error', (error) => {
      rejectAll(failure(error.message));
      reject(failure(`${path}: ${error.message}`));
    });
    void exited.then(() => rejectAll(failure('the database is closed')));
  });
}
