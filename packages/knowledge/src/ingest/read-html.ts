import type { Element, Root, RootContent } from 'hast';
import { fromHtml } from 'hast-util-from-html';
import { toMdast } from 'hast-util-to-mdast';
import { cleanText, oneLine } from '../text/clean-text.ts';
import type { ParsedDocument } from './document.ts';
import { readTree } from './sections.ts';

/** Elements that are no part of what a page says. */
const apparatus = new Set(['script', 'style', 'template', 'noscript', 'nav', 'iframe', 'object', 'svg', 'form']);

/** Styles that hide text from who reads the page. */
const hidingStyle =
  /display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0+)?(?![.\d])|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:;|$)/i;

/** What a browser would show of a page; `<title>`, and `<meta name content>` as metadata. */
export function readHtml(raw: string): ParsedDocument {
  const { text, removed } = cleanText(raw);
  const tree = fromHtml(text);
  const head = { title: '', metadata: {} as Record<string, unknown> };
  const hidden = prune(tree, head);
  const markdown = toMdast(tree);
  const read = readTree(markdown.type === 'root' ? markdown : { type: 'root', children: [] });
  return { ...read, title: read.title || head.title, metadata: head.metadata, removed: removed + hidden };
}

/** Takes out what is not shown. @returns how many hidden pieces there were, apparatus not counted */
function prune(parent: Root | Element, head: { title: string; metadata: Record<string, unknown> }): number {
  let hidden = 0;
  const kept = (parent.children as RootContent[]).filter((node) => {
    if (node.type === 'comment') return false;
    if (node.type !== 'element') return true;
    if (node.tagName === 'title') head.title = oneLine(textIn(node));
    if (node.tagName === 'meta' && typeof node.properties.name === 'string') {
      head.metadata[node.properties.name] = node.properties.content ?? '';
    }
    if (apparatus.has(node.tagName) || node.tagName === 'head') {
      prune(node, head);
      return false;
    }
    if (isHidden(node)) {
      hidden++;
      return false;
    }
    hidden += prune(node, head);
    return true;
  });
  parent.children = kept as Root['children'] & Element['children'];
  return hidden;
}

function isHidden({ properties }: Element): boolean {
  const { style, hidden, ariaHidden } = properties;
  return (
    (hidden !== undefined && hidden !== false) ||
    ariaHidden === 'true' ||
    (typeof style === 'string' && hidingStyle.test(style))
  );
}

const textIn = (element: Element): string =>
  element.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
