/**
 * Sets the texts of `sample-pdfs/` as PDF into `sample/manuals/`: `node packages/knowledge/scripts/make-sample-pdfs.ts`. The
 * same text gives the same bytes, so that a change of a file is a change of its text.
 */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import PDFDocument from 'pdfkit';
import { parse } from 'yaml';

const sources = new URL('sample-pdfs/', import.meta.url);
const target = new URL('../sample/manuals/', import.meta.url);

interface FrontMatter {
  readonly title: string;
  readonly tenant: string;
  readonly labels: readonly string[];
  readonly updated: string;
}

await mkdir(target, { recursive: true });
for (const name of (await readdir(sources)).filter((file) => file.endsWith('.md'))) {
  const [, head = '', body = ''] = (await readFile(new URL(name, sources), 'utf8')).split(/^---\n/m);
  await setPdf(parse(head) as FrontMatter, body, new URL(name.replace(/md$/, 'pdf'), target));
}

async function setPdf({ title, tenant, labels, updated }: FrontMatter, body: string, file: URL): Promise<void> {
  const pdf = new PDFDocument({
    size: 'LETTER',
    margin: 72,
    info: {
      Title: title,
      Author: 'Harbor & Pine',
      // PDF has no field of its own for these.
      Keywords: `tenant=${tenant} labels=${labels.join(',')} updated=${updated}`,
      CreationDate: new Date(`${updated}T00:00:00Z`),
    },
  });
  const written = finished(pdf.pipe(createWriteStream(fileURLToPath(file))));
  for (const block of body.trim().split(/\n{2,}/)) {
    const heading = /^(#+) (.*)$/.exec(block);
    if (heading) pdf.font('Helvetica-Bold').fontSize(heading[1] === '#' ? 20 : 14);
    else pdf.font('Helvetica').fontSize(11);
    pdf.text(heading?.[2] ?? block).moveDown(0.6);
  }
  pdf.end();
  await written;
}
