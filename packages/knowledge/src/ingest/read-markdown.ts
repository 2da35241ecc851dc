import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { parse } from 'yaml';
import { cleanText } from '../text/clean-text.ts';
import type { ParsedDocument } from './document.ts';
import { readTree } from './sections.ts';

const frontMatter = /^---\n([\s\S]*?)\n---\n/;

/** CommonMark with GitHub's tables; YAML between `---` at the beginning is metadata. @throws Error of the YAML parser */
export function readMarkdown(raw: string): ParsedDocument {
  const { text, removed } = cleanText(raw);
  const matter = text.match(frontMatter);
  const metadata: unknown = matter ? parse(matter[1]!) : {};
  const body = matter ? text.slice(matter[0].length) : text;
  const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const hidden = tree.children.filter((node) => node.type === 'html').length;
  return { ...readTree(tree), metadata: isRecord(metadata) ? metadata : {}, removed: removed + hidden };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
