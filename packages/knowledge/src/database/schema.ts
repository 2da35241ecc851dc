import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { CascadeError } from '@cascade/contracts';
import { load as loadVectorExtension } from 'sqlite-vec';

/** Of the tables and of what fills them; an index of another version is built anew. */
export const indexVersion = 'knowledge-index-1';

const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  -- Who may see a document: readers of the tenant who hold all labels.
  CREATE TABLE audiences (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, labels TEXT NOT NULL, UNIQUE (tenant, labels)
  );
  CREATE TABLE documents (
    id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, version TEXT NOT NULL, title TEXT NOT NULL,
    audience INTEGER NOT NULL REFERENCES audiences, content_hash TEXT NOT NULL
  );
  CREATE TABLE chunks (
    id INTEGER PRIMARY KEY, chunk_id TEXT NOT NULL, audience INTEGER NOT NULL,
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    headings TEXT NOT NULL, sentences TEXT NOT NULL
  );
  CREATE INDEX chunks_of_document ON chunks (document);
  CREATE TABLE words (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    word TEXT NOT NULL, stem TEXT NOT NULL, chunks INTEGER NOT NULL, PRIMARY KEY (document, word)
  ) WITHOUT ROWID;
  CREATE TABLE entities (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    text TEXT NOT NULL, kind TEXT NOT NULL, chunks INTEGER NOT NULL, PRIMARY KEY (document, text)
  ) WITHOUT ROWID;
  -- Stems and sounds are made by this package: the tokenizer only separates them.
  CREATE VIRTUAL TABLE chunk_words USING fts5(
    title, headings, body, content = '', contentless_delete = 1, tokenize = "unicode61 tokenchars '.:'"
  );
  CREATE VIRTUAL TABLE chunk_sounds USING fts5(
    sounds, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0"
  );
`;

/** A sentence's vector; its key is the chunk's times `sentencesPerChunk` plus its place in the chunk. */
const vectorTable = (dimensions: number) => `
  CREATE VIRTUAL TABLE sentence_vectors USING vec0(
    sentence INTEGER PRIMARY KEY, audience INTEGER PARTITION KEY, embedding INT8[${dimensions}] DISTANCE_METRIC=cosine
  )`;

export const sentencesPerChunk = 1024;

/**
 * The ids of the audiences that a reader belongs to; for `audience IN (…)` with the parameters `:tenant` and `:labels` (a JSON
 * array). Every query that reads documents for somebody contains it: this is where access is decided.
 */
export const visibleAudiences = `
  SELECT a.id FROM audiences a
  WHERE a.tenant = :tenant AND NOT EXISTS (
    SELECT 1 FROM json_each(a.labels) needed WHERE needed.value NOT IN (SELECT value FROM json_each(:labels))
  )`;

export interface DatabaseOptions {
  /** What else decides what is in the tables (chunk size, embedding model); another value empties the index. */
  readonly versions: string;
  /** Whether an index that is missing or of another version is made anew; otherwise it is an error. */
  readonly create: boolean;
  /** Of embeddings; undefined for an index without them. */
  readonly dimensions: number | undefined;
}

/**
 * Opens the index of a file, or of `:memory:`.
 *
 * @throws CascadeError `store_failed` naming the file
 */
export function openDatabase(path: string, { versions, create, dimensions }: DatabaseOptions): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (!create && !existsSync(path)) throw new Error('there is none; index a folder first');
    database = new DatabaseSync(path, { timeout: 5000, allowExtension: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
    if (dimensions !== undefined || hasTable(database, 'sentence_vectors')) loadVectorExtension(database);
    const version = `${indexVersion} ${versions}`;
    if (storedVersion(database) !== version) {
      if (!create) throw new Error(`it is of another version than ${version}; index the folder again`);
      emptyDatabase(database);
      database.exec(`BEGIN; ${schema} ${dimensions === undefined ? '' : vectorTable(dimensions)}`);
      database.prepare('INSERT INTO meta VALUES (?, ?)').run('format', version);
      database.exec('COMMIT');
    }
    return database;
  } catch (cause) {
    database?.close();
    const message = `${path}: the index cannot be opened (${(cause as Error).message}).`;
    throw new CascadeError('store_failed', message, { cause });
  }
}

const hasTable = (database: DatabaseSync, name: string) =>
  database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined;

function storedVersion(database: DatabaseSync): string | undefined {
  if (!hasTable(database, 'meta')) return undefined;
  return database.prepare("SELECT value FROM meta WHERE key = 'format'").get()?.value as string | undefined;
}

const tables = [
  ...[
    'meta',
    'sentence_vectors',
    'entities',
    'words',
    'chunk_words',
    'chunk_sounds',
    'chunks',
    'documents',
    'audiences',
  ],
];

/** Only tables of this package: a file with other tables in it is somebody else's. */
function emptyDatabase(database: DatabaseSync): void {
  const foreign = database
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .all()
    .map((row) => row.name as string)
    .filter((name) => !tables.some((table) => name === table || name.startsWith(`${table}_`)));
  if (foreign.length > 0) throw new Error(`it holds the table ${foreign[0]}, which is of no knowledge base`);
  for (const table of tables) database.exec(`DROP TABLE IF EXISTS ${table}`);
}
