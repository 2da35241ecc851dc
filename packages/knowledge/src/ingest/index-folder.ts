import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { CascadeError } from '@cascade/contracts';
import { createDocumentWriter, type WrittenDocument } from '../database/document-writer.ts';
import { indexVersion } from '../database/schema.ts';
import type { Embedder } from '../dense/embedder.ts';
import { quantize } from '../dense/quantize.ts';
import { type FolderSettings, readFolderSettings } from './access.ts';
import type { ChunkOptions } from './chunk.ts';
import { readSource, type SourceDocument } from './read-source.ts';

export interface IndexReport {
  /** Of the index: changes when any document changes. */
  readonly version: string;
  readonly documents: number;
  readonly chunks: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly removed: number;
  /** Files that are not in the index, or not in their newest form, and why. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Invisible characters and hidden elements that were taken out of what was read now. */
  readonly invisibleRemoved: number;
}

export interface FolderOptions extends ChunkOptions {
  readonly folder: string;
  /** Tenant of documents for which neither they nor `knowledge.yaml` name one. */
  readonly tenant?: string | undefined;
  /** Undefined for an index without embeddings. */
  readonly embedder?: Embedder | undefined;
  readonly onProgress?: (done: number, of: number) => void;
}

export const settingsFile = 'knowledge.yaml';
const filesInTransaction = 64;

/**
 * Brings the index up to date with a folder: new and changed files are read, unchanged ones (by the hash of content and
 * settings) left alone, those that are gone removed. A file that cannot be read is reported; what the index had of it stays,
 * unless it is no longer known who may see it.
 *
 * @throws CascadeError `invalid_file` when the folder or its settings cannot be read
 */
export async function indexFolder(database: DatabaseSync, options: FolderOptions): Promise<IndexReport> {
  const paths = await listFiles(options.folder);
  const settings = await settingsOf(options);
  const stored = new Map(
    database
      .prepare('SELECT path, content_hash FROM documents')
      .all()
      .map((row) => [row.path as string, row.content_hash as string]),
  );
  const writer = createDocumentWriter(database, options.embedder !== undefined);
  const count = { added: 0, updated: 0, unchanged: 0, removed: 0 };
  const skipped: { path: string; reason: string }[] = [];
  let invisibleRemoved = 0;
  for (let start = 0; start < paths.length; start += filesInTransaction) {
    const batch = paths.slice(start, start + filesInTransaction);
    const read = await Promise.all(
      batch.map((path) => readSource(path, options.folder, settings, options, stored.get(path))),
    );
    const embedded = new Map<string, WrittenDocument>();
    for (const source of read) {
      if (source.state === 'read') embedded.set(source.path, await embedDocument(source.document, options.embedder));
    }
    inTransaction(database, () => {
      for (const source of read) {
        if (source.state === 'unchanged') count.unchanged++;
        if (source.state === 'skipped') {
          skipped.push({ path: source.path, reason: source.reason });
          if (source.accessUnknown && stored.has(source.path)) writer.remove(source.path);
        }
        if (source.state === 'read') {
          writer.write(embedded.get(source.path)!);
          invisibleRemoved += source.removed;
          count[stored.has(source.path) ? 'updated' : 'added']++;
        }
      }
    });
    options.onProgress?.(Math.min(start + filesInTransaction, paths.length), paths.length);
  }
  const there = new Set(paths);
  const gone = [...stored.keys()].filter((path) => !there.has(path));
  inTransaction(database, () => {
    for (const path of gone) writer.remove(path);
    database.exec('DELETE FROM audiences WHERE id NOT IN (SELECT audience FROM documents)');
  });
  return {
    ...countRows(database),
    ...count,
    removed: gone.length,
    skipped,
    invisibleRemoved,
    version: versionOf(database),
  };
}

/** Vectors of all sentences, each said with the title and the headings above it. */
async function embedDocument(document: SourceDocument, embedder: Embedder | undefined): Promise<WrittenDocument> {
  const { title, chunks } = document;
  if (!embedder) return { ...document, chunks: chunks.map((chunk) => ({ ...chunk, vectors: undefined })) };
  const texts = chunks.flatMap(({ headings, sentences }) =>
    sentences.map((sentence) => [title, ...headings, sentence].join('. ')),
  );
  const vectors = (await embedder.embed(texts)).map(quantize);
  let start = 0;
  const embedded = chunks.map((chunk) => {
    const end = start + chunk.sentences.length;
    const own = vectors.slice(start, end);
    start = end;
    return { ...chunk, vectors: own };
  });
  return { ...document, chunks: embedded };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: NodeJS.ErrnoException) => {
      const message = `${folder}: cannot be read (${cause.code}). Name a folder of documents.`;
      throw new CascadeError('invalid_file', message, { cause });
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => path !== settingsFile && !path.split('/').some((part) => part.startsWith('.')))
    .sort();
}

async function settingsOf({ folder, tenant }: FolderOptions): Promise<FolderSettings> {
  const file = join(folder, settingsFile);
  const yaml = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new CascadeError('invalid_file', `${file}: cannot be read (${error.code}).`, { cause: error });
  });
  const settings = readFolderSettings(yaml, file);
  return { ...settings, tenant: settings.tenant ?? tenant };
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

function countRows(database: DatabaseSync): { documents: number; chunks: number } {
  const count = (table: string) => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()!.rows as number;
  return { documents: count('documents'), chunks: count('chunks') };
}

/** Of the documents in the index. */
export function versionOf(database: DatabaseSync): string {
  const hash = createHash('sha256').update(indexVersion);
  for (const row of database.prepare('SELECT path, content_hash FROM documents ORDER BY path').all()) {
    hash.update(`${row.path}\n${row.content_hash}\n`);
  }
  return hash.digest('hex').slice(0, 12);
}
