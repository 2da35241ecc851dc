import { createHash } from 'node:crypto';
import type { ParsedDocument, Section } from './document.ts';

export interface Chunk {
  readonly id: string;
  readonly headings: readonly string[];
  /** Joined by single spaces they are the text. */
  readonly sentences: readonly string[];
}

export interface ChunkOptions {
  /** A chunk ends with the sentence that reaches this many words. */
  readonly targetWords: number;
  /** Sentences that the next chunk of a long section begins with again. */
  readonly overlapSentences: number;
}

export const defaultChunkOptions: ChunkOptions = { targetWords: 120, overlapSentences: 1 };

export const textOf = (chunk: Pick<Chunk, 'sentences'>): string => chunk.sentences.join(' ');

/** Cuts each section into chunks of whole sentences; a heading never shares a chunk with another one. */
export function chunkDocument(path: string, document: ParsedDocument, options = defaultChunkOptions): Chunk[] {
  const seen = new Map<string, number>();
  return document.sections.flatMap((section) =>
    cut(section, options).map((sentences) => {
      const content = [path, document.title, ...section.headings, sentences.join(' ')].join('\n');
      const repeated = seen.get(content) ?? 0;
      seen.set(content, repeated + 1);
      return { id: chunkId(content, repeated), headings: section.headings, sentences };
    }),
  );
}

function cut(section: Section, { targetWords, overlapSentences }: ChunkOptions): string[][] {
  const chunks: string[][] = [];
  let open: string[] = [];
  let fresh = 0;
  let words = 0;
  for (const sentence of section.paragraphs.flat()) {
    if (words >= targetWords && fresh > 0) {
      chunks.push(open);
      open = overlapSentences > 0 ? open.slice(-overlapSentences) : [];
      words = open.reduce((sum, kept) => sum + countWords(kept), 0);
      // Sentences that fill a chunk on their own are not repeated: nothing new would fit.
      if (words >= targetWords) [open, words] = [[], 0];
      fresh = 0;
    }
    open.push(sentence);
    fresh++;
    words += countWords(sentence);
  }
  if (fresh > 0) chunks.push(open);
  return chunks;
}

const countWords = (sentence: string) => sentence.split(' ').length;

/** 20 hexadecimal digits of SHA-256 over path, title, headings and text; equal chunks of a document are numbered. */
function chunkId(content: string, repeated: number): string {
  return createHash('sha256').update(`${content}\n${repeated}`).digest('hex').slice(0, 20);
}
