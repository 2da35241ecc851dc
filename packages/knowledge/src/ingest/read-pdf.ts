import { extractTextItems, getDocumentProxy, getMeta, type StructuredTextItem } from 'unpdf';
import { cleanText, oneLine } from '../text/clean-text.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Paragraph, ParsedDocument, Section } from './document.ts';

interface Line {
  text: string;
  fontSize: number;
  /** Distance of the baseline from the page's lower edge, in points. */
  y: number;
  page: number;
}

/** Text smaller than this is not meant to be read, in points. */
const unreadableSize = 3;
/** A line is a heading from so many times the size of most text on. */
const headingFactor = 1.15;
/** A paragraph ends where lines are further apart than so many times their size. */
const paragraphGap = 1.6;

/**
 * The text of a PDF: lines clearly larger than most are headings, gaps between lines separate paragraphs. Pages without any
 * heading get "Page N". `key=value` pairs in the keywords are metadata, as PDF has no field for them.
 *
 * @throws Error of PDF.js for what is no PDF or is encrypted
 */
export async function readPdf(bytes: Uint8Array): Promise<ParsedDocument> {
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 });
  try {
    const { info } = await getMeta(pdf);
    const { items } = await extractTextItems(pdf);
    const { lines, removed } = linesOf(items);
    const bodySize = commonSize(lines);
    const headingSizes = [
      ...new Set(lines.filter((line) => isHeading(line, bodySize)).map(({ fontSize }) => fontSize)),
    ];
    headingSizes.sort((left, right) => right - left);
    const first = lines.find((line) => isHeading(line, bodySize));
    const title = oneLine(String(info.Title ?? '')) || first?.text || '';
    return {
      title,
      sections: sectionsOf(lines, bodySize, headingSizes, title),
      emphasized: [],
      metadata: keywordPairs(String(info.Keywords ?? '')),
      removed,
    };
  } finally {
    await pdf.loadingTask.destroy();
  }
}

function linesOf(pages: readonly (readonly StructuredTextItem[])[]): { lines: Line[]; removed: number } {
  const lines: Line[] = [];
  let removed = 0;
  for (const [page, items] of pages.entries()) {
    let ended = true;
    for (const item of items) {
      if (item.str.trim() !== '' && item.fontSize < unreadableSize) {
        removed++;
        continue;
      }
      const cleaned = cleanText(item.str);
      removed += cleaned.removed;
      const line = lines.at(-1);
      const sameLine = !ended && line?.page === page && Math.abs(line.y - item.y) < item.fontSize / 2;
      if (sameLine) line.text += cleaned.text;
      else if (item.str.trim() !== '') lines.push({ text: cleaned.text, fontSize: item.fontSize, y: item.y, page });
      ended = item.hasEOL;
    }
  }
  return { lines: lines.map((line) => ({ ...line, text: oneLine(line.text) })), removed };
}

/** The size in which most characters are set. */
function commonSize(lines: readonly Line[]): number {
  const characters = new Map<number, number>();
  for (const { fontSize, text } of lines) characters.set(fontSize, (characters.get(fontSize) ?? 0) + text.length);
  return [...characters].sort((left, right) => right[1] - left[1])[0]?.[0] ?? 0;
}

const isHeading = (line: Line, bodySize: number) =>
  line.fontSize >= bodySize * headingFactor && line.text.length <= 120;

function sectionsOf(
  lines: readonly Line[],
  bodySize: number,
  headingSizes: readonly number[],
  title: string,
): Section[] {
  const sections: { headings: string[]; paragraphs: Paragraph[] }[] = [];
  const above: { depth: number; text: string }[] = [];
  let paragraph: string[] = [];
  let before: Line | undefined;
  const flush = () => {
    // A word that was divided at the end of a line is one word again.
    const sentences = splitSentences(paragraph.join('\n').replace(/(\p{Ll})-\n(\p{Ll})/gu, '$1$2'));
    if (sentences.length > 0) sections.at(-1)!.paragraphs.push(sentences);
    paragraph = [];
  };
  for (const line of lines) {
    if (isHeading(line, bodySize)) {
      if (sections.length > 0) flush();
      const depth = headingSizes.indexOf(line.fontSize);
      while (above.length > 0 && above.at(-1)!.depth >= depth) above.pop();
      if (line.text !== title) above.push({ depth, text: line.text });
      sections.push({ headings: above.map(({ text }) => text), paragraphs: [] });
    } else {
      const untitledPage = headingSizes.length === 0 && line.page !== before?.page;
      if (untitledPage && sections.length > 0) flush();
      if (untitledPage || sections.length === 0) {
        sections.push({ headings: headingSizes.length === 0 ? [`Page ${line.page + 1}`] : [], paragraphs: [] });
      }
      const isApart =
        before !== undefined && before.page === line.page && before.y - line.y > line.fontSize * paragraphGap;
      if (isApart) flush();
      paragraph.push(line.text);
    }
    before = line;
  }
  if (sections.length > 0) flush();
  return sections.filter((section) => section.paragraphs.length > 0);
}

function keywordPairs(keywords: string): Record<string, string> {
  const pairs = [...keywords.matchAll(/([a-z]+)=(\S*)/g)];
  return Object.fromEntries(pairs.map(([, key, value]) => [key!, value!]));
}
