/** The thread that owns an SQLite database: SQLite's calls block, and no call may hold up the thread that moves audio. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteAnswer, SqliteRequest } from './messages.ts';

const port = parentPort;
if (!port) throw new Error('sqlite-worker.ts runs as a worker thread');
const answer = (message: SqliteAnswer) => port.postMessage(message);
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

try {
  const database = new DatabaseSync((workerData as { path: string }).path, { timeout: 5000 });
  // A commit is on the disk when it returns, and readers of other processes do not stop a writer.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  // What is deleted is overwritten, not only forgotten.
  database.exec('PRAGMA secure_delete = ON;');
  port.on('message', (request: SqliteRequest | 'close') => {
    if (request === 'close') {
      database.close();
      port.close();
      return;
    }
    const { id, sql, parameters } = request;
    try {
      const statement = database.prepare(sql);
      const values = parameters as SQLInputValue[];
      if (statement.columns().length > 0) {
        // Rows have no prototype, which does not survive the way to the other thread.
        const rows = statement.all(...values);
        answer({ type: 'rows', id, rows, changes: rows.length });
      } else {
        const { changes } = statement.run(...values);
        answer({ type: 'rows', id, rows: [], changes: Number(changes) });
      }
    } catch (error) {
      answer({ type: 'failed', id, message: messageOf(error) });
    }
  });
  answer({ type: 'ready' });
} catch (error) {
  answer({ type: 'failed', id: undefined, message: messageOf(error) });
  port.close();
}
