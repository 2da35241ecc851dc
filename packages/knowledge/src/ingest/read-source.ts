import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { WrittenChunk, WrittenDocument } from '../database/document-writer.ts';
import { indexVersion } from '../database/schema.ts';
import { cleanText, oneLine } from '../text/clean-text.ts';
import { type Access, accessOf, type FolderSettings } from './access.ts';
import { type ChunkOptions, chunkDocument, textOf } from './chunk.ts';
import type { ParsedDocument } from './document.ts';
import { entitiesIn } from './entities.ts';
import { readHtml } from './read-html.ts';
import { readMarkdown } from './read-markdown.ts';
import { readPdf } from './read-pdf.ts';

/** A document before it has vectors. */
export interface SourceDocument extends Omit<WrittenDocument, 'chunks'> {
  readonly chunks: readonly Omit<WrittenChunk, 'vectors'>[];
}

/** What came of a file. */
export type Source =
  | { readonly state: 'unchanged'; readonly path: string }
  /** `accessUnknown`: it cannot be told who may see it, so that nobody may. */
  | { readonly state: 'skipped'; readonly path: string; readonly reason: string; readonly accessUnknown: boolean }
  | { readonly state: 'read'; readonly path: string; readonly document: SourceDocument; readonly removed: number };

const largestFileBytes = 32 * 1024 * 1024;

const readers: Readonly<Record<string, (bytes: Buffer) => ParsedDocument | Promise<ParsedDocument>>> = {
  '.md': (bytes) => readMarkdown(decode(bytes)),
  '.markdown': (bytes) => readMarkdown(decode(bytes)),
  '.txt': (bytes) => readMarkdown(decode(bytes)),
  '.html': (bytes) => readHtml(decode(bytes)),
  '.htm': (bytes) => readHtml(decode(bytes)),
  '.pdf': readPdf,
};

const decode = (bytes: Buffer) => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

/** Reads and cuts one file. Never throws: what is wrong with it is the reason for skipping it. */
export async function readSource(
  path: string,
  folder: string,
  settings: FolderSettings,
  chunks: ChunkOptions,
  storedHash: string | undefined,
): Promise<Source> {
  const skip = (reason: string, accessUnknown = false): Source => ({ state: 'skipped', path, reason, accessUnknown });
  const reader = readers[extname(path).toLowerCase()];
  if (!reader) return skip(`${extname(path) || 'no extension'}: not one of ${Object.keys(readers).join(' ')}`);
  try {
    const file = join(folder, path);
    if ((await stat(file)).size > largestFileBytes) return skip('larger than 32 MiB');
    const bytes = await readFile(file);
    const hash = createHash('sha256').update(indexVersion).update(JSON.stringify(settings)).update(bytes).digest('hex');
    if (hash === storedHash) return { state: 'unchanged', path };
    const parsed = await reader(bytes);
    let access: Access;
    try {
      access = accessOf(path, parsed.metadata, settings);
    } catch (error) {
      return skip((error as Error).message, true);
    }
    if (parsed.sections.length === 0) return skip('no text in it');
    const title = titleOf(path, parsed);
    const document: SourceDocument = {
      path,
      title,
      access,
      version: hash.slice(0, 12),
      contentHash: hash,
      chunks: chunkDocument(path, { ...parsed, title }, chunks).map((chunk) => {
        const emphasized = parsed.emphasized.filter((phrase) => textOf(chunk).includes(phrase));
        return { ...chunk, entities: entitiesIn([title, ...chunk.headings, ...chunk.sentences], emphasized) };
      }),
    };
    return { state: 'read', path, document, removed: parsed.removed };
  } catch (error) {
    return skip(`cannot be read: ${oneLine((error as Error).message)}`);
  }
}

function titleOf(path: string, { metadata, title }: ParsedDocument): string {
  const own = typeof metadata.title === 'string' ? oneLine(cleanText(metadata.title).text) : '';
  return own || title || basename(path, extname(path));
}
