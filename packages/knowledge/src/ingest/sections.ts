import type { List, Nodes, Parent, Root, RootContent, Table } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { oneLine } from '../text/clean-text.ts';
import { splitSentences } from '../text/sentences.ts';
import type { Paragraph, ParsedDocument, Section } from './document.ts';

interface OpenSection {
  headings: string[];
  paragraphs: Paragraph[];
}

/** The title (the first heading of the first level), the sections and the emphasized words of a Markdown tree. */
export function readTree(tree: Root): Pick<ParsedDocument, 'title' | 'sections' | 'emphasized'> {
  let title = '';
  const above: { depth: number; text: string }[] = [];
  let section: OpenSection = { headings: [], paragraphs: [] };
  const sections = [section];
  for (const node of tree.children) {
    if (node.type === 'heading') {
      const text = oneLine(textOf(node));
      while (above.length > 0 && above.at(-1)!.depth >= node.depth) above.pop();
      if (title === '' && node.depth === 1) title = text;
      else if (text !== '') above.push({ depth: node.depth, text });
      section = { headings: above.map((heading) => heading.text), paragraphs: [] };
      sections.push(section);
    } else {
      section.paragraphs.push(...paragraphsOf(node));
    }
  }
  return { title, sections: sections.filter(isFilled), emphasized: emphasizedIn(tree) };
}

const isFilled = (section: Section) => section.paragraphs.length > 0;

function paragraphsOf(node: RootContent): Paragraph[] {
  switch (node.type) {
    case 'list':
      return (node as List).children.flatMap((item) => item.children.flatMap(paragraphsOf));
    case 'blockquote':
    case 'footnoteDefinition':
      return node.children.flatMap(paragraphsOf);
    case 'table':
      return rowsOf(node);
    case 'html':
    case 'definition':
    case 'thematicBreak':
    case 'yaml':
      return [];
    case 'code':
      return node.value.trim() === '' ? [] : [[oneLine(node.value)]];
    default: {
      const sentences = splitSentences(textOf(node, { includeHtml: false }));
      return sentences.length > 0 ? [sentences] : [];
    }
  }
}

/** A row as a sentence that says its columns' names: "Arden 200: Output 8 kilowatts; Price 6,480 dollars." */
function rowsOf(table: Table): Paragraph[] {
  const [head, ...rows] = table.children.map((row) => row.children.map((cell) => oneLine(textOf(cell))));
  if (rows.length === 0) return head?.some((cell) => cell !== '') ? [[head.join('; ')]] : [];
  return rows.flatMap(([first = '', ...cells]) => {
    const named = cells.flatMap((cell, index) => (cell === '' ? [] : [`${head?.[index + 1] ?? ''} ${cell}`.trim()]));
    const row = [first, named.join('; ')].filter((part) => part !== '').join(': ');
    return row === '' ? [] : [[`${row}.`]];
  });
}

function emphasizedIn(tree: Root): string[] {
  const found: string[] = [];
  const visit = (node: Nodes) => {
    if (node.type === 'strong' || node.type === 'inlineCode') found.push(oneLine(textOf(node)));
    for (const child of (node as Parent).children ?? []) visit(child);
  };
  visit(tree);
  return found.filter((text) => text !== '');
}
